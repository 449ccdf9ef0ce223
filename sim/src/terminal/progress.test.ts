import type { Clock } from '@consilium/core';
import { standardError } from '@consilium/host';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createProgress, type Progress, type ProgressOptions, type ProgressUpdate } from './progress.ts';

/** A clock that moves by hand; timers fire in order while it moves. */
class HandClock implements Clock {
  #time = 0;
  #timers: { at: number; callback: () => void }[] = [];

  now(): number {
    return 1_000_000 + this.#time;
  }

  monotonic(): number {
    return this.#time;
  }

  setTimer(delayMs: number, callback: () => void): () => void {
    const timer = { at: this.#time + delayMs, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  advance(milliseconds: number): void {
    const end = this.#time + milliseconds;
    for (;;) {
      const next = this.#timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#time = next.at;
      next.callback();
    }
    this.#time = end;
  }

  get pending(): number {
    return this.#timers.length;
  }
}

class Screen {
  columns: number | undefined = 160;
  isTTY = true;
  written = '';

  write(text: string): void {
    this.written += text;
  }

  /** What a terminal would show: lines, the last one live. */
  get lines(): string[] {
    return this.written.split('\n').map((line) => line.split('\r\u001b[2K').at(-1) ?? '');
  }

  get live(): string {
    return this.lines.at(-1) ?? '';
  }
}

const UPDATE: ProgressUpdate = {
  round: 1,
  attempt: 1,
  state: 'collecting',
  counted: 3,
  participants: 4,
  waitingFor: ['switzerland'],
  deadlineMs: 1_060_000,
};

let clock: HandClock;
let screen: Screen;

beforeEach(() => {
  clock = new HandClock();
  screen = new Screen();
  vi.spyOn(process, 'stderr', 'get').mockImplementation(() => screen as unknown as NodeJS.WriteStream & { fd: 2 });
});
afterEach(() => {
  standardError.clear();
  vi.restoreAllMocks();
});

function start(options: Partial<ProgressOptions> = {}): Progress {
  return createProgress({ terminal: standardError, clock, rounds: 30, quorum: 3, ...options });
}

describe('on a terminal', () => {
  it('is one line, redrawn in place', () => {
    const progress = start();
    progress.update({ ...UPDATE, round: 7, loss: 0.5123, accuracy: 0.783, epsilon: 0.43, targetEpsilon: 1 });
    progress.update({
      ...UPDATE,
      round: 7,
      counted: 4,
      waitingFor: [],
      loss: 0.5123,
      accuracy: 0.783,
      epsilon: 0.43,
      targetEpsilon: 1,
    });
    expect(screen.lines).toHaveLength(1);
    expect(screen.live).toBe(
      '████░░░░░░░░░░░░░░░░  round  7/30  collecting  4/4 sites (quorum 3)  loss 0.512  accuracy 78.3 %  epsilon 0.43 of 1',
    );
  });

  it('says for whom it waits, and how much longer at most, after two seconds of silence, not before', () => {
    const progress = start();
    progress.update(UPDATE);
    clock.advance(1_900);
    expect(screen.live).not.toContain('waiting');
    clock.advance(350);
    expect(screen.live).toContain('waiting for switzerland (at most 58 s more)');
    clock.advance(60_000);
    expect(screen.live).toContain('waiting for switzerland (the deadline has passed)');
    progress.update({ ...UPDATE, counted: 4, waitingFor: [] });
    expect(screen.live).not.toContain('waiting');
    clock.advance(4_000);
    expect(screen.live).toContain('no news for 4 s');
  });

  it('the same state again is no news', () => {
    const progress = start();
    progress.update(UPDATE);
    for (let i = 0; i < 5; i++) {
      clock.advance(600);
      progress.update(UPDATE);
    }
    expect(screen.live).toContain('waiting for switzerland');
  });

  it('names three sites and counts the others', () => {
    start().update({ ...UPDATE, waitingFor: ['a', 'b', 'c', 'd', 'e'] });
    clock.advance(3_000);
    expect(screen.live).toContain('waiting for a, b, c and 2 more');
  });

  it('says how long the rest will take, from the second round on', () => {
    const progress = start({ rounds: 11 });
    progress.update(UPDATE);
    clock.advance(1_000);
    expect(screen.live).not.toContain('left');
    progress.update({ ...UPDATE, round: 2 });
    expect(screen.live).toContain('about 10 s left');
    clock.advance(500);
    progress.update({ ...UPDATE, round: 3 });
    expect(screen.live).toContain('about 7 s left');
  });

  it('a run that goes on after a crash is paced by its own rounds', () => {
    const progress = start({ rounds: 30 });
    progress.update({ ...UPDATE, round: 20 });
    clock.advance(2_000);
    progress.update({ ...UPDATE, round: 21 });
    expect(screen.live).toContain('about 20 s left');
  });

  it('never wraps: the least important parts go first, and it ends in an ellipsis at worst', () => {
    for (const columns of [160, 100, 80, 60, 40, 20]) {
      screen = new Screen();
      screen.columns = columns;
      const progress = start();
      progress.update({
        ...UPDATE,
        loss: 0.5,
        accuracy: 0.7,
        epsilon: 0.4,
        targetEpsilon: 1,
        waitingFor: ['東京病院', 'b', 'c'],
      });
      clock.advance(3_000);
      expect(screen.live.length).toBeLessThan(columns);
      expect(screen.live).toContain('round  1/30');
      if (columns >= 100) expect(screen.live).toContain('waiting for 東京病院, b, c');
      progress.finish();
    }
  });

  it('counts wide characters as two', () => {
    screen.columns = 40;
    start().update({ ...UPDATE, attempt: 2, state: '', waitingFor: ['東京病院東京病院東京病院'] });
    clock.advance(3_000);
    const width = Array.from(screen.live).reduce((sum, character) => sum + (character > '\u2e80' ? 2 : 1), 0);
    expect(width).toBeLessThan(40);
    expect(screen.live.endsWith('…')).toBe(true);
  });

  it('names cannot write on the terminal', () => {
    start().update({ ...UPDATE, state: 'x\u001b[2J', waitingFor: ['a\nb\u001b]0;title\u0007'] });
    clock.advance(3_000);
    expect(screen.written.replaceAll('\r\u001b[2K', '')).not.toMatch(/\p{Cc}/u);
  });

  it('a repeated attempt and a loss that is not finite are said', () => {
    start().update({ ...UPDATE, attempt: 2, loss: Number.NaN });
    expect(screen.live).toContain('attempt 2');
    expect(screen.live).toContain('loss not finite');
  });

  it('notes stand above the live line', () => {
    const progress = start();
    progress.note('before');
    progress.update(UPDATE);
    progress.note('hungary refused: \u001b[31mno budget');
    expect(screen.lines.slice(0, 2)).toEqual(['before', String.raw`hungary refused: \u{1b}[31mno budget`]);
    expect(screen.live).toContain('round  1/30');
  });

  it('ends once: with a last line and no timer', () => {
    const progress = start();
    progress.update({ ...UPDATE, round: 30, state: 'closed', counted: 4, loss: 0.48, epsilon: 0.99 });
    clock.advance(12_300);
    progress.finish();
    progress.finish();
    progress.update(UPDATE);
    progress.note('late');
    expect(screen.lines).toEqual(['round 30/30 closed after 12.3 s  loss 0.480  epsilon 0.99', '']);
    expect(clock.pending).toBe(0);
  });

  it('writes nothing when nothing happened', () => {
    start().finish();
    expect(screen.written).toBe('');
  });
});

describe('in a log', () => {
  it('has no control characters and a line at most every five seconds', () => {
    screen.isTTY = false;
    const progress = start();
    for (let round = 1; round <= 30; round++) {
      progress.update({ ...UPDATE, round });
      clock.advance(500);
    }
    progress.finish();
    expect(screen.lines.map((line) => line.slice(0, 11))).toEqual([
      'round  1/30',
      'round 11/30',
      'round 21/30',
      'round 30/30',
      '',
    ]);
    expect(screen.written.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
    expect(screen.written).not.toContain('█');
  });

  it('speaks up in silence, less and less often', () => {
    screen.isTTY = false;
    const progress = start();
    progress.update({ ...UPDATE, deadlineMs: 1_600_000 });
    clock.advance(300_000);
    const waiting = screen.lines.filter((line) => line.includes('waiting for switzerland'));
    // After 5, 15, 35, 75, then every 60 seconds.
    expect(waiting).toHaveLength(7);
    expect(waiting[0]).toContain('at most 9 min 55 s more');
    progress.finish();
    expect(clock.pending).toBe(0);
  });
});
