import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canonicalJson, ConsiliumError, sha256Hex } from '@consilium/core';
import type { AppendFs } from '@consilium/host';
import type { PrivacyEvent } from '@consilium/privacy';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EMPTY_HEAD, type LedgerHead, type LedgerKey, type Part } from './ledger-entry.ts';
import { CLOCK_TOLERANCE_MS, type Ledger, type LedgerOptions, openLedger } from './ledger.ts';
import { cost, event, failure, key, update } from '../testing/ledger-samples.ts';

const START_MS = Date.UTC(2026, 0, 2);

let folder: string;
let nowMs: number;
const opened: Ledger[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-ledger-'));
  nowMs = START_MS;
});

afterEach(() => {
  for (const ledger of opened.splice(0)) ledger.close();
  rmSync(folder, { recursive: true, force: true });
});

function open(options: Pick<LedgerOptions, 'witness'> & { fs?: AppendFs; population?: string } = {}): Ledger {
  const ledger = openLedger({ folder, population: 'heart', clock: { now: () => nowMs }, ...options });
  opened.push(ledger);
  return ledger;
}

/** Ends a ledger without a word, as a crash does. */
function crash(ledger: Ledger): void {
  opened.splice(opened.indexOf(ledger), 1);
  ledger.close();
}

const file = (name = 'heart.jsonl'): string => join(folder, name);
const lines = (): string[] => readFileSync(file(), 'utf8').trimEnd().split('\n');

