import type { Incident } from '@consilium/transparency';
import type { Database } from '../store/database.ts';
import type { Tx } from '../store/dialect.ts';

type Query = Database['query'] | Tx;

/** What happened to an incident, as it is said outside. */
export type IncidentChange = 'opened' | 'acknowledged' | 'assessed' | 'closed';

/** Something that is still to be said. */
export interface IncidentNotice {
  /** Its row. */
  readonly notice: number;
  readonly change: IncidentChange;
  readonly atMs: number;
  readonly incident: Incident;
}

/** Closed incidents that are listed: the newest. */
const MOST_CLOSED = 1000;

/** The incident of a kind and subject that nobody has closed. */
export async function unclosedOf(
  query: Query,
  { kind, subject }: Pick<Incident, 'kind' | 'subject'>,
): Promise<Incident | undefined> {
  const rows = query.selectFrom('incidents').select('json');
  const row = await rows
    .where('state', 'in', ['open', 'acknowledged'])
    .where('kind', '=', kind)
    .where('subject', '=', subject)
    .executeTakeFirst();
  return row === undefined ? undefined : parsed(row);
}

/** How many nobody has closed. */
export async function countUnclosed(query: Query): Promise<number> {
  const rows = query.selectFrom('incidents').select(({ fn }) => fn.countAll<number>().as('count'));
  return (await rows.where('state', 'in', ['open', 'acknowledged']).executeTakeFirstOrThrow()).count;
}

/** Of each severity. */
export async function unclosedBySeverity(query: Query): Promise<Readonly<Record<Incident['severity'], number>>> {
  const counts = { low: 0, medium: 0, high: 0 };
  const rows = query.selectFrom('incidents').select(({ fn }) => ['severity' as const, fn.countAll<number>().as('count')]);
  for (const { severity, count } of await rows.where('state', 'in', ['open', 'acknowledged']).groupBy('severity').execute())
    if (severity in counts) counts[severity as Incident['severity']] = count;
  return counts;
}

/** One incident. */
export async function incidentOf(query: Query, incident: number): Promise<Incident | undefined> {
  const row = await query.selectFrom('incidents').select('json').where('incident', '=', incident).executeTakeFirst();
  return row === undefined ? undefined : parsed(row);
}

/** The newest first: all that nobody has closed, and where asked for the newest of the others. */
export async function listIncidents(query: Query, closed: boolean): Promise<readonly Incident[]> {
  const rows = query.selectFrom('incidents').select('json').orderBy('incident', 'desc');
  const unclosed = await rows.where('state', 'in', ['open', 'acknowledged']).execute();
  const others = closed ? await rows.where('state', '=', 'closed').limit(MOST_CLOSED).execute() : [];
  return [...unclosed, ...others].map(parsed).sort((a, b) => b.incident - a.incident);
}

/** The number that the next incident gets. */
export async function nextIncident(tx: Tx): Promise<number> {
  const row = await tx.selectFrom('incidents').select('incident').orderBy('incident', 'desc').limit(1).executeTakeFirst();
  return (row?.incident ?? 0) + 1;
}

/** Stores an incident as it is now. */
export async function putIncident(tx: Tx, one: Incident): Promise<void> {
  const { incident, kind, subject, state, severity } = one;
  const row = { kind, subject, state, severity, json: JSON.stringify(one) };
  await tx
    .insertInto('incidents')
    .values({ incident, ...row })
    .onConflict((c) => c.column('incident').doUpdateSet(row))
    .execute();
}

/** Leaves something to be said. */
export async function leaveNotice(tx: Tx, incident: number, change: IncidentChange, atMs: number): Promise<void> {
  const last = await tx.selectFrom('incident_notices').select('notice').orderBy('notice', 'desc').limit(1).executeTakeFirst();
  const notice = (last?.notice ?? 0) + 1;
  await tx.insertInto('incident_notices').values({ notice, incident, change, at_ms: atMs }).execute();
}

/** What is to be said next. */
export async function nextNotice(query: Query): Promise<IncidentNotice | undefined> {
  const row = await query.selectFrom('incident_notices').selectAll().orderBy('notice').limit(1).executeTakeFirst();
  if (row === undefined) return undefined;
  const incident = await incidentOf(query, row.incident);
  if (incident === undefined) return undefined;
  return { notice: row.notice, change: row.change as IncidentChange, atMs: row.at_ms, incident };
}

/** It was said. */
export async function forgetNotice(tx: Tx, notice: number): Promise<void> {
  await tx.deleteFrom('incident_notices').where('notice', '=', notice).execute();
}

function parsed({ json }: { readonly json: string }): Incident {
  return JSON.parse(json) as Incident;
}
