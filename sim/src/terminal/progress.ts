import { type Clock, visibleText } from '@consilium/core';
import type { Terminal } from '@consilium/host';
import { formatDuration, formatEpsilon, formatPercent, formatScore } from '../report/format.ts';

/** Set-up of {@link createProgress}. */
export interface ProgressOptions {
  readonly terminal: Pick<Terminal, 'interactive' | 'columns' | 'say' | 'live'>;
  readonly clock: Clock;
  /** Rounds of the whole run. */
  readonly rounds: number;
  /** Updates that a round needs. */
  readonly quorum: number;
}

/** What is known about the run at this moment. */
export interface ProgressUpdate {
  readonly round: number;
  readonly attempt: number;
  /** State of the round, as the coordinator names it. */
  readonly state: string;
  /** Updates counted so far. */
  readonly counted: number;
  /** Sites that take part in this round; 0 between rounds. */
  readonly participants: number;
  /** Sites that the round waits for. */
  readonly waitingFor: readonly string[];
  /** When the round stops waiting, as the clock's `now()` counts. */
  readonly deadlineMs: number;
  /** Pooled scores of the last evaluated model. */
  readonly loss?: number;
  readonly accuracy?: number;
  /** Largest epsilon that a site has spent. */
  readonly epsilon?: number;
  readonly targetEpsilon?: number;
}

/** A line about a run, kept up to date. */
export interface Progress {
  /** Takes in the state of the run; draws at once on a terminal, at most every few seconds elsewhere. */
  update(update: ProgressUpdate): void;
  /** Writes a line of its own, above the live one. */
  note(text: string): void;
  /** Stops the timer, replaces the live line by a last one. Later calls do nothing. */
  finish(): void;
}

/** After this long without news, the line says for whom it waits. */
const SILENCE_MS = 2_000;
/** How often a live line is redrawn, so that its countdown runs. */
const REDRAW_MS = 250;
/** Lines of a log are at least this far apart; in silence twice as far each time, up to the largest. */
const LOG_INTERVAL_MS = 5_000;
const LONGEST_LOG_INTERVAL_MS = 60_000;
/** Columns of a bar. */
const BAR_WIDTH = 20;
const DEFAULT_COLUMNS = 100;
const MIN_COLUMNS = 10;
const MOST_NAMES = 3;
/** Rounds whose time says how long the rest will take. */
const RECENT_ROUNDS = 20;

/**
 * Progress of a run: on a terminal one line redrawn in place, elsewhere a plain line at most every few seconds. Nothing waits without
 * saying for whom and how much longer at most: after two seconds of silence the line does.
 */
export function createProgress(options: ProgressOptions): Progress {
  const { terminal, clock } = options;
  const { interactive } = terminal;
  const pace = new Pace(clock);
  let latest: ProgressUpdate | undefined;
  let newsAt = clock.monotonic();
  let writtenAt = Number.NEGATIVE_INFINITY;
  let logInterval = LOG_INTERVAL_MS;
  let finished = false;
  let cancelTimer: (() => void) | undefined;

  const line = (width: number): string => (latest === undefined ? '' : describe(latest, options, pace, clock, newsAt, width));

  const draw = (): void => {
    if (latest === undefined) return;
    const { columns } = terminal;
    const width = Math.max(MIN_COLUMNS, columns === undefined ? DEFAULT_COLUMNS : columns - 1);
    terminal.live(cut(line(width), width));
  };

  const log = (): void => {
    if (latest === undefined) return;
    writtenAt = clock.monotonic();
    terminal.say(line(Number.POSITIVE_INFINITY));
  };

  const tick = (): void => {
    if (finished) return;
    if (interactive) {
      draw();
    } else {
      const silent = clock.monotonic() - newsAt >= SILENCE_MS;
      if (silent && clock.monotonic() - writtenAt >= logInterval) {
        log();
        logInterval = Math.min(LONGEST_LOG_INTERVAL_MS, logInterval * 2);
      }
    }
    cancelTimer = clock.setTimer(REDRAW_MS, tick);
  };

  return {
    update(update) {
      if (finished) return;
      if (latest === undefined || isNews(latest, update)) {
        newsAt = clock.monotonic();
        logInterval = LOG_INTERVAL_MS;
      }
      pace.at(update.round);
      latest = update;
      if (interactive) draw();
      else if (clock.monotonic() - writtenAt >= LOG_INTERVAL_MS) log();
      cancelTimer ??= clock.setTimer(REDRAW_MS, tick);
    },
    note(text) {
      if (finished) return;
      terminal.say(text);
      if (interactive) draw();
    },
    finish() {
      if (finished) return;
      finished = true;
      cancelTimer?.();
      if (latest === undefined) return;
      terminal.say(lastLine(latest, options, pace));
    },
  };
}