describe('a charge', () => {
  it('is reserved, committed, and found again after a restart', () => {
    const ledger = open();
    expect(ledger.head()).toEqual(EMPTY_HEAD);
    expect(ledger.reserve(key(1), cost(event()))).toBe('new');
    ledger.commit(key(1), update);
    expect(ledger.reserve(key(2), cost(event(2), event(3)))).toBe('new');
    const head = ledger.head();
    expect(head.seq).toBe(3);
    crash(ledger);

    const again = open();
    expect(again.head()).toEqual(head);
    expect(again.torn).toBeUndefined();
    expect([again.stateOf(key(1)), again.stateOf(key(2)), again.stateOf(key(3))]).toEqual(['committed', 'reserved', 'none']);
    expect(again.events()).toEqual([event(), event(2), event(3)]);
    expect(again.events({ state: 'committed' })).toEqual([event()]);
    expect(again.events({ study: 'other' })).toEqual([]);
    expect(again.charges({ run: 'run-1', study: 'heart', state: 'reserved' })).toMatchObject([
      { key: key(2), state: 'reserved' },
    ]);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
  });

  it('is made once for an exchange, however often it is asked for', () => {
    const ledger = open();
    ledger.reserve(key(1), cost(event()));
    expect(ledger.reserve(key(1), cost(event()))).toBe('reserved');
    ledger.commit(key(1), update);
    ledger.commit(key(1), update);
    expect(ledger.reserve(key(1), cost(event()))).toBe('committed');
    expect(ledger.events()).toEqual([event()]);
    expect(ledger.head().seq).toBe(2);
    // The same round of another run, and another attempt, are other exchanges.
    expect(ledger.reserve(key(1, { run: 'run-2' }), cost(event()))).toBe('new');
    expect(ledger.reserve(key(1, { attempt: 2 }), cost(event()))).toBe('new');
    expect(ledger.events()).toHaveLength(3);
  });

  it('is refused for the same exchange with another plan, study, events or update', () => {
    const ledger = open();
    ledger.reserve(key(1), cost(event()));
    const other = key(1, { planHash: 'c'.repeat(64) });
    expect(failure(() => ledger.reserve(other, cost(event())))).toMatchObject({
      code: 'TASK_INVALID',
      message: expect.stringContaining('another plan') as string,
    });
    expect(failure(() => ledger.commit(other, update)).code).toBe('TASK_INVALID');
    expect(failure(() => ledger.release(other, 'x')).code).toBe('TASK_INVALID');
    expect(failure(() => ledger.reserve(key(1, { study: 'lung' }), cost(event()))).code).toBe('TASK_INVALID');
    expect(failure(() => ledger.reserve(key(1), cost(event(9)))).message).toContain('other privacy events');
    ledger.commit(key(1), update);
    expect(failure(() => ledger.commit(key(1), 'd'.repeat(64))).message).toContain('must not leave');
    expect(ledger.head().seq).toBe(2);
  });

  it('is spent without an update, and then stays as it is', () => {
    const ledger = open();
    ledger.reserve(key(1), cost(event()));
    ledger.spend(key(1), 'TRAINING_FAILED: no update left the site');
    ledger.spend(key(1), 'again');
    expect(ledger.head().seq).toBe(2);
    expect(failure(() => ledger.commit(key(1), update)).message).toContain('must not leave');
    expect(failure(() => ledger.release(key(1), 'too late')).message).toContain('is committed');
    expect(failure(() => ledger.spend(key(2), 'never reserved')).message).toContain('this exchange is none');
    crash(ledger);
    const again = open();
    expect(again.charges().map((charge) => [charge.state, charge.update, charge.events])).toEqual([
      ['committed', undefined, [event()]],
    ]);
  });

  it('is released only while nothing can have left, and may then be made again', () => {
    const ledger = open();
    ledger.reserve(key(1), cost(event()));
    ledger.release(key(1), 'training failed');
    ledger.release(key(1), 'again');
    expect(ledger.events()).toEqual([]);
    expect(failure(() => ledger.commit(key(1), update)).message).toContain('this exchange is released');
    expect(ledger.reserve(key(1), cost(event(4)))).toBe('new');
    ledger.commit(key(1), update);
    expect(failure(() => ledger.release(key(1), 'too late'))).toMatchObject({
      code: 'INTERNAL',
      message: expect.stringContaining('is committed') as string,
    });
    expect(failure(() => ledger.release(key(2), 'never reserved')).code).toBe('INTERNAL');
    expect(failure(() => ledger.commit(key(2), update)).message).toContain('this exchange is none');
    expect(ledger.events()).toEqual([event(4)]);
    crash(ledger);
    const again = open();
    expect(again.events()).toEqual([event(4)]);
    expect(again.entriesFor('heart').map((entry) => entry.op)).toEqual(['reserve', 'release', 'reserve', 'commit']);
    expect(again.entriesFor('lung')).toEqual([]);
  });

  it('is of one part, and counts in that part alone', () => {
    const ledger = open();
    const seen: (readonly PrivacyEvent[])[] = [];
    const admit = (part: Part) => (): void => void seen.push(ledger.events({ part }));
    const heldOut = { ...cost(event(7)), part: 'held-out' } as const;
    ledger.reserve(key(1), cost(event()), admit('training'));
    ledger.reserve(key(1, { kind: 'evaluation' }), heldOut, admit('held-out'));
    ledger.reserve(key(2), cost(event()), admit('training'));
    ledger.reserve(key(2, { kind: 'evaluation' }), heldOut, admit('held-out'));
    expect(seen).toEqual([[], [], [event()], [event(7)]]);
    // The same exchange cannot be paid for by others.
    expect(failure(() => ledger.reserve(key(1), { ...cost(event()), part: 'held-out' })).message).toContain(
      'other privacy events',
    );
    ledger.commit(key(1), update);
    expect(ledger.stateOf(key(1, { kind: 'evaluation' }))).toBe('reserved');
    crash(ledger);
    const again = open();
    expect([again.events({ part: 'training' }), again.events({ part: 'held-out' })]).toEqual([
      [event(), event()],
      [event(7), event(7)],
    ]);
  });

  it('is refused when its parts are not those of the charges before it, until none of them counts', () => {
    const ledger = open();
    const moved = { ...cost(event()), split: 'f'.repeat(64) };
    ledger.reserve(key(1), cost(event()));
    expect(failure(() => ledger.reserve(key(2), moved)).code).toBe('SPLIT_CHANGED');
    expect(failure(() => ledger.assertSplit(moved.split)).code).toBe('SPLIT_CHANGED');
    ledger.assertSplit(cost(event()).split);
    ledger.release(key(1), 'nobody was touched');
    expect(ledger.reserve(key(2), moved)).toBe('new');
    crash(ledger);
    expect(failure(() => open().reserve(key(3), cost(event()))).code).toBe('SPLIT_CHANGED');
  });

  it('is not taken when it is too much, and two runs cannot both take what is left', () => {
    const ledger = open();
    const admit = (): void => {
      if (ledger.events().length >= 2) throw new RangeError('too much');
    };
    ledger.reserve(key(1, { run: 'run-1' }), cost(event()), admit);
    ledger.reserve(key(1, { run: 'run-2' }), cost(event()), admit);
    expect(() => ledger.reserve(key(2, { run: 'run-1' }), cost(event()), admit)).toThrow('too much');
    // What is counted already needs no admission.
    expect(ledger.reserve(key(1, { run: 'run-1' }), cost(event()), admit)).toBe('reserved');
    expect(ledger.events()).toHaveLength(2);
  });

  it('needs sound parameters', () => {
    const ledger = open();
    const bad: [Partial<LedgerKey>, string][] = [
      [{ study: '' }, 'study'],
      [{ run: 'x'.repeat(201) }, 'run'],
      [{ round: -1 }, 'round'],
      [{ attempt: 0.5 }, 'attempt'],
      [{ planHash: 'A'.repeat(64) }, 'planHash'],
    ];
    for (const [change, field] of bad) {
      expect(failure(() => ledger.reserve(key(1, change), cost(event())))).toMatchObject({
        code: 'PARAMETER_INVALID',
        message: expect.stringContaining(field) as string,
      });
    }
    expect(failure(() => ledger.reserve(key(1), cost())).code).toBe('PARAMETER_INVALID');
    expect(failure(() => ledger.reserve(key(1), cost(event(), event(Number.NaN))))).toMatchObject({
      code: 'PARAMETER_INVALID',
      message: expect.stringContaining('events[1].noiseMultiplier') as string,
    });
    ledger.reserve(key(1), cost(event()));
    expect(failure(() => ledger.commit(key(1), 'no hash')).code).toBe('PARAMETER_INVALID');
    expect(failure(() => ledger.release(key(1), '')).code).toBe('PARAMETER_INVALID');
    expect(ledger.head().seq).toBe(1);
    for (const population of ['', '../x', 'A', 'a/b']) expect(failure(() => open({ population })).code).toBe('PARAMETER_INVALID');
  });
});

