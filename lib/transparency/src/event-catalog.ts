import { z } from 'zod';

/**
 * What fields of an audit entry may hold. No field takes free text but a reason that a person typed for others to read, so
 * that nothing of a patient has a place here.
 */
const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._/:-]{0,199}$/, 'expected a name');
const hash = z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 hex digits');
const count = z.int().min(0);
const number = z.number().min(0);
/** Of the error catalogue of the version that wrote it. */
const code = z.string().regex(/^[A-Z][A-Z0-9_]{0,59}$/, 'expected a code');
/** As the coordinator names studies and runs; shown with hidden characters spelt out. */
const title = z.string().min(1).max(200);
const reason = z.string().min(1).max(1000);
const version = z.string().regex(/^[0-9A-Za-z.+-]{1,40}$/, 'expected a version');

const plan = { study: title, plan: hash };
const task = { kind: z.enum(['training', 'evaluation']), run: title, round: count, attempt: count };
const attempt = { ...task, study: title };

/** One kind of event: what it tells, and what an entry about it holds. */
export interface EventEntry {
  readonly meaning: string;
  readonly fields: z.ZodRawShape;
}

function entry<F extends z.ZodRawShape>(meaning: string, fields: F): { readonly meaning: string; readonly fields: F } {
  return { meaning, fields };
}

/** Everything that a site writes into its audit log; `docs/audit-events.md` is generated from this table. */
export const SITE_EVENTS = {
  'identity.joined': entry('The site took a certificate of the coordinator.', { certificate: hash, consortium: name }),
  'agent.started': entry('The agent began to serve; with its version and the hash of the policy it reads.', {
    version,
    policy: hash,
  }),
  'agent.stopped': entry('The agent ended as it was asked to. A start without a stop before it is a crash, or a lost entry.', {}),
  'session.opened': entry('The coordinator welcomed the agent.', {}),
  'session.ended': entry('The session ended, by this error.', { code }),
  'budget.set': entry('A population got a budget, or another one.', { population: name, epsilon: number, delta: number, reason }),
  'plan.approved': entry('A person approved this plan, with these rights.', {
    ...plan,
    metrics: z.enum(['none', 'noised', 'exact']),
    epsilon: number.optional(),
    runs: count.optional(),
    reason: reason.optional(),
  }),
  'plan.refused': entry('A person refused this plan, or took an approval back.', { ...plan, reason: reason.optional() }),
  'roster.accepted': entry('A person accepted who the sites of sums under masks are.', { roster: hash, epoch: count }),
  'data.added': entry('A data set was added for studies.', {
    dataset: name,
    population: name,
    studies: z.array(title).max(1000),
  }),
  'data.read': entry('The agent read a data set for a plan: so many rows of a source with this hash.', {
    dataset: name,
    plan: hash,
    rows: count,
    content: hash,
  }),
  'update.leaving': entry(
    'An update is about to leave, and its charge stands: hash and bytes of the update, and the position of the ledger that pays for it. Written again for each try.',
    { ...attempt, population: name, update: hash, bytes: count, ledger: z.strictObject({ seq: count, hash }).optional() },
  ),
  'update.counted': entry('The coordinator has the update.', { ...attempt, update: hash }),
  'task.refused': entry('The agent refused or failed what it was asked for, for this reason.', { ...task, code }),
  'notes.left-out': entry('The coordinator caused more entries in an hour than are written: so many were left out.', {
    entries: count,
  }),
  'ledger.witness-changed': entry('A person named a folder for the witness of the ledgers, or took it away.', {
    witness: z.enum(['set', 'none']),
  }),
  'ledger.loss-accepted': entry('A person let the agent start without a ledger that is lost.', { population: name, reason }),
  'ledger.clock-accepted': entry('A person let a ledger go on whose last entry lies in the future.', {
    population: name,
    reason,
  }),
} as const satisfies Readonly<Record<string, EventEntry>>;

/** The name of an event of {@link SITE_EVENTS}. */
export type SiteEventName = keyof typeof SITE_EVENTS;

type Shape<N extends SiteEventName> = (typeof SITE_EVENTS)[N]['fields'];
type FieldsOf<N extends SiteEventName> = keyof Shape<N> extends never ? unknown : z.output<z.ZodObject<Shape<N>>>;

/** One thing that happened at a site, as its catalogue describes it. */
export type SiteEvent = { readonly [N in SiteEventName]: { readonly event: N } & Readonly<FieldsOf<N>> }[SiteEventName];
