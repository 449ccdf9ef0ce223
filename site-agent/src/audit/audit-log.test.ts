import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { secureRandom } from '@consilium/core';
import { type AppendFs, diskFs } from '@consilium/host';
import { AuditChain, checkLog, SITE_LOG, type SiteEvent } from '@consilium/transparency';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { agentAudit, NOTES_PER_HOUR } from './agent-audit.ts';
import { auditFiles, type AuditLog, checkpointsOf, linesOf, openAuditLog } from './audit-log.ts';
import { CoordinatorLog } from './coordinator-log.ts';
import { recordDecision } from './record-decision.ts';

const APPROVED: SiteEvent = {
  event: 'plan.approved',
  study: 'heart-disease',
  plan: 'ab'.repeat(32),
  metrics: 'noised',
  epsilon: 2,
  runs: 1,
  reason: 'ethics vote 12/2026',
};
const BUDGET: SiteEvent = { event: 'budget.set', population: 'cardiology', epsilon: 2, delta: 1e-5, reason: 'vote' };
const ENDED: SiteEvent = { event: 'session.ended', code: 'UNREACHABLE' };

let folder: string;
const clock = { now: () => Date.UTC(2026, 10, 26) };
const options = () => ({ folder, origin: 'consilium/heart/oslo', clock, random: secureRandom() });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-audit-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const files = () => auditFiles(folder);
const events = (): readonly string[] => {
  const found: string[] = [];
  checkLog(new AuditChain(SITE_LOG), linesOf(readFileSync(files().entries)), checkpointsOf(folder), ({ event }) =>
    found.push(event),
  );
  return found;
};
function open(fs?: AppendFs): AuditLog {
  return openAuditLog({ ...options(), ...(fs === undefined ? {} : { fs }) });
}
const codeOf = (work: () => unknown): unknown => {
  try {
    work();
    return undefined;
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

test('goes on where it was, with a checkpoint over everything when it closes', () => {
  const first = open();
  first.record('ann', APPROVED);
  first.close();
  const second = open();
  expect(second.size).toBe(1);
  second.record('agent', ENDED);
  expect(checkpointsOf(folder)[0]?.size).toBe(1);
  second.close();
  expect(checkpointsOf(folder)[0]?.size).toBe(2);
  expect(events()).toEqual(['plan.approved', 'session.ended']);
});

test('what is about patients nowhere has the same bytes twice: entries are salted', () => {
  const log = open();
  log.record('agent', ENDED);
  log.record('agent', ENDED);
  log.close();
  const salts = readFileSync(files().entries, 'utf8').match(/"salt":"[0-9a-f]{32}"/g);
  expect(new Set(salts).size).toBe(2);
});

test('one process has it; what a command decides meanwhile stands before what follows from it', () => {
  const agent = open();
  expect(codeOf(() => open())).toBe('AUDIT_LOCKED');
  recordDecision(options(), 'ann', APPROVED);
  recordDecision(options(), 'ben', BUDGET);
  expect(readdirSync(files().waiting)).toHaveLength(2);
  agent.record('agent', ENDED);
  expect(readdirSync(files().waiting)).toHaveLength(0);
  agent.close();
  // Two decisions of the same millisecond have no order.
  expect(events().slice(0, 2).toSorted()).toEqual(['budget.set', 'plan.approved']);
  expect(events()[2]).toBe('session.ended');
});

test('a decision that waits is taken up by the next who opens the log, once, whenever the last one was killed', () => {
  const agent = open();
  recordDecision(options(), 'ann', APPROVED);
  const [name = ''] = readdirSync(files().waiting);
  const waiting = readFileSync(join(files().waiting, name));
  agent.close();
  expect(events()).toEqual(['plan.approved']);
  // As if the agent had been killed after it wrote the entry and before it removed the file.
  writeFileSync(join(files().waiting, name), waiting, { mode: 0o600 });
  open().close();
  expect(events()).toEqual(['plan.approved']);
  expect(readdirSync(files().waiting)).toHaveLength(0);
});

test('a decision with no agent there goes straight into the log', () => {
  recordDecision(options(), 'ann', APPROVED);
  expect(events()).toEqual(['plan.approved']);
  expect(existsSync(files().waiting)).toBe(false);
});

test('half an entry that a crash left is no entry', () => {
  const log = open();
  log.record('ann', APPROVED);
  log.close();
  appendFileSync(files().entries, '{"actor":"agent","at"');
  const again = open();
  again.record('agent', ENDED);
  again.close();
  expect(events()).toEqual(['plan.approved', 'session.ended']);
});

test('killed before a checkpoint, it signs what is there', () => {
  const log = open();
  log.record('ann', APPROVED);
  expect(checkpointsOf(folder)[0]?.size).toBe(0);
  rmSync(files().lock);
  const next = open();
  expect(checkpointsOf(folder)[0]?.size).toBe(1);
  next.close();
  log.close();
});

test('on a full disk nothing is written, nothing is claimed, and it goes on with room', () => {
  let full = false;
  const disk: AppendFs = {
    ...diskFs,
    write: (fd, bytes, offset, length) => {
      if (full) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
      return diskFs.write(fd, bytes, offset, length);
    },
  };
  const log = open(disk);
  full = true;
  expect(codeOf(() => log.record('ann', APPROVED))).toBe('DISK_FULL');
  full = false;
  log.record('ben', BUDGET);
  log.close();
  expect(events()).toEqual(['budget.set']);
});

describe('is not opened', () => {
  beforeEach(() => {
    const log = open();
    log.record('ann', APPROVED);
    log.record('ben', BUDGET);
    log.close();
  });

  test.each<readonly [string, () => void]>([
    ['with a changed entry', () => edit(files().entries, 'ann', 'eve')],
    ['with its last entry cut off', () => edit(files().entries, /[^\n]*\n$/, '')],
    ['without its entries', () => rmSync(files().entries)],
    ['without its checkpoint', () => rmSync(files().checkpoint)],
    ['with a changed checkpoint', () => edit(files().checkpoint, '\n2\n', '\n1\n')],
    ['with another signing key', () => rmSync(files().privateKey)],
    ['without the key that names it', () => rmSync(files().verifierKey)],
  ])('%s', (_, harm) => {
    harm();
    expect(codeOf(() => open())).toBe('AUDIT_CORRUPT');
  });

  test('under the name of another site', () => {
    expect(codeOf(() => openAuditLog({ ...options(), origin: 'consilium/heart/rome' }))).toBe('AUDIT_CORRUPT');
  });

  function edit(path: string, what: string | RegExp, by: string): void {
    writeFileSync(path, readFileSync(path, 'utf8').replace(what, by), { mode: 0o600 });
  }
});

test('a coordinator does not decide how long it gets', () => {
  let now = 0;
  const errors: string[] = [];
  const log = open();
  const audit = agentAudit(
    log,
    { error: (_, text) => errors.push(text) },
    { monotonic: () => now },
    new CoordinatorLog(join(folder, 'coordinator')),
    () => ({ ledger: { seq: 2, hash: 'cd'.repeat(32) }, share: 0.5, epsilon: 1, delta: 0.001 }),
  );
  const before = log.size;
  for (let i = 0; i < NOTES_PER_HOUR + 50; i += 1) audit.note(ENDED);
  expect(log.size - before).toBe(NOTES_PER_HOUR);
  const counted = { kind: 'training', study: 's', run: 'run-1', round: 1, attempt: 1, update: 'ab'.repeat(32) } as const;
  audit.note({ event: 'update.counted', ...counted });
  expect(log.size - before).toBe(NOTES_PER_HOUR + 1);
  // What convicts it is not left out, whatever else it has caused, and is no flood of its own.
  for (let i = 0; i < 50; i += 1) audit.note({ event: 'coordinator-log.broken', kept: 5, why: 'rollback' });
  expect(log.size - before).toBe(NOTES_PER_HOUR + 20 + 1 + 1);
  now = 3_600_000;
  audit.note(ENDED);
  log.close();
  expect(events().slice(-2)).toEqual(['notes.left-out', 'session.ended']);
  expect(errors).toEqual([]);
});