describe('a charge for a release under masks', () => {
  const roster = 'c'.repeat(64);
  const shared = { ...cost(event()), sum: { honest: 3, roster } };

  it('keeps how many honest sites it counts on, and by which roster', () => {
    const ledger = open();
    expect(ledger.reserve(key(1), shared)).toBe('new');
    expect(ledger.reserve(key(2), cost(event()))).toBe('new');
    crash(ledger);
    const [first, second] = open().charges();
    expect(first?.sum).toEqual({ honest: 3, roster });
    expect(second).not.toHaveProperty('sum');
    expect(lines()[0]).toContain(`"sum":{"honest":3,"roster":"${roster}"}`);
    expect(lines()[1]).not.toContain('"sum"');
  });

  it('is not the charge of the same attempt on other terms', () => {
    const ledger = open();
    ledger.reserve(key(1), shared);
    expect(ledger.reserve(key(1), shared)).toBe('reserved');
    for (const other of [
      cost(event()),
      { ...shared, sum: { honest: 2, roster } },
      { ...shared, sum: { honest: 3, roster: 'd'.repeat(64) } },
    ])
      expect(failure(() => ledger.reserve(key(1), other)).code).toBe('TASK_INVALID');
    expect(ledger.head().seq).toBe(1);
  });

  it('is refused without a number of sites or a roster', () => {
    const ledger = open();
    for (const sum of [
      { honest: 0, roster },
      { honest: 1.5, roster },
      { honest: Number.NaN, roster },
      { honest: 2, roster: '' },
    ])
      expect([sum, failure(() => ledger.reserve(key(1), { ...shared, sum })).code]).toEqual([sum, 'PARAMETER_INVALID']);
    expect(ledger.head()).toEqual(EMPTY_HEAD);
  });
});

