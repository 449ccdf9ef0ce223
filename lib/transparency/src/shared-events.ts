import { z } from 'zod';
import { count, entry, hash, name, reason } from './event-fields.ts';
import { INCIDENT_KIND_NAMES, MOST_EVIDENCE } from './incidents/incident-kinds.ts';

const incident = { incident: count };

/** What both sides write into their audit logs alike. */
export const SHARED_EVENTS = {
  'log.restarted': entry(
    'A person began this log after one that was damaged and lies aside: which log of its owner it is, counted from 0; entries that were found of the old one, how many of them hold, and the SHA-256 of its last checkpoint.',
    { log: count, entries: count, intact: count, checkpoint: hash.optional(), reason },
    'alert',
  ),
  'backup.made': entry(
    'A person had the folder copied while its program worked, encrypted under a key store of this kind.',
    { store: z.enum(['passphrase', 'systemd', 'pkcs11']) },
    'notice',
  ),
  'folder.restored': entry(
    'A person restored the folder from this backup (SHA-256 of its manifest), taken then, when this log had so many entries. What was written between the two is missing here; who has kept a newer checkpoint will say so.',
    { backup: hash, taken: z.iso.datetime({ precision: 3 }), entries: count, reason: reason.optional() },
    'alert',
  ),
  'incident.opened': entry(
    'Something was seen that people should look into: what, about whom, and the entries that show it, each by its number and leaf hash; `since`: carried over from a log that was damaged.',
    {
      ...incident,
      kind: z.enum(INCIDENT_KIND_NAMES),
      subject: name,
      evidence: z
        .array(z.strictObject({ entry: count, hash }))
        .max(MOST_EVIDENCE)
        .readonly(),
      since: z.iso.datetime({ precision: 3 }).optional(),
    },
    'alert',
  ),
  'incident.acknowledged': entry('A person looks into an incident.', incident, 'notice'),
  'incident.assessed': entry(
    'What a person found of the four factors of 45 CFR 164.402(2), what follows from them, how many individuals it is about, and when it was discovered where that was earlier.',
    {
      ...incident,
      nature: reason,
      recipient: reason,
      acquired: reason,
      mitigation: reason,
      conclusion: z.enum(['low-probability', 'breach']),
      individuals: count.optional(),
      discovered: z.iso.date().optional(),
    },
    'notice',
  ),
  'incident.closed': entry('A person closed an incident.', { ...incident, reason }, 'notice'),
} as const;
