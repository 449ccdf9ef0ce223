import { ConsiliumError, isConsiliumError } from '@consilium/core';
import {
  type AuditEntry,
  COORDINATOR_LOG,
  contributionsHash,
  leafHash,
  openCheckpoint,
  readEntry,
  readVerifierKey,
  requireIncluded,
  type RoundScores,
  scoresHash,
} from '@consilium/transparency';
import type { RunLog } from './run-log.ts';

/** Of which run and model a log has to tell. */
export interface LoggedModel {
  readonly run: string;
  /** SHA-256 of the plan, hex. */
  readonly plan: string;
  /** SHA-256 of the weights, hex. */
  readonly model: string;
}

/** A closed round, as the log has it. */
export interface LoggedRound {
  readonly round: number;
  readonly attempt: number;
  /** Those whose update is in its model, in alphabetical order. */
  readonly sites: readonly string[];
  /** Released of its model; absent where nothing was. */
  readonly scores?: RoundScores;
  /** Of the sum under masks that made it, hex. */
  readonly transcript?: string;
}

/** What the log of a run shows, under the key of the log. */
export interface RunLogFacts {
  /** C2SP verifier key of the log. */
  readonly key: string;
  /** Entries under the checkpoint. */
  readonly entries: number;
  /** Of the entry that ends the run, counted from 1. */
  readonly ended: number;
  readonly outcome: 'completed' | 'stopped' | 'failed';
  /** Why it ended early. */
  readonly code?: string;
  /** Milliseconds since the Unix epoch, by the clock of the coordinator. */
  readonly startedMs: number;
  readonly endedMs: number;
  readonly rounds: readonly LoggedRound[];
  /** Rounds of attempts that came to nothing; that none after the last closed round is left out, only the whole log shows. */
  readonly failedAttempts: readonly number[];
}

/**
 * Verifies what a coordinator's audit log has of a run, offline: each entry is in the log that the checkpoint was signed over, the coordinator
 * itself has written it, and one after the other they lead from the first round of this plan to this model. Which sites and updates are in each
 * model, and which scores were released, is what those entries commit to.
 *
 * It shows what the owner of the log's key has signed while the run went on, and cannot take back before any hospital that has kept a
 * checkpoint since. That the key is the coordinator's is for people to compare.
 *
 * @throws ConsiliumError `DOSSIER_ALTERED` saying what does not hold
 */
export function verifyRunLog(log: RunLog, { run, plan, model }: LoggedModel): RunLogFacts {
  if (log.run !== run) throw wrong(`it is about ${log.run}`);
  const { entries, size } = openedEntries(log);
  const opened = entries.find(({ entry }) => entry.event === 'attempt.opened' && entry['round'] === 1 && entry['attempt'] === 1);
  const ends = entries.filter(({ entry }) => entry.event === 'run.ended');
  const [end] = ends;
  if (opened === undefined || end === undefined || ends.length > 1)
    throw wrong('it has not the beginning and the end of the run');
  if (end.entry['model'] !== model) throw wrong('the run has ended with another model');
  const rounds = closedRounds(log, entries, plan);
  requireAttempts(rounds, entries);
  if (rounds.at(-1)?.model !== model) throw wrong('its last round has made another model');
  const { outcome, code } = end.entry as unknown as Pick<RunLogFacts, 'outcome' | 'code'>;
  return {
    key: log.key,
    entries: size,
    ended: end.position,
    outcome,
    ...(code === undefined ? {} : { code }),
    startedMs: Date.parse(opened.entry.at),
    endedMs: Date.parse(end.entry.at),
    rounds: rounds.map(({ model: _model, ...round }) => round),
    failedAttempts: entries.flatMap(({ entry }) => (entry.event === 'attempt.failed' ? [Number(entry['round'])] : [])),
  };
}

interface PlacedEntry {
  readonly position: number;
  readonly entry: AuditEntry;
}