it('a budget is written down with who decided it, and the last one is found again', () => {
  const ledger = open();
  expect(ledger.budget()).toBeUndefined();
  const decision = { epsilon: 2, delta: 1e-3, accounting: 'several', who: 'Dr. Keller', reason: 'ethics vote', atMs: 5 } as const;
  ledger.recordBudget(decision);
  ledger.reserve(key(1), cost(event()));
  const raised = { ...decision, epsilon: 50, secondPerson: 'Dr. Roth', atMs: 6 };
  ledger.recordBudget(raised);
  expect(failure(() => ledger.recordBudget({ ...raised, reason: '' })).code).toBe('PARAMETER_INVALID');
  crash(ledger);
  const again = open();
  expect(again.budget()).toEqual(raised);
  expect(again.head().seq).toBe(3);
  expect(again.entriesFor('heart')).toHaveLength(1);
});

describe('two agents on one ledger', () => {
  it('are refused with the name of the holder, and not on different populations', () => {
    const ledger = open();
    expect(failure(() => open())).toMatchObject({
      code: 'LEDGER_LOCKED',
      message: expect.stringContaining(`process ${process.pid}`) as string,
    });
    open({ population: 'lung' });
    crash(ledger);
    expect(open().head().seq).toBe(0);
  });
});

describe('the clock', () => {
  it('may step back a little but not far, and a person can accept that the ledger lies in the future', () => {
    const ledger = open();
    ledger.reserve(key(1), cost(event()));
    nowMs -= CLOCK_TOLERANCE_MS;
    ledger.commit(key(1), update);
    expect(ledger.entriesFor('heart').map((entry) => entry.timeMs)).toEqual([START_MS, START_MS]);
    nowMs -= 1;
    for (const action of [() => ledger.reserve(key(2), cost(event())), () => ledger.reserve(key(3), cost(event()))]) {
      expect(failure(action)).toMatchObject({
        code: 'LEDGER_CLOCK',
        message: expect.stringContaining('2026-01-01T23:58:59.999Z') as string,
      });
    }
    expect(ledger.events()).toHaveLength(1);
    nowMs = START_MS - 86_400_000;
    ledger.acceptClock('the battery of the clock was empty');
    ledger.reserve(key(2), cost(event()));
    crash(ledger);
    expect(open().events()).toHaveLength(2);
    expect(lines()).toHaveLength(4);
  });
});

describe('an old copy that was put back', () => {
  it('shows against the receipt of the coordinator', () => {
    const ledger = open();
    ledger.assertNotOlderThan(EMPTY_HEAD);
    ledger.reserve(key(1), cost(event()));
    crash(ledger);
    const copy = readFileSync(file());

    const newer = open();
    newer.commit(key(1), update);
    const receipt = newer.head();
    newer.reserve(key(2), cost(event()));
    newer.assertNotOlderThan(receipt);
    newer.assertNotOlderThan(newer.head());
    crash(newer);

    writeFileSync(file(), copy);
    const restored = open();
    expect(failure(() => restored.assertNotOlderThan(receipt))).toEqual({
      code: 'LEDGER_ROLLED_BACK',
      message:
        'the ledger of population heart has 1 entries, but the coordinator holds a receipt for entry 2: an old copy was put back',
    });
    // Going on from the old copy does not help: the chain is then another one.
    nowMs += 1;
    restored.commit(key(1), update);
    restored.reserve(key(2), cost(event()));
    expect(failure(() => restored.assertNotOlderThan(receipt))).toMatchObject({
      code: 'LEDGER_ROLLED_BACK',
      message: expect.stringContaining('differs at entry 2') as string,
    });
    crash(restored);
    rmSync(file());
    expect(failure(() => open().assertNotOlderThan(receipt)).code).toBe('LEDGER_ROLLED_BACK');
  });
});

