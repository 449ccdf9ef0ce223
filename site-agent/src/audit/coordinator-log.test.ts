import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { secureRandom, sha256Hex } from '@consilium/core';
import { diskFs } from '@consilium/host';
import type { consilium } from '@consilium/proto';
import {
  AuditChain,
  commitTo,
  consistencyPlaces,
  COORDINATOR_LOG,
  inclusionPlaces,
  openCheckpoint,
  readVerifierKey,
  rootOver,
  signCheckpoint,
  writeVerifierKey,
} from '@consilium/transparency';
import { fc, test as property } from '@fast-check/vitest';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { agentAudit, type Spending } from './agent-audit.ts';
import { auditFiles, type AuditLog, openAuditLog } from './audit-log.ts';
import { CoordinatorLog } from './coordinator-log.ts';
import { COMPACT_AFTER, Openings, openingsIn } from './openings.ts';

let folder: string;
let log: CoordinatorLog;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-coordinator-log-'));
  log = new CoordinatorLog(join(folder, 'coordinator'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const rawKey = (key: KeyObject): Buffer => key.export({ format: 'der', type: 'spki' }).subarray(-32);
const [KEY, OTHER] = [generateKeyPairSync('ed25519'), generateKeyPairSync('ed25519')];
const ORIGIN = 'consilium/cardio/coordinator';

interface Change {
  /** From which entry on they are others. */
  readonly fork?: number;
  readonly keys?: typeof KEY;
  readonly signer?: typeof KEY;
}

/** What a coordinator shows after so many entries. */
function shownAt(size: number, from: number, change: Change = {}) {
  const { fork = Number.POSITIVE_INFINITY, keys = KEY } = change;
  const { signer = keys } = change;
  const chain = new AuditChain(COORDINATOR_LOG);
  const nodes: (readonly Buffer[])[] = [];
  for (let i = 0; i < size; i += 1) {
    const common = { v: 1, at: '2026-11-26T10:00:00.000Z', salt: '00'.repeat(16), actor: 'ada', as: 'user' } as const;
    nodes.push(chain.add({ ...common, event: 'run.resumed', run: `run-${i < fork ? i : `other-${i}`}` }).nodes);
  }
  const node = ({ level, index }: { level: number; index: number }): Buffer =>
    nodes[(index + 1) * 2 ** level - 1]?.[level] ?? Buffer.alloc(32);
  return {
    verifierKey: writeVerifierKey({ name: ORIGIN, publicKey: rawKey(keys.publicKey) }),
    checkpoint: signCheckpoint({ origin: ORIGIN, size, root: chain.root() }, signer.privateKey),
    proof: consistencyPlaces(from, size).map((places) => rootOver(places.map(node))),
  };
}

/** Where a budget stands. */
const SPENT: Spending = () => ({ ledger: { seq: 2, hash: 'cd'.repeat(32) }, share: 0.5, delta: 0.001 });

describe('what a site keeps of the coordinator’s log', () => {
  it('is the newest checkpoint of a log that continues what it was', () => {
    expect([log.size(), log.see(undefined)]).toEqual([0, undefined]);
    let before = 0;
    for (const size of [3, 3, 7, 8, 21]) {
      expect(log.see(shownAt(size, before))).toBeUndefined();
      expect(log.size()).toBe(size);
      before = size;
    }
    expect(readFileSync(log.checkpointPath, 'utf8')).toBe(shownAt(21, 21).checkpoint);
  });

  it.each<[why: string, shown: consilium.v1.LogShown.$Properties | undefined]>([
    ['rollback', shownAt(5, 5)],
    ['fork', shownAt(12, 9, { fork: 8 })],
    ['fork', shownAt(12, 9, { fork: 0 })],
    ['fork', { ...shownAt(12, 9), proof: [] }],
    ['fork', shownAt(9, 9, { fork: 2 })],
    ['key', shownAt(12, 9, { keys: OTHER })],
    ['signature', shownAt(12, 9, { signer: OTHER })],
    ['signature', { ...shownAt(12, 9), checkpoint: 'x'.repeat(5000) }],
    ['gone', undefined],
    ['gone', {}],
  ])('is not given up for another: %s', (why, shown) => {
    expect(log.see(shownAt(9, 0))).toBeUndefined();
    const broken = { kept: 9, why, evidence: expect.stringMatching(/^[0-9a-f]{64}$/) as string };
    expect(log.see(shown)).toEqual(broken);
    // It stays so at each session, until a person accepts what there is now.
    expect(log.see(shown)).toEqual(broken);
    expect(log.see(shownAt(14, 9))).toBeUndefined();
    log.forget();
    expect(log.size()).toBe(0);
    if (why === 'rollback' || why === 'fork') expect(log.see(shownAt(5, 0, { fork: 1 }))).toBeUndefined();
  });
});

/** Files of evidence, as they are written. */
function evidence(): readonly { why: string; kept: LogHead; shown: LogHead & { proof: string[] } }[] {
  return readdirSync(log.evidencePath).map((name) => {
    const text = readFileSync(join(log.evidencePath, name), 'utf8');
    expect(name).toContain(sha256Hex(Buffer.from(text, 'utf8')));
    return JSON.parse(text) as ReturnType<typeof evidence>[number];
  });
}
interface LogHead {
  verifierKey: string;
  checkpoint: string;
}

describe('evidence against a coordinator', () => {
  it('is both signed checkpoints of a fork, once, still there when a person has accepted the other one', () => {
    const before = shownAt(9, 0);
    const fork = shownAt(9, 9, { fork: 2 });
    log.see(before);
    const found = log.see(fork);
    log.see(fork);
    log.forget();
    const [kept, ...others] = evidence();
    expect(others).toEqual([]);
    expect(found?.evidence).toBe(sha256Hex(readFileSync(join(log.evidencePath, readdirSync(log.evidencePath)[0] ?? ''))));
    expect(kept).toMatchObject({ why: 'fork', kept: { checkpoint: before.checkpoint }, shown: { checkpoint: fork.checkpoint } });
    // Anybody can see it: one key has signed two logs of nine entries.
    const [a, b] = [kept?.kept, kept?.shown].map((head) =>
      openCheckpoint(head?.checkpoint ?? '', readVerifierKey(head?.verifierKey ?? '')),
    );
    expect([a?.size, b?.size, a?.root.equals(b?.root ?? Buffer.alloc(0))]).toEqual([9, 9, false]);
  });

  it('is bounded, and a flood pushes out none of the first', () => {
    log.see(shownAt(9, 0));
    log.see(shownAt(9, 9, { fork: 1 }));
    const [first] = evidence();
    for (let i = 0; i < 50; i += 1) log.see({ ...shownAt(12, 9, { fork: 3 }), proof: [Buffer.alloc(32, i)] });
    for (let i = 0; i < 50; i += 1) log.see({ verifierKey: 'y'.repeat(9000), checkpoint: `${'x'.repeat(9000)}${i}`, proof: [] });
    const all = evidence();
    expect(all).toContainEqual(first);
    expect(all.length).toBeLessThan(20);
    expect(JSON.stringify(all).length).toBeLessThan(100_000);
  });

  it.each<[what: string, harm: (of: CoordinatorLog) => void]>([
    ['a changed checkpoint', ({ checkpointPath }) => appendFileSync(checkpointPath, 'x')],
    ['a key that is none', () => writeFileSync(join(folder, 'coordinator', 'key.vkey'), 'nonsense')],
    ['a key that is gone', () => rmSync(join(folder, 'coordinator', 'key.vkey'))],
  ])('is what lay here of a log that was damaged: %s', (_what, harm) => {
    log.see(shownAt(9, 0));
    harm(log);
    expect(log.see(shownAt(12, 9))).toEqual({ kept: 0, why: 'damaged' });
    expect(log.readableSize()).toBeUndefined();
    log.forget();
    expect(evidence()).toMatchObject([{ why: 'damaged' }]);
    expect(log.see(shownAt(12, 0))).toBeUndefined();
    expect(log.size()).toBe(12);
  });
});

describe('what a greeting says of the site’s own log', () => {
  const options = (of: string) => ({
    folder: join(folder, of),
    origin: 'consilium/cardio/oslo',
    clock: { now: () => Date.UTC(2026, 10, 26) },
    random: secureRandom(),
  });
  const trailOf = (own: AuditLog, alarms: string[] = []) =>
    agentAudit(own, { error: (_, text) => alarms.push(text) }, { monotonic: () => 0 }, log, SPENT);

  property.prop([fc.nat({ max: 30 }), fc.nat({ max: 2 ** 31 })], { numRuns: 20, seed: 5 })(
    'is as long for every log, another one each time, and opened by what stays',
    (entries, rows) => {
      const own = openAuditLog(options(`log-${entries}-${rows}`));
      const read = { event: 'data.read', dataset: 'heart', plan: 'ab'.repeat(32), content: 'cd'.repeat(32) } as const;
      for (let i = 0; i < entries; i += 1) own.record('agent', { ...read, rows: rows + i });
      const trail = trailOf(own);
      const [first, second] = [trail.greeting(), trail.greeting()];
      own.close();
      expect(Object.keys(first)).toEqual(['auditLog', 'auditCommitment', 'coordinatorLogSize']);
      expect([first.auditCommitment?.length, second.auditCommitment?.length]).toEqual([32, 32]);
      // The same log twice: that nothing was written in between must not show either.
      expect(first.auditCommitment).not.toEqual(second.auditCommitment);
      const files = auditFiles(options(`log-${entries}-${rows}`).folder);
      const opened = [...openingsIn(readFileSync(files.openings))];
      expect(opened.map(({ key, checkpoint }) => commitTo(checkpoint, Buffer.from(key, 'hex')))).toEqual([
        first.auditCommitment,
        second.auditCommitment,
      ]);
      expect(opened[0]?.checkpoint).toBe(readFileSync(files.checkpoint, 'utf8'));
      expect(new Set(opened.map(({ key }) => key)).size).toBe(2);
    },
  );

  it('opens for good: no number of greetings pushes a commitment out, and the file stays small where nothing happens', () => {
    const path = join(folder, 'openings.jsonl');
    // Nothing here depends on when the disk has it.
    const disk = { ...diskFs, sync: () => {} };
    const committed: string[] = [];
    let openings = new Openings(path, secureRandom(), disk);
    for (const [checkpoint, times] of [
      ['first', 3],
      ['second', COMPACT_AFTER + 7],
      ['first', 2],
    ] as const) {
      for (let i = 0; i < times; i += 1) committed.push(openings.commit(checkpoint).toString('hex'));
      openings.close();
      openings = new Openings(path, secureRandom(), disk);
    }
    // Twice as many, so that the file is made shorter again.
    for (let i = 0; i < 2 * COMPACT_AFTER; i += 1) committed.push(openings.commit('third').toString('hex'));
    openings.close();
    const opened = [...openingsIn(readFileSync(path))];
    expect(opened.map(({ key, checkpoint }) => commitTo(checkpoint, Buffer.from(key, 'hex')).toString('hex'))).toEqual(committed);
    expect(new Set(committed).size).toBe(committed.length);
    expect(readFileSync(path, 'utf8').split('\n').length).toBeLessThan(2 * COMPACT_AFTER);
  });

  it('stays readable after a power cut in the middle of what opens it', () => {
    const { openings } = auditFiles(options('torn').folder);
    let own = openAuditLog(options('torn'));
    trailOf(own).greeting();
    own.close();
    appendFileSync(openings, '{"key":"abcd');
    own = openAuditLog(options('torn'));
    const { auditCommitment } = trailOf(own).greeting();
    own.close();
    const opened = [...openingsIn(readFileSync(openings))];
    expect(opened).toHaveLength(2);
    const [, last = { key: '', checkpoint: '' }] = opened;
    expect(commitTo(last.checkpoint, Buffer.from(last.key, 'hex'))).toEqual(auditCommitment);
  });

  it.each([false, true])('takes the same writes whether something was written down since the last one: %s', (reads) => {
    const of = `writes-${reads}`;
    const own = openAuditLog(options(of));
    const trail = trailOf(own);
    const { checkpoint } = auditFiles(options(of).folder);
    trail.greeting();
    const written = statSync(checkpoint).ino;
    if (reads)
      own.record('agent', { event: 'data.read', dataset: 'heart', plan: 'ab'.repeat(32), content: 'cd'.repeat(32), rows: 9 });
    trail.greeting();
    own.close();
    expect(statSync(checkpoint).ino).not.toBe(written);
  });

  /** What a coordinator shows that has written the greeting down as the last of so many entries. */
  function written(size: number, commitment: string, change: Record<string, string> = {}) {
    const chain = new AuditChain(COORDINATOR_LOG);
    const nodes: (readonly Buffer[])[] = [];
    const common = { v: 1, at: '2026-11-26T10:00:00.000Z', salt: '00'.repeat(16) } as const;
    for (let i = 1; i < size; i += 1)
      nodes.push(chain.add({ ...common, actor: 'ada', as: 'user', event: 'run.resumed', run: `run-${i}` }).nodes);
    const last = chain.add({ ...common, actor: 'oslo', as: 'site', event: 'session.opened', commitment, ...change });
    nodes.push(last.nodes);
    const node = ({ level, index }: { level: number; index: number }): Buffer =>
      nodes[(index + 1) * 2 ** level - 1]?.[level] ?? Buffer.alloc(32);
    return {
      verifierKey: writeVerifierKey({ name: ORIGIN, publicKey: rawKey(KEY.publicKey) }),
      checkpoint: signCheckpoint({ origin: ORIGIN, size, root: chain.root() }, KEY.privateKey),
      proof: [],
      entry: size,
      line: last.line,
      inclusion: inclusionPlaces(size - 1, size).map((places) => rootOver(places.map(node))),
    };
  }
  const COMMITMENT = 'ab'.repeat(32);

  it('has to stand in the log of the coordinator, where the checkpoint that is kept covers it', () => {
    const greeting = { site: 'oslo', commitment: COMMITMENT };
    expect(log.see(written(7, COMMITMENT), greeting)).toBeUndefined();
    expect(log.size()).toBe(7);
  });

  it.each<[what: string, shown: consilium.v1.LogShown.$Properties]>([
    ['none is shown', { ...written(7, COMMITMENT), entry: 0, line: '', inclusion: [] }],
    ['another commitment', written(7, 'cd'.repeat(32))],
    ['that of another site', written(7, COMMITMENT, { actor: 'bergen' })],
    ['an entry that is not in the log', { ...written(7, 'cd'.repeat(32)), line: written(7, COMMITMENT).line }],
    ['another place', { ...written(7, COMMITMENT), entry: 6 }],
    ['no proof', { ...written(7, COMMITMENT), inclusion: [] }],
    ['no JSON', { ...written(7, COMMITMENT), line: '{' }],
    ['null', { ...written(7, COMMITMENT), line: 'null' }],
  ])('raises an alarm where it does not: %s', (_what, shown) => {
    expect(log.see(shown, { site: 'oslo', commitment: COMMITMENT })).toMatchObject({ why: 'unwritten' });
    // Without a greeting nothing is owed.
    expect(log.see(undefined)).toMatchObject({ why: 'gone' });
  });

  it('is owed for twenty greetings an hour, also by an agent that was restarted', () => {
    const own = openAuditLog(options('own'));
    const alarms: string[] = [];
    const clock = { now: Date.UTC(2026, 10, 26) };
    for (let i = 0; i < 10; i += 1) own.record('agent', { event: 'session.opened' });
    const trail = agentAudit(own, { error: (_, text) => alarms.push(text) }, { monotonic: () => clock.now }, log, SPENT);
    for (let i = 0; i < 15; i += 1) {
      trail.greeting();
      trail.shown(shownAt(4, i === 0 ? 0 : 4));
    }
    expect(alarms).toHaveLength(10);
    clock.now += 3_600_000;
    trail.greeting();
    trail.shown(shownAt(4, 4));
    own.close();
    expect(alarms).toHaveLength(11);
    expect(own.incidents).toMatchObject([{ kind: 'commitment-unwritten', subject: 'coordinator', times: 11 }]);
  });

  it('comes with an alarm where the coordinator’s does not continue, in both logs of the site', () => {
    const own = openAuditLog(options('own'));
    const alarms: string[] = [];
    const trail = trailOf(own, alarms);
    trail.shown(shownAt(4, 0));
    expect(log.size()).toBe(4);
    trail.shown(shownAt(9, 4, { fork: 1 }));
    trail.shown(undefined);
    own.close();
    expect(alarms).toEqual([
      'ALARM: the audit log of the coordinator does not continue the one that was seen before: it was changed',
      'ALARM: the coordinator shows no audit log any more',
    ]);
    const entries = readFileSync(auditFiles(options('own').folder).entries, 'utf8')
      .trimEnd()
      .split('\n');
    expect(entries.map((line) => JSON.parse(line) as object)).toMatchObject([
      { event: 'coordinator-log.broken', kept: 4, why: 'fork' },
      { event: 'incident.opened', incident: 1, kind: 'checkpoint-mismatch', subject: 'coordinator', evidence: [{ entry: 1 }] },
      { event: 'coordinator-log.broken', kept: 4, why: 'gone' },
      { event: 'incident.opened', incident: 2, kind: 'log-rollback' },
    ]);
    expect(existsSync(log.checkpointPath)).toBe(true);
  });
});
