import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { AuditChain, checkLog } from './audit-chain.ts';
import { NO_ENTRY, SITE_LOG, writeEntry } from './audit-entry.ts';
import type { Checkpoint } from './checkpoint.ts';
import { leafHash } from './merkle-tree.ts';

const HASH = 'ab'.repeat(32);

/** A log of so many entries, each about something else. */
function logOf(count: number): string[] {
  const lines: string[] = [];
  for (let i = 0; i < count; i += 1) {
    lines.push(
      writeEntry(
        {
          v: 1,
          at: new Date(Date.UTC(2026, 10, 26) + i * 1000).toISOString(),
          actor: 'agent',
          salt: i.toString(16).padStart(32, '0'),
          prev: entryHashOf(lines.at(-1)),
          event: 'update.leaving',
          kind: 'training',
          study: 'heart-disease',
          run: 'run-1',
          round: i,
          attempt: 1,
          population: 'cardiology',
          update: HASH,
          bytes: 4 * i,
        },
        SITE_LOG,
      ),
    );
  }
  return lines;
}

const entryHashOf = (line: string | undefined): string => (line === undefined ? NO_ENTRY : leafHash(line).toString('hex'));

function checkpointOf(lines: readonly string[]): Checkpoint {
  const chain = new AuditChain(SITE_LOG);
  for (const line of lines) chain.take(line);
  return { origin: 'log', size: chain.size, root: chain.root() };
}

function problem(lines: readonly string[], checkpoints: readonly Checkpoint[]): string | undefined {
  try {
    checkLog(new AuditChain(SITE_LOG), lines, checkpoints);
    return undefined;
  } catch (error) {
    expect(error).toMatchObject({ code: 'AUDIT_CORRUPT' });
    return (error as Error).message;
  }
}

const lines = logOf(20);
const end = checkpointOf(lines);
const early = checkpointOf(lines.slice(0, 7));

test('a log that holds says what no checkpoint covers', () => {
  expect(checkLog(new AuditChain(SITE_LOG), lines, [end])).toBe(0);
  expect(checkLog(new AuditChain(SITE_LOG), lines, [early])).toBe(13);
  expect(checkLog(new AuditChain(SITE_LOG), [], [])).toBe(0);
});

property.prop([fc.nat({ max: lines.join('\n').length - 1 }), fc.integer({ min: 1, max: 255 })], { numRuns: 2000, seed: 1 })(
  'any changed byte is found, and its entry or the next one is named',
  (at, flip) => {
    const bytes = Buffer.from(lines.join('\n'), 'utf8');
    const entry = bytes.subarray(0, at).toString('utf8').split('\n').length;
    bytes[at] = (bytes[at] ?? 0) ^ flip;
    const changed = bytes.toString('latin1').split('\n');
    const said = problem(
      changed.map((line) => Buffer.from(line, 'latin1').toString('utf8')),
      [end],
    );
    const named = Number(/^entry (\d+)/.exec(said ?? '')?.[1] ?? Number.NaN);
    // The last one has none after it that names it: there the checkpoint tells.
    if (entry === lines.length) expect(said).toMatch(/^entry 20: |^entries 1 to 20 /);
    else expect([entry, entry + 1]).toContain(named);
  },
);

property.prop([fc.nat({ max: 19 })], { numRuns: 20, seed: 2 })('an entry that is gone is found and placed', (at) => {
  const said = problem(lines.toSpliced(at, 1), [end]);
  expect(said).toMatch(at === 19 ? /^the log ends after 19 entries/ : new RegExp(`^entry ${at + 1}: `));
});

property.prop([fc.nat({ max: 18 }), fc.nat({ max: 19 })], { numRuns: 100, seed: 3 })('moved entries are found', (a, b) => {
  fc.pre(a !== b);
  const moved = lines.toSpliced(a, 1, lines[b] ?? '').toSpliced(b, 1, lines[a] ?? '');
  expect(problem(moved, [end])).toMatch(new RegExp(`^entry ${Math.min(a, b) + 1}: `));
});

describe('a log that was written again, with the chain mended', () => {
  const forged = logOf(20).map((line, i) => (i < 12 ? line : ''));
  for (let i = 12; i < 20; i += 1) {
    const entry = JSON.parse(lines[i] ?? '');
    forged[i] = writeEntry({ ...entry, bytes: 1, prev: entryHashOf(forged[i - 1]) }, SITE_LOG);
  }

  test('does not fit the newest checkpoint', () => {
    expect(problem(forged, [end])).toBe('entries 1 to 20 are not those that the checkpoint over 20 was signed for');
  });

  test('is placed between those that were kept', () => {
    const kept = [checkpointOf(lines.slice(0, 15)), early, checkpointOf(lines.slice(0, 12))];
    expect(problem(forged, kept)).toBe('entries 13 to 15 are not those that the checkpoint over 15 was signed for');
  });
});

test.each([1, 7, 19])('a log that was cut to its first %i entries is found by the checkpoint', (size) => {
  expect(problem(lines.slice(0, size), [end])).toBe(
    `the log ends after ${size} entries, and a checkpoint was signed over 20: its end was cut off`,
  );
});

test.each([
  ['a field too many', { patient: 'Jane' }],
  ['a text where a number belongs', { bytes: 'Jane' }],
  ['an event of no catalogue', { event: 'patient.seen' }],
  ['a hash that is none', { update: 'Jane Doe, 1970' }],
])('no entry is written with %s', (_, change) => {
  const entry = { ...JSON.parse(lines[0] ?? ''), ...change };
  expect(() => writeEntry(entry, SITE_LOG)).toThrow(expect.objectContaining({ code: 'AUDIT_CORRUPT' }));
});