describe('a witness', () => {
  const told: LedgerHead[] = [];
  let gone: boolean;
  const witness = (head: LedgerHead): void => {
    if (gone) throw new ConsiliumError({ code: 'WITNESS_LOST', message: 'not mounted' });
    told.push(head);
  };
  beforeEach(() => {
    gone = false;
    told.length = 0;
  });

  it('knows of every commit before it holds, and of the others with it', () => {
    const ledger = open({ witness });
    expect(told).toEqual([]);
    ledger.reserve(key(1), cost(event()));
    expect(told).toEqual([EMPTY_HEAD]);
    ledger.commit(key(1), update);
    expect(told.at(-1)).toEqual(ledger.head());
    ledger.reserve(key(2), cost(event()));
    ledger.spend(key(2), 'cut');
    expect(told.at(-1)).toEqual(ledger.head());
    const { length } = told;
    ledger.commit(key(1), update);
    ledger.spend(key(2), 'cut');
    expect(told).toHaveLength(length);
  });

  it('that is gone keeps what would leave, each time that it is asked, and lets nothing be reserved', () => {
    const ledger = open({ witness });
    ledger.reserve(key(1), cost(event()));
    gone = true;
    for (let i = 0; i < 3; i++) expect(failure(() => ledger.commit(key(1), update)).code).toBe('WITNESS_LOST');
    const before = lines();
    expect(failure(() => ledger.reserve(key(2), cost(event()))).code).toBe('WITNESS_LOST');
    expect(lines()).toEqual(before);
    expect(ledger.stateOf(key(2))).toBe('none');
    gone = false;
    ledger.commit(key(1), update);
    expect(told.at(-1)).toEqual(ledger.head());
  });

  it('learns at the next start of what a crash came before', () => {
    const ledger = open({ witness });
    ledger.reserve(key(1), cost(event()));
    gone = true;
    expect(failure(() => ledger.commit(key(1), update)).code).toBe('WITNESS_LOST');
    crash(ledger);
    expect(failure(() => open({ witness })).code).toBe('WITNESS_LOST');
    gone = false;
    const again = open({ witness });
    expect(told.at(-1)).toEqual(again.head());
    expect(again.stateOf(key(1))).toBe('committed');
  });
});

describe('a head, which the coordinator gets,', () => {
  it('gives neither times nor reasons away to somebody who tries them all', () => {
    const ledger = open();
    ledger.acceptClock('a first entry');
    const known = ledger.head();
    nowMs += 37;
    ledger.acceptClock('cut before an update was stored');
    const { hash } = ledger.head();
    // Everything but the millisecond and the reason is known outside.
    const common = { v: 1, population: 'heart', seq: 2, prev: known.hash, op: 'clock' };
    const written = JSON.parse(lines()[1] ?? '') as Record<string, string>;
    const tried = (more: Record<string, string>): string[] =>
      ['DISK_FULL: no update left the site', 'cut before an update was stored'].flatMap((reason) =>
        Array.from({ length: 1000 }, (_, ms) => sha256Hex(canonicalJson({ ...common, ...more, reason, timeMs: START_MS + ms }))),
      );
    expect([...tried({}), ...tried({ salt: '0'.repeat(32) })]).not.toContain(hash);
    // With what never leaves the site the same tries would find it.
    expect(tried({ salt: written['salt'] ?? '' })).toContain(hash);
  });

  it('is another one for the same history at the same moments', () => {
    const [one, other] = [
      open(),
      openLedger({ folder: join(folder, 'other'), population: 'heart', clock: { now: () => nowMs } }),
    ];
    for (const ledger of [one, other]) {
      for (const round of [1, 2, 3]) {
        ledger.reserve(key(round), cost(event()));
        ledger.commit(key(round), update);
      }
    }
    const salts = [
      ...lines(),
      ...readFileSync(join(folder, 'other', 'heart.jsonl'), 'utf8')
        .trimEnd()
        .split('\n'),
    ].map((line) => (JSON.parse(line) as { salt: string }).salt);
    expect(new Set(salts).size).toBe(12);
    for (const salt of salts) expect(salt).toMatch(/^[0-9a-f]{32}$/);
    expect(one.head().hash).not.toBe(other.head().hash);
    other.close();
  });
});
