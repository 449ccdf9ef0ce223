import { z } from 'zod';
import {
  address,
  code,
  count,
  entry,
  type EventEntry,
  hash,
  name,
  providerName,
  reason,
  title,
  version,
} from './event-fields.ts';
import { SHARED_EVENTS } from './shared-events.ts';

/** What a certificate names: site, user or consortium. */
const member = { member: name, kind: z.enum(['site', 'user']) };
const study = { study: title, plan: hash };
const run = { run: title };
const attempt = { ...run, round: count, attempt: count };
const modelVersion = { name, version: count, dossier: hash };
const task = { kind: z.enum(['training', 'evaluation']), ...attempt };

/** Everything that a coordinator writes into its audit log; `docs/audit-events.md` is generated from this table. */
export const COORDINATOR_EVENTS = {
  ...SHARED_EVENTS,
  'coordinator.started': entry(
    'The coordinator began to serve, with this configuration: hashes of coordinator.json, of the certificate of the authority, and of the roster; and the collector to which it ships this log.',
    {
      version,
      configuration: hash,
      authority: hash,
      roster: hash.optional(),
      models: name,
      graceMs: count,
      collector: address.optional(),
    },
    'notice',
  ),
  'coordinator.stopped': entry(
    'It ended as it was asked to. A start without a stop before it is a crash, or a lost entry.',
    {},
    'notice',
  ),
  'certificate.shown': entry(
    'The coordinator shows another certificate from now on, or believes another authority.',
    {
      certificate: hash,
      authority: hash,
    },
    'notice',
  ),
  'keys.sealed': entry(
    'A person put the secrets, models and updates in the folder under a key store of this kind, or moved them to it.',
    { store: z.enum(['passphrase', 'systemd', 'pkcs11']) },
    'notice',
  ),
  'site.invited': entry(
    'A site may join by itself until then; `replace`: in the place of a revoked one.',
    {
      site: name,
      until: z.iso.datetime({ precision: 3 }),
      replace: z.boolean(),
    },
    'notice',
  ),
  'site.admitted': entry(
    'A key speaks for a site and has this certificate: enrolled by a user, joined by an invitation, or renewed from the key that it follows.',
    {
      site: name,
      by: z.enum(['enrolment', 'invitation', 'renewal']),
      admitted: hash,
      certificate: hash,
      replace: z.boolean(),
    },
    'notice',
  ),
  'site.revoked': entry('A site was shut out, with all of its keys and invitations.', { site: name }, 'warning'),
  'site.quarantined': entry(
    'A site was shut out until it is released: it is asked for nothing, and its calls are refused.',
    { site: name, reason },
    'warning',
  ),
  'site.released': entry('The quarantine of a site ended.', { site: name, reason }, 'notice'),
  'site.log-restarted': entry(
    'A site says that its audit log is another one than before, begun after one that was damaged: which one, counted from 0.',
    { site: name, log: count },
    'warning',
  ),
  'certificate.trouble': entry('The coordinator could not renew its certificates, for this reason.', { code }, 'error'),
  'site.receipts-cleared': entry(
    'A person had forgotten how far these ledgers of a site had come: a ledger that begins again counts from then on, and nobody here knows any more what was charged before.',
    { site: name, ledgers: z.array(z.strictObject({ dataset: name, seq: count, hash })).max(1000), reason },
    'warning',
  ),
  'user.invited': entry(
    'Somebody may join as this user by themselves until then, with these roles.',
    {
      user: name,
      roles: z.array(name).max(20),
      until: z.iso.datetime({ precision: 3 }),
      replace: z.boolean(),
    },
    'notice',
  ),
  'user.admitted': entry(
    'A key speaks for a user and has this certificate: joined by an invitation, or enrolled by an operator with these roles.',
    {
      user: name,
      admitted: hash,
      certificate: hash,
      roles: z.array(name).max(20).optional(),
      replace: z.boolean(),
    },
    'notice',
  ),
  'user.linked': entry(
    'The person whom this provider knows by this name is this user, with these roles.',
    { user: name, roles: z.array(name).max(20), provider: providerName, known: providerName, replace: z.boolean() },
    'notice',
  ),
  'user.identified': entry(
    'The first token came for a user: this subject is theirs from now on, and no other.',
    { user: name },
    'notice',
  ),
  'user.roles': entry('A user has these roles from now on.', { user: name, roles: z.array(name).max(20) }, 'notice'),
  'user.revoked': entry('A user was shut out, with all keys and invitations.', { user: name }, 'warning'),
  'user.renewed': entry('A user got another certificate for the same key.', { certificate: hash }),
  'identity.alarm': entry(
    'A key that the authority has certified is not that of its name, or two hold one name.',
    {
      ...member,
      code,
    },
    'alert',
  ),
  'session.opened': entry(
    'A site was welcomed; with the sealed checkpoint of its own audit log that it sent, which its hospital can open later.',
    { commitment: hash.optional() },
  ),
  'session.ended': entry('The session of a site ended.', {}),
  'study.submitted': entry('A plan became the newest version of its study.', study, 'notice'),
  'run.started': entry('A run of a plan began.', { ...run, ...study, rounds: count }, 'notice'),
  'run.paused': entry(
    'A run rests: a person asked for it, or too few sites are there.',
    {
      ...run,
      reason: z.enum(['asked', 'absent', 'silent']),
    },
    'notice',
  ),
  'run.resumed': entry('A paused run goes on.', run, 'notice'),
  'run.stopped': entry('A run was ended early: by a person, or by the coordinator for this reason.', { ...run, code }, 'notice'),
  'run.ended': entry(
    'A run has ended, with this model.',
    {
      ...run,
      outcome: z.enum(['completed', 'failed', 'stopped']),
      model: hash,
      code: code.optional(),
    },
    'notice',
  ),
  'attempt.opened': entry('Sites are asked to take part in an attempt, from this model.', { ...attempt, model: hash }),
  'attempt.failed': entry(
    'An attempt came to nothing; with the reason where its sum did.',
    {
      ...attempt,
      code: code.optional(),
    },
    'warning',
  ),
  'task.refused': entry('A site refused or failed what it was asked for, and said why.', { ...task, code }, 'warning'),
  'update.counted': entry(
    'An update or scores of a site were counted: hash and bytes, and the position of the ledger that the site says has paid.',
    {
      ...task,
      update: hash,
      bytes: count.optional(),
      ledger: z.strictObject({ dataset: name, seq: count, hash }).optional(),
    },
  ),
  'update.rejected': entry(
    'An update, scores or words of a sum were not taken, and end the part of the site in the attempt.',
    {
      ...task,
      code,
    },
    'warning',
  ),
  'sum.misconduct': entry(
    'In a sum under masks a site said what no honest site says, or that others have.',
    {
      ...task,
      site: name,
      code,
    },
    'alert',
  ),
  'model.made': entry(
    'So many updates were summed and made this model, in a run of this plan; `contributions`: SHA-256 over which sites and which updates they were; under masks with this transcript; `rehearsal` where agents may have left their noise out.',
    {
      ...attempt,
      updates: count,
      model: hash,
      plan: hash.optional(),
      contributions: hash.optional(),
      transcript: hash.optional(),
      rehearsal: z.literal(true).optional(),
    },
  ),
  'round.closed': entry(
    'A round is over; with its model, how many sites have scored it, and SHA-256 over the scores with noise that were released.',
    {
      ...attempt,
      model: hash.optional(),
      scored: count,
      scores: hash.optional(),
    },
  ),
  'scores.withheld': entry('The sum of scores under masks came to nothing.', { ...attempt, code }, 'warning'),
  'model.registered': entry(
    'A dossier of the model of a run became a version of a named model.',
    { ...modelVersion, model: hash, plan: hash, ...run },
    'notice',
  ),
  'model.proposed': entry(
    'A person proposed a version for a use, as of this risk.',
    { ...modelVersion, use: reason, risk: z.enum(['low', 'moderate', 'high']) },
    'notice',
  ),
  'model.approved': entry(
    'Another person approved a version until then, and signed its dossier; with SHA-256 of the signature.',
    { ...modelVersion, until: z.iso.datetime({ precision: 3 }), signature: hash, reason },
    'notice',
  ),
  'model.rejected': entry('A person rejected a version that was proposed.', { ...modelVersion, reason }, 'notice'),
  'model.withdrawn': entry('A person took the approval of a version back.', { ...modelVersion, reason }, 'warning'),
  'call.refused': entry('A call of a member or a stranger was refused.', { method: name, code }, 'warning'),
  'handshake.failed': entry('A connection ended before its caller had proved to be somebody.', {}, 'warning'),
  'notes.left-out': entry(
    'More such entries in an hour than are written: so many were left out.',
    { of: name, entries: count },
    'warning',
  ),
} as const satisfies Readonly<Record<string, EventEntry>>;

/** The name of an event of {@link COORDINATOR_EVENTS}. */
export type CoordinatorEventName = keyof typeof COORDINATOR_EVENTS;

type Shape<N extends CoordinatorEventName> = (typeof COORDINATOR_EVENTS)[N]['fields'];
type FieldsOf<N extends CoordinatorEventName> = keyof Shape<N> extends never ? unknown : z.output<z.ZodObject<Shape<N>>>;

/** One thing that happened at a coordinator, as its catalogue describes it. */
export type CoordinatorEvent = {
  readonly [N in CoordinatorEventName]: { readonly event: N } & Readonly<FieldsOf<N>>;
}[CoordinatorEventName];