function openedEntries({ run, key, checkpoint, entries }: RunLog): {
  readonly entries: readonly PlacedEntry[];
  readonly size: number;
} {
  try {
    const verifier = readVerifierKey(key);
    const head = openCheckpoint(checkpoint, verifier);
    let last = 0;
    const opened = entries.map(({ position, line, proof }) => {
      if (position <= last) throw wrong(`entry ${position} comes after entry ${last}`);
      last = position;
      requireIncluded(
        leafHash(line),
        position - 1,
        head,
        proof.map((node) => Buffer.from(node, 'base64')),
      );
      const entry = readEntry(line, COORDINATOR_LOG);
      if (entry['run'] !== run || entry['as'] !== 'coordinator')
        throw wrong(`entry ${position} is none of the coordinator about the run`);
      return { position, entry };
    });
    return { entries: opened, size: head.size };
  } catch (error) {
    throw isConsiliumError(error, 'AUDIT_CORRUPT') ? wrong(error.message, error) : error;
  }
}

/** Rounds from the first to the last, none left out, each with the entry that made its model. */
function closedRounds(
  { rounds }: RunLog,
  entries: readonly PlacedEntry[],
  plan: string,
): readonly (LoggedRound & { readonly model: string })[] {
  const of = (event: string): readonly AuditEntry[] => entries.flatMap(({ entry }) => (entry.event === event ? [entry] : []));
  const [made, closed] = [of('model.made'), of('round.closed')];
  if (closed.length === 0 || rounds.length !== closed.length) throw wrong('it has not all of its closed rounds');
  return rounds.map(({ round, attempt, contributions, scores }, i) => {
    const at = `round ${round}`;
    const [making, ...others] = made.filter((entry) => entry['round'] === round && entry['attempt'] === attempt);
    const closing = closed[i];
    if (round !== i + 1 || closing?.['round'] !== round || closing['attempt'] !== attempt)
      throw wrong(`${at} is not the one that was closed after round ${i}`);
    if (making === undefined || others.length > 0 || making['model'] !== closing['model'])
      throw wrong(`${at} was not closed with the model that was made in it`);
    if (making['rehearsal'] === true) throw wrong('it was a rehearsal, whose agents may have left their noise out');
    if (making['plan'] !== plan) throw wrong(`${at} was of another plan, or of a version that did not say which`);
    if (making['contributions'] !== contributionsHash(contributions) || making['updates'] !== contributions.length)
      throw wrong(`the updates of ${at} are not those that were summed`);
    if (closing['scores'] !== (scores === undefined ? undefined : scoresHash(scores)))
      throw wrong(`the scores of ${at} are not those that were released`);
    const { model, transcript } = making as unknown as MadeFields;
    return {
      round,
      attempt,
      model,
      sites: contributions.map(({ site }) => site).sort(),
      ...(scores === undefined ? {} : { scores }),
      ...(transcript === undefined ? {} : { transcript }),
    };
  });
}

/** Attempts of a round are counted from 1, and each has a price: who makes the dossier leaves out none that came before the one that closed the round. */
function requireAttempts(rounds: readonly LoggedRound[], entries: readonly PlacedEntry[]): void {
  const failed = new Set(
    entries.flatMap(({ entry }) =>
      entry.event === 'attempt.failed' ? [`${Number(entry['round'])}/${Number(entry['attempt'])}`] : [],
    ),
  );
  for (const { round, attempt } of rounds)
    for (let earlier = 1; earlier < attempt; earlier++)
      if (!failed.has(`${round}/${earlier}`)) throw wrong(`attempt ${earlier} of round ${round} is left out`);
}

/** Of an entry `model.made`, as the catalogue has it. */
interface MadeFields {
  readonly model: string;
  readonly transcript?: string;
}

function wrong(what: string, cause?: unknown): ConsiliumError<'DOSSIER_ALTERED'> {
  return new ConsiliumError({
    code: 'DOSSIER_ALTERED',
    message: `the log of the run does not show how this model was made: ${what}`,
    ...(cause === undefined ? {} : { cause }),
  });
}