/** When rounds began, to say how long the rest may take. */
class Pace {
  readonly #clock: Clock;
  readonly #startedAt: number;
  readonly #begun: { round: number; at: number }[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#startedAt = clock.monotonic();
  }

  at(round: number): void {
    if (this.#begun.at(-1)?.round === round) return;
    this.#begun.push({ round, at: this.#clock.monotonic() });
    if (this.#begun.length > RECENT_ROUNDS + 1) this.#begun.shift();
  }

  /** Milliseconds since the start. */
  get elapsed(): number {
    return this.#clock.monotonic() - this.#startedAt;
  }

  /** Milliseconds until the end of round `last`, from the mean of recent whole rounds; undefined before the second. */
  remaining(last: number): number | undefined {
    const [first, current] = [this.#begun[0], this.#begun.at(-1)];
    if (first === undefined || current === undefined || current.round <= first.round) return undefined;
    const perRound = (current.at - first.at) / (current.round - first.round);
    const left = (last - current.round + 1) * perRound - (this.#clock.monotonic() - current.at);
    return Math.max(0, left);
  }
}

function isNews(before: ProgressUpdate, now: ProgressUpdate): boolean {
  return (
    before.round !== now.round || before.attempt !== now.attempt || before.state !== now.state || before.counted !== now.counted
  );
}

/** A part of the line, and how soon it goes when the terminal is too narrow: the largest rank first, never rank 0. */
type Piece = readonly [text: string, rank: number];

function describe(
  update: ProgressUpdate,
  { rounds, quorum }: ProgressOptions,
  pace: Pace,
  clock: Clock,
  newsAt: number,
  width: number,
): string {
  const round = `round ${String(update.round).padStart(String(rounds).length)}/${rounds}`;
  const [loss, accuracy, epsilon] = scores(update);
  const silence = clock.monotonic() - newsAt;
  const left = pace.remaining(rounds);
  const pieces: Piece[] = [
    [Number.isFinite(width) ? progressBar(update, rounds) : '', 8],
    [update.attempt > 1 ? `${round}, attempt ${update.attempt}` : round, 0],
    [visibleText(update.state), 7],
    [update.participants === 0 ? '' : `${update.counted}/${update.participants} sites (quorum ${quorum})`, 1],
    [loss, 4],
    [accuracy, 6],
    [epsilon, 3],
    // People who wait for a site do not care about the mean of earlier rounds.
    silence >= SILENCE_MS
      ? [waitingWords(update, clock, silence), 0]
      : [left === undefined ? '' : `about ${wholeSeconds(left)} left`, 5],
  ];
  let kept = pieces.filter(([text]) => text !== '');
  const join = (): string => plain(kept.map(([text]) => text).join('  '));
  while (join().length > width) {
    const last = Math.max(...kept.map(([, rank]) => rank));
    if (last === 0) break;
    kept = kept.filter(([, rank]) => rank !== last);
  }
  return join();
}

/** Words for loss, accuracy and epsilon; empty where they are not known. */
function scores({ loss, accuracy, epsilon, targetEpsilon }: ProgressUpdate): [string, string, string] {
  const target = targetEpsilon === undefined ? '' : ` of ${formatEpsilon(targetEpsilon)}`;
  return [
    loss === undefined ? '' : `loss ${Number.isFinite(loss) ? formatScore(loss) : 'not finite'}`,
    accuracy === undefined ? '' : `accuracy ${formatPercent(accuracy)}`,
    epsilon === undefined ? '' : `epsilon ${formatEpsilon(epsilon)}${target}`,
  ];
}

function wholeSeconds(milliseconds: number): string {
  return formatDuration(Math.max(1, Math.ceil(milliseconds / 1000)) * 1000).replace('.0', '');
}

function waitingWords({ waitingFor, deadlineMs }: ProgressUpdate, clock: Clock, silence: number): string {
  if (waitingFor.length === 0) return `no news for ${wholeSeconds(silence)}`;
  const names = waitingFor.slice(0, MOST_NAMES).map(visibleText).join(', ');
  const more = waitingFor.length > MOST_NAMES ? ` and ${waitingFor.length - MOST_NAMES} more` : '';
  const left = deadlineMs - clock.now();
  const until = left > 0 ? `at most ${wholeSeconds(left)} more` : 'the deadline has passed';
  return `waiting for ${names}${more} (${until})`;
}

function progressBar({ round, counted, participants }: ProgressUpdate, rounds: number): string {
  const within = participants > 0 ? Math.min(1, counted / participants) : 0;
  const share = Math.min(1, Math.max(0, (round - 1 + within) / Math.max(1, rounds)));
  const full = Math.floor(share * BAR_WIDTH);
  return `${'█'.repeat(full)}${'░'.repeat(BAR_WIDTH - full)}`;
}

function lastLine(update: ProgressUpdate, { rounds }: ProgressOptions, pace: Pace): string {
  const end = [
    `round ${update.round}/${rounds} ${visibleText(update.state)} after ${formatDuration(pace.elapsed)}`,
    ...scores(update),
  ];
  return plain(end.filter((part) => part !== '').join('  '));
}

/** Terminals and logs are searched for plain spaces. */
function plain(text: string): string {
  return text.replaceAll('\u00a0', ' ');
}

/** Wide characters take two columns. */
const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}]/u;

/** A line that wraps could not be redrawn. */
function cut(text: string, width: number): string {
  const kept: string[] = [];
  let used = 0;
  for (const character of text) {
    used += WIDE.test(character) ? 2 : 1;
    if (used > width) return `${kept.slice(0, -1).join('')}…`;
    kept.push(character);
  }
  return text;
}
