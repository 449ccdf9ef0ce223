import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLedger } from '../ledger/index.ts';
import { cost, event, failure, key, planHash } from '../testing/ledger-samples.ts';
import { admitExchange, type ExchangeFacts } from './exchange-rules.ts';

const rights = { runs: 2, attemptsPerRound: 3 };
const use = new Map([
  ['run-1', { last: { round: 5, attempt: 2 }, releases: 0 }],
  ['run-2', { last: { round: 1, attempt: 1 }, releases: 9 }],
]);

function answer(change: Partial<ExchangeFacts>, of = rights): string {
  const facts: ExchangeFacts = { run: 'run-1', round: 6, attempt: 1, rounds: 10, state: 'none', use, ...change };
  const { code, message } = failure(() => admitExchange(of, planHash, facts));
  return code === 'none' ? 'yes' : `${code}: ${message}`;
}

describe('an approval', () => {
  it('allows so many attempts of a round', () => {
    expect(answer({ attempt: 3 })).toBe('yes');
    expect(answer({ attempt: 4 })).toBe(
      'APPROVAL_EXCEEDED: The approval of plan aaaaaaaaaaaa allows 3 attempts of a round; this is number 4.',
    );
    expect(answer({ attempt: Number.NaN })).toContain('APPROVAL_EXCEEDED');
  });

  it('allows so many runs in all, and the coordinator does not decide what a run is', () => {
    expect(answer({ run: 'run-3', use: new Map([...use].slice(0, 1)) })).toBe('yes');
    expect(answer({ run: 'run-3' })).toBe(
      'APPROVAL_EXCEEDED: The approval of plan aaaaaaaaaaaa allows 2 runs in all, and run-3 is another one.',
    );
    expect(answer({ run: 'run-2', round: 2 })).toBe('yes');
  });

  it('given again with fewer runs lets the first go on, and ends the others', () => {
    expect(answer({}, { ...rights, runs: 1 })).toBe('yes');
    expect(answer({ run: 'run-2', round: 2 }, { ...rights, runs: 1 })).toBe(
      'APPROVAL_EXCEEDED: The approval of plan aaaaaaaaaaaa allows 1 run in all, and run-2 is another one.',
    );
    expect(answer({}, { ...rights, runs: Number.NaN })).toContain('APPROVAL_EXCEEDED');
  });

  it('never comes back to a round or an attempt, but lets rounds be missed', () => {
    expect(answer({ round: 10 })).toBe('yes');
    expect(answer({ round: 5, attempt: 3 })).toBe('yes');
    for (const [round, attempt] of [
      [5, 2],
      [5, 1],
      [4, 3],
      [Number.NaN, 1],
    ] as const)
      expect(answer({ round, attempt })).toBe(
        `TASK_INVALID: round ${round} attempt ${attempt} of run-1 comes after round 5 attempt 2: rounds and attempts ascend`,
      );
    // What is paid for already has a life of its own, wherever it stands.
    for (const state of ['reserved', 'committed'] as const) expect(answer({ round: 1, attempt: 9, state })).toBe('yes');
    expect(answer({ round: 5, attempt: 2, state: 'released' })).toContain('TASK_INVALID');
  });

  it('allows no more attempts that end before they begin than a run has rounds', () => {
    expect(answer({ run: 'run-2', round: 2, rounds: 9 })).toBe(
      'APPROVAL_EXCEEDED: run-2 has ended as many attempts before they began as it has rounds, 9: no more are begun.',
    );
  });
});

describe('a coordinator that asks for ever', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'consilium-exchange-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('fills no disk and no memory: a million attempts that cost nothing leave a bounded ledger', () => {
    const ledger = openLedger({ folder, population: 'heart', clock: { now: () => 1000 } });
    const rounds = 40;
    let refused = 0;
    let last: unknown;
    const before = process.memoryUsage().heapUsed;
    const began = process.cpuUsage();
    for (let i = 0; i < 1_000_000; i++) {
      // Field by field: to spread so many objects would take longer than all refusals.
      const [run, round, attempt] = [`run-${Math.floor(i / 1000) % 50}`, 1 + (i % rounds), 1 + (Math.floor(i / rounds) % 20)];
      const exchange = { kind: 'training', study: 'heart', run, round, attempt, planHash } as const;
      const [state, use] = [ledger.stateOf(exchange), ledger.useOf(planHash)];
      try {
        admitExchange({ runs: 1, attemptsPerRound: 3 }, planHash, { run, round, attempt, rounds, state, use });
      } catch (error) {
        last = error;
        refused++;
        continue;
      }
      ledger.reserve(exchange, cost(event()));
      ledger.release(exchange, 'the attempt ended before the work began');
    }
    const { user, system } = process.cpuUsage(began);
    const reserved = ledger.head().seq / 2;
    ledger.close();
    expect(refused).toBe(1_000_000 - reserved);
    expect(reserved).toBeLessThanOrEqual(rounds);
    expect(statSync(join(folder, 'heart.jsonl')).size).toBeLessThan(rounds * 1100);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(100 * 2 ** 20);
    // Most of the processor time of a refusal would go into its stack.
    expect((last as Error).stack).not.toContain('\n    at ');
    // 1.4 to 1.7 s, beside other work.
    expect((user + system) / 1e6).toBeLessThan(6);
  });

  it('gets at most the runs, rounds and attempts of the approval, in ascending order, whatever it asks and however it ends', () => {
    const asked = fc.record({
      run: fc.constantFrom('run-1', 'run-2', 'run-3'),
      round: fc.integer({ min: 1, max: 4 }),
      attempt: fc.integer({ min: 1, max: 4 }),
      released: fc.boolean(),
    });
    let number = 0;
    fc.assert(
      fc.property(fc.array(asked, { maxLength: 40 }), (questions) => {
        const ledger = openLedger({ folder, population: `heart-${number++}`, clock: { now: () => 1000 } });
        try {
          for (const { released, ...exchange } of questions) {
            const wanted = key(exchange.round, exchange);
            const known = { state: ledger.stateOf(wanted), use: ledger.useOf(planHash) };
            if (known.state === 'reserved') continue;
            if (failure(() => admitExchange(rights, planHash, { ...wanted, ...known, rounds: 4 })).code !== 'none') continue;
            if (known.state === 'committed') continue;
            ledger.reserve(wanted, cost(event()));
            if (released) ledger.release(wanted, 'ended');
          }
          const reserved = ledger.entriesFor('heart').flatMap((entry) => (entry.op === 'reserve' ? [entry.key] : []));
          const runs = new Set(reserved.map(({ run }) => run));
          expect(runs.size).toBeLessThanOrEqual(rights.runs);
          for (const run of runs) {
            const places = reserved.filter((own) => own.run === run).map(({ round, attempt }) => round * 10 + attempt);
            expect(places).toEqual([...new Set(places)].sort((a, b) => a - b));
            expect(Math.max(...places.map((place) => place % 10))).toBeLessThanOrEqual(rights.attemptsPerRound);
          }
        } finally {
          ledger.close();
        }
      }),
      { numRuns: 30, seed: 9 },
    );
  });
});
