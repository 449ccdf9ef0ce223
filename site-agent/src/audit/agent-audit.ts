import { type Clock, fromUnknown } from '@consilium/core';
import type { consilium } from '@consilium/proto';
import type { SiteEvent } from '@consilium/transparency';
import type { SiteLog } from '../session/remote-log.ts';
import type { AuditLog } from './audit-log.ts';
import type { BrokenLog, CoordinatorLog } from './coordinator-log.ts';

type Spent = Extract<SiteEvent, { event: 'budget.spent' }>;

/** Which update was paid for, and by whose budget. */
export type PaidUpdate = Pick<Spent, 'kind' | 'study' | 'run' | 'round' | 'attempt' | 'population'>;

/** Where a budget and what a study has cost of it stand. @throws what reading policy and ledger throws */
export type Spending = (population: string, study: string) => Pick<Spent, 'ledger' | 'share' | 'epsilon' | 'delta'>;

/** What a running agent writes into its audit log. */
export interface AgentAudit {
  /** Writes down what may happen only if it is written down. @throws ConsiliumError `DISK_FULL`, `STORE_FAILED` */
  record(event: SiteEvent): void;
  /** Writes down what lets nothing out and happens all the same; what cannot be written is an error in the log for people. */
  note(event: SiteEvent): void;
  /** Writes down where the budget of a population stands, after an update of a study that it has paid for has arrived. */
  spent(of: PaidUpdate): void;
  /** Signs a checkpoint over all entries. */
  seal(): void;
  /** What a greeting says of this log and of the coordinator's: as many bytes whatever they hold. */
  greeting(): Pick<consilium.v1.Hello.$Properties, 'auditCommitment' | 'coordinatorLogSize' | 'auditLog'>;
  /** Compares what the coordinator shows of its log with what was kept, and raises an alarm when that does not continue. */
  shown(log: consilium.v1.LogShown.$Properties | null | undefined): void;
}

/** Of a rehearsal: no patient is behind it, and nobody will ask. */
export const NO_AUDIT: AgentAudit = {
  record: () => {},
  note: () => {},
  spent: () => {},
  seal: () => {},
  greeting: () => ({}),
  shown: () => {},
};

/** What a coordinator can cause as often as it likes. Everything else has cost a charge, or a person's word. */
const FREE: ReadonlySet<SiteEvent['event']> = new Set(['task.refused', 'session.opened', 'session.ended']);
const BROKEN: Readonly<Record<BrokenLog['why'], string>> = {
  key: 'the coordinator shows an audit log of another key than before',
  signature: 'the coordinator shows a checkpoint of its audit log that its key has not signed',
  rollback: 'the audit log of the coordinator has fewer entries than it had: its end was cut off, or an older state was restored',
  fork: 'the audit log of the coordinator does not continue the one that was seen before: it was changed',
  gone: 'the coordinator shows no audit log any more',
  unwritten: 'the coordinator does not show that it has written down what this site has committed itself to',
  damaged:
    'what this site has kept of the audit log of the coordinator cannot be read: somebody changed it here, or the disk did',
};
/** Greetings within an hour that a coordinator has to write down; it may leave out what comes beyond. */
const GREETINGS_WRITTEN = 20;
/** Entries of {@link FREE} events an hour. */
export const NOTES_PER_HOUR = 600;
/** Of a log of the coordinator's that does not continue; apart, so that nothing else that it causes can leave them out. */
const BROKEN_PER_HOUR = 20;
const HOUR_MS = 3_600_000;

/** The audit of an agent on its open log. How long that gets, a coordinator does not decide: what costs it
 * nothing is written so many times an hour, and the log says how many were left out. */
export function agentAudit(
  log: AuditLog,
  people: Pick<SiteLog, 'error'>,
  clock: Pick<Clock, 'monotonic'>,
  coordinator: CoordinatorLog,
  spending: Spending,
): AgentAudit {
  let since = clock.monotonic();
  let notes = 0;
  let broken = 0;
  let leftOut = 0;
  let commitment: string | undefined;
  /** When this site has greeted, within the last hour; an agent that was restarted reads it off its log. */
  let greetings: readonly number[] = log.sessionAges().map((age) => since - age);
  const quietly = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      const { code, message } = fromUnknown(error);
      people.error({ code }, `the audit log could not be written: ${message}`);
    }
  };
  const note = (event: SiteEvent): void =>
    quietly(() => {
      const now = clock.monotonic();
      if (now - since >= HOUR_MS) {
        if (leftOut > 0) log.record('agent', { event: 'notes.left-out', entries: leftOut });
        since = now;
        notes = 0;
        broken = 0;
        leftOut = 0;
      }
      notes += FREE.has(event.event) ? 1 : 0;
      broken += event.event === 'coordinator-log.broken' ? 1 : 0;
      const tooMany =
        event.event === 'coordinator-log.broken' ? broken > BROKEN_PER_HOUR : FREE.has(event.event) && notes > NOTES_PER_HOUR;
      if (tooMany) leftOut += 1;
      else log.record('agent', event);
    });
  return {
    record: (event) => log.record('agent', event),
    note,
    // What it takes to count follows from the ledger alone, and the update has left by then.
    spent: (of) => quietly(() => log.record('agent', { event: 'budget.spent', ...of, ...spending(of.population, of.study) })),
    seal: () => quietly(() => log.seal()),
    greeting() {
      const said: ReturnType<AgentAudit['greeting']> = { auditLog: log.number };
      const now = clock.monotonic();
      greetings = [...greetings.filter((at) => now - at < HOUR_MS), now].slice(-GREETINGS_WRITTEN - 1);
      commitment = undefined;
      quietly(() => {
        const bytes = log.commit();
        said.auditCommitment = bytes;
        commitment = bytes.toString('hex');
      });
      // Of what is damaged nothing is said: the alarm comes when it is compared.
      quietly(() => (said.coordinatorLogSize = coordinator.readableSize() ?? 0));
      return said;
    },
    shown: (shown) =>
      quietly(() => {
        const owed = commitment !== undefined && greetings.length <= GREETINGS_WRITTEN;
        const found = coordinator.see(shown, owed ? { site: log.site, commitment: commitment ?? '' } : undefined);
        if (found === undefined) return;
        note({ event: 'coordinator-log.broken', ...found });
        people.error({ code: 'AUDIT_CORRUPT', ...found }, `ALARM: ${BROKEN[found.why]}`);
      }),
  };
}
