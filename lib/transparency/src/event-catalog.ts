import { z } from 'zod';
import { address, code, count, entry, type EventEntry, hash, name, number, reason, title, version } from './event-fields.ts';
import { SHARED_EVENTS } from './shared-events.ts';

const plan = { study: title, plan: hash };
const task = { kind: z.enum(['training', 'evaluation']), run: title, round: count, attempt: count };
const attempt = { ...task, study: title };

/** Everything that a site writes into its audit log; `docs/audit-events.md` is generated from this table. */
export const SITE_EVENTS = {
  ...SHARED_EVENTS,
  'identity.joined': entry('The site took a certificate of the coordinator.', { certificate: hash, consortium: name }, 'notice'),
  'agent.started': entry(
    'The agent began to serve; with its version and the hash of the policy it reads.',
    {
      version,
      policy: hash,
    },
    'notice',
  ),
  'agent.stopped': entry(
    'The agent ended as it was asked to. A start without a stop before it is a crash, or a lost entry.',
    {},
    'notice',
  ),
  'session.opened': entry('The coordinator welcomed the agent.', {}),
  'session.ended': entry('The session ended, by this error.', { code }, 'notice'),
  'budget.set': entry(
    'A population got a budget, or another one.',
    { population: name, epsilon: number, delta: number, reason },
    'notice',
  ),
  'plan.approved': entry(
    'A person approved this plan, with these rights.',
    {
      ...plan,
      metrics: z.enum(['none', 'noised', 'exact']),
      epsilon: number.optional(),
      runs: count.optional(),
      reason: reason.optional(),
    },
    'notice',
  ),
  'plan.refused': entry(
    'A person refused this plan, or took an approval back.',
    { ...plan, reason: reason.optional() },
    'notice',
  ),
  'roster.accepted': entry('A person accepted who the sites of sums under masks are.', { roster: hash, epoch: count }, 'notice'),
  'data.added': entry(
    'A data set was added for studies, or accepted again: with the hash of what sources.yaml says of it.',
    {
      dataset: name,
      population: name,
      studies: z.array(title).max(1000),
      source: hash.optional(),
      basis: z.enum(['safe-harbor', 'expert-determination', 'identified']).optional(),
    },
    'notice',
  ),
  'data.fetched': entry(
    'A person had an export of a FHIR server fetched, which becomes what its folder holds: so many resources in files with this hash; whether the server said that it could not export some, and the person took it all the same.',
    { server: name, files: count, resources: count, content: hash, despiteErrors: z.boolean() },
    'notice',
  ),
  'data.removed': entry(
    'A data set was taken away: it serves no study any more. The ledger of its population stays, with all that was paid.',
    { dataset: name, population: name, source: hash.optional() },
    'notice',
  ),
  'data.attested': entry(
    'A person signed that the hospital has no actual knowledge that what a data set gives could identify a patient (45 CFR 164.514(b)(2)(ii)); with the hash of what sources.yaml said of it then.',
    { dataset: name, source: hash.optional() },
    'notice',
  ),
  'determination.installed': entry(
    'A person let a data set be used by this expert determination, until a day.',
    { dataset: name, record: hash, expires: z.iso.date() },
    'notice',
  ),
  'token.resolved': entry(
    'A person asked which patient of a data set a token of a local report means; neither is written down.',
    { dataset: name, study: title },
    'notice',
  ),
  'tokens.rotated': entry(
    'A person let patients have other names in local reports from now on, under this key.',
    { key: count },
    'notice',
  ),
  'images.exported': entry(
    'A person had cleaned copies of images written for a study, on this basis; what became of dates, and what was kept beside the Basic Profile of DICOM PS3.15.',
    {
      study: title,
      basis: z.enum(['safe-harbor', 'expert-determination', 'identified']),
      dates: z.enum(['removed', 'shifted', 'full']),
      kept: z.array(z.enum(['descriptors', 'patient', 'uids', 'device', 'institution'])).max(5),
    },
    'notice',
  ),
  'pixels.reviewed': entry(
    'A person looked at images of a data set that were held back for their pixels, or had been released, and decided whether they may be used: how many, and the hash of which (their keys in state/pixels, in order, one a line).',
    { dataset: name, decision: z.enum(['released', 'rejected']), images: count, which: hash },
    'notice',
  ),
  'data.read': entry(
    'The agent read a data set for a plan: so many rows of a source with this hash; in so many cells, if any, it found what identifies people; where the use of the data is based on an expert determination, whether they are within it.',
    {
      dataset: name,
      plan: hash,
      rows: count,
      content: hash,
      identifiers: count.optional(),
      determination: z.enum(['met', 'unmet']).optional(),
    },
  ),
  'data.synthesised': entry(
    'Synthetic rows, as many as somebody asked for, were made of a data set, and are about to be written into a file with this hash: what they cost, the position of the ledger that pays for them, and whether it is more than the policy calls usual.',
    {
      ...plan,
      dataset: name,
      population: name,
      rows: count,
      epsilon: number,
      delta: number,
      file: hash,
      ledger: z.strictObject({ seq: count, hash }),
      aboveUsual: z.boolean(),
    },
    'notice',
  ),
  'update.leaving': entry(
    'An update is about to leave, and its charge stands: hash and bytes of the update, and the position of the ledger that pays for it. Written again for each try.',
    { ...attempt, population: name, update: hash, bytes: count, ledger: z.strictObject({ seq: count, hash }).optional() },
  ),
  'update.counted': entry('The coordinator has the update.', { ...attempt, update: hash }),
  'budget.spent': entry(
    'Where the budget stands after an update: the position of the ledger, the share of the budget that is used or reserved (of an epsilon only at 1), and the epsilon that all charges of the study compose to at the delta of the budget.',
    {
      ...attempt,
      population: name,
      ledger: z.strictObject({ seq: count, hash }),
      share: number,
      epsilon: number.optional(),
      delta: number,
    },
  ),
  'task.refused': entry('The agent refused or failed what it was asked for, for this reason.', { ...task, code }, 'warning'),
  'coordinator-log.broken': entry(
    'The audit log of the coordinator does not continue the one that was seen before, of so many entries: it shows another key, an older state, another history, or none; what this site has kept of it is damaged; or it does not have what this site has committed itself to in its greeting. With the SHA-256 of the file of evidence.',
    {
      kept: count,
      why: z.enum(['key', 'signature', 'rollback', 'fork', 'gone', 'damaged', 'unwritten']),
      evidence: hash.optional(),
    },
    'alert',
  ),
  'coordinator-log.accepted': entry(
    'A person accepted the audit log of the coordinator as it is now, and gave up the one before, of so many entries where it could be read.',
    {
      kept: count.optional(),
      reason,
    },
    'warning',
  ),
  'notes.left-out': entry(
    'The coordinator caused more entries in an hour than are written: so many were left out.',
    {
      entries: count,
    },
    'warning',
  ),
  'ledger.witness-changed': entry(
    'A person named a folder for the witness of the ledgers, or took it away.',
    {
      witness: z.enum(['set', 'none']),
    },
    'warning',
  ),
  'collector.changed': entry(
    'A person named the collector to which the agent ships this log, or took it away.',
    { collector: address.optional() },
    'warning',
  ),
  'keys.sealed': entry(
    'A person put the secrets of this folder under a key store of this kind, or moved them to it.',
    { store: z.enum(['passphrase', 'systemd', 'pkcs11']) },
    'notice',
  ),
  'ledger.loss-accepted': entry(
    'A person let the agent start without a ledger that is lost.',
    { population: name, reason },
    'warning',
  ),
  'ledger.clock-accepted': entry(
    'A person let a ledger go on whose last entry lies in the future.',
    {
      population: name,
      reason,
    },
    'warning',
  ),
} as const satisfies Readonly<Record<string, EventEntry>>;

/** The name of an event of {@link SITE_EVENTS}. */
export type SiteEventName = keyof typeof SITE_EVENTS;

type Shape<N extends SiteEventName> = (typeof SITE_EVENTS)[N]['fields'];
type FieldsOf<N extends SiteEventName> = keyof Shape<N> extends never ? unknown : z.output<z.ZodObject<Shape<N>>>;

/** One thing that happened at a site, as its catalogue describes it. */
export type SiteEvent = { readonly [N in SiteEventName]: { readonly event: N } & Readonly<FieldsOf<N>> }[SiteEventName];
