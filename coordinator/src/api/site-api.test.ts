import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isConsiliumError, sha256Hex } from '@consilium/core';
import { releaseParameters } from '@consilium/plan';
import { deriveRelease, longestHonestUpdate } from '@consilium/privacy';
import { PROTOCOL_VERSION, UpdateEncoding } from '@consilium/proto';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  createCertificates,
  DEADLINE_SECONDS,
  keyOf,
  LARGE,
  settled,
  TestConsortium,
  type TestCertificates,
  threeSitePlan,
  values,
} from '@consilium/testing';
import { CHUNK_BYTES } from '@consilium/transport';
import { keyWords } from '@consilium/trust';

const ONES = Float32Array.of(1, 1, 1);
const THREES = Float32Array.of(3, 3, 3);
/** A model of more than 2 MiB. */
const HUGE = [
  { type: 'dense', units: 150_000 },
  { type: 'dense', units: 1, activation: 'sigmoid' },
];

let certificates: TestCertificates;
let bench: TestConsortium;
beforeAll(async () => {
  certificates = await createCertificates();
});
beforeEach(async () => {
  bench = await TestConsortium.open(certificates);
});
afterEach(async () => await bench.close());

async function codeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'answered';
  } catch (error) {
    if (!isConsiliumError(error)) throw error;
    return `${error.code}: ${error.message}`;
  }
}

describe('a session', () => {
  it('begins with a greeting, shows in the list of sites and ends with a goodbye', async () => {
    const [north] = await bench.sites('north');
    expect(north.received[0]).toMatchObject({ welcome: { coordinatorVersion: '1', protocol: { major: 1 } } });
    const listed = async (): Promise<unknown> =>
      (await bench.research.listSites({})).sites?.map(({ site, connected }) => [site, connected]);
    await settled();
    expect(await listed()).toEqual([
      ['north', true],
      ['south', false],
      ['west', false],
    ]);
    north.bye();
    await north.until(() => north.end !== undefined);
    expect(north.end).toBe('ended');
    expect(await listed()).toContainEqual(['north', false]);
  });

  it.each([
    ['a version too old', { protocol: { major: 0, minor: 9 } }, 'VERSION_INCOMPATIBLE'],
    ['no version', { protocol: null }, 'VERSION_INCOMPATIBLE'],
  ])('with %s is refused in words', async (_what, hello, code) => {
    const north = bench.site('north');
    expect(await north.connect(hello)).toMatchObject({ refused: { code } });
    await north.until(() => north.end !== undefined);
    expect(north.end).toBe('ended');
  });

  it('with seeded noise is refused outside rehearsals', async () => {
    const serious = await TestConsortium.open(certificates, { rehearsal: false });
    try {
      expect(await serious.site('north').connect({ rehearsal: true })).toMatchObject({ refused: { code: 'REHEARSAL_ONLY' } });
      expect(await serious.site('south').connect({ rehearsal: false })).toMatchObject({ welcome: {} });
    } finally {
      await serious.close();
    }
  });

  it.each([
    ['does not begin with Hello', [{ taskAnswer: {} }]],
    ['says Hello twice', [{ hello: { protocol: { major: 1, minor: 1 } } }, { hello: {} }]],
    [
      'answers for no attempt',
      [{ hello: { protocol: { major: 1, minor: 1 } } }, { taskAnswer: { key: { run: '../x', round: 1, attempt: 1 } } }],
    ],
  ])('that %s ends with an error', async (_what, messages) => {
    const north = bench.site('north');
    for (const message of messages) north.send(message);
    await north.open();
    await north.until(() => north.end !== undefined);
    expect(north.end).toMatchObject({ code: 'MESSAGE_INVALID' });
    await settled();
    expect((await bench.research.listSites({})).sites?.[0]?.connected).toBe(false);
  });

  it('without a greeting ends after ten seconds', async () => {
    const north = bench.site('north');
    void north.open();
    await settled();
    await bench.clock.advance(9999);
    expect(north.end).toBeUndefined();
    await bench.clock.advance(1);
    await north.until(() => north.end !== undefined);
    expect(north.end).toMatchObject({ code: 'MESSAGE_INVALID', message: 'the session was opened without a greeting' });
  });

  it('opened a second time ends the first, with a reason; the second goes on', async () => {
    const [old] = await bench.sites('north');
    await settled();
    const [young] = await bench.sites('north');
    await old.until(() => old.end !== undefined);
    expect(old.end).toMatchObject({ code: 'SESSION_REPLACED' });
    const run = await bench.run();
    await young.task(1);
    expect(old.all('task')).toEqual([]);
    // What the old one still sends is ignored.
    old.send({ taskAnswer: { key: { run, round: 1, attempt: 1 }, refusal: { code: 'X', message: 'x' } } });
    expect(await bench.participants(run)).toMatchObject({ north: 'waiting' });
    expect((await bench.research.listSites({})).sites?.[0]?.connected).toBe(true);
  });

  it('of a site that is revoked ends at once, and no call of it is answered', async () => {
    const [north] = await bench.sites('north');
    await settled();
    await bench.coordinator.sites.revoke('north');
    await north.until(() => north.end !== undefined);
    expect(north.end).toMatchObject({ code: 'CERTIFICATE_UNKNOWN', message: 'the site north was revoked' });
    const key = { run: 'run-1', round: 1, attempt: 1 };
    expect(await codeOf(north.client.getUploadStatus({ key, updateHash: 'a'.repeat(64) }))).toMatch(/^CERTIFICATE_UNKNOWN/);
    await expect(bench.coordinator.sites.revoke('nobody')).rejects.toMatchObject({ code: 'SITE_UNKNOWN' });
    // Somebody who got hold of the key stays out, also when the site comes back with another one.
    await bench.register('north');
    await expect(bench.site('north').join()).rejects.toMatchObject({ code: 'ADMISSION_REFUSED' });
    const renewed = certificates.member('site', 'north', { otherKey: true });
    await bench.coordinator.sites.register('north', keyOf(renewed));
    expect(await bench.site('north', renewed).connect()).toMatchObject({ welcome: {} });
    await expect(bench.site('north').join()).rejects.toMatchObject({ code: 'ADMISSION_REFUSED' });
  });

  it('of another key is refused while the first one is held, with an alarm; the first goes on', async () => {
    const [north] = await bench.sites('north');
    await settled();
    const second = certificates.member('site', 'north', { otherKey: true });
    await bench.coordinator.sites.register('north', keyOf(second));
    for (let time = 0; time < 2; time++) {
      await expect(bench.site('north', second).join()).rejects.toMatchObject({ code: 'SECOND_HOLDER' });
      await expect(bench.site('north', second).client.greet({ protocol: PROTOCOL_VERSION })).rejects.toMatchObject({
        code: 'SECOND_HOLDER',
      });
    }
    const run = await bench.run();
    expect((await north.task(1)).key?.run).toBe(run);
    expect(north.end).toBeUndefined();
    const alarms = bench.logged.map((line) => JSON.parse(line) as Record<string, unknown>).filter(({ level }) => level === 50);
    expect(alarms).toEqual([
      expect.objectContaining({ code: 'SECOND_HOLDER', siteId: 'north', keyWords: keyWords(keyOf(second)), address: 'memory' }),
    ]);
    // Once the first has said goodbye, the key that was admitted last takes over, and retires the other; to ask for a greeting does not.
    north.bye();
    await north.until(() => north.end !== undefined);
    await settled();
    const greeted = { welcome: { coordinatorVersion: '1', timeMs: bench.clock.now() } };
    expect(await bench.site('north', second).client.greet({ protocol: PROTOCOL_VERSION })).toMatchObject(greeted);
    expect(await bench.site('north').client.greet({ protocol: PROTOCOL_VERSION })).toMatchObject(greeted);
    expect((await bench.research.listSites({})).sites?.[0]).toMatchObject({ connected: false });
    await bench.site('north', second).join();
    await expect(bench.site('north').join()).rejects.toMatchObject({ code: 'ADMISSION_REFUSED' });
  });

  it('that takes the place of a living one again and again is two agents with one key: an alarm', async () => {
    for (let i = 0; i < 5; i++) {
      await bench.site('north').join();
      await bench.clock.advance(1000);
    }
    const levels = bench.logged
      .map((line) => JSON.parse(line) as { readonly level: number; readonly msg: string })
      .filter(({ msg }) => msg.includes('replaced'))
      .map(({ level }) => level);
    expect(levels).toEqual([40, 40, 40, 50]);
  });

  it('ends when the certificate that opened it expires', async () => {
    const [north] = await bench.sites('north');
    await bench.clock.advance(86_400_000);
    expect(north.end).toBeUndefined();
    await bench.clock.advance(86_400_000 + 1000);
    expect(north.end).toMatchObject({ code: 'CERTIFICATE_INVALID', message: 'the certificate of north has expired' });
  });

  it('ends when the coordinator stops', async () => {
    const [north] = await bench.sites('north');
    await settled();
    await bench.stop();
    await north.until(() => north.end !== undefined);
    expect(north.end).toMatchObject({ code: 'UNREACHABLE', retryable: true });
  });
});

describe('who may call', () => {
  it.each([
    ['an unknown site', 'site', 'east', {}, 'CERTIFICATE_UNKNOWN'],
    ['a user', 'user', 'ada', {}, 'ROLE_MISSING'],
    ['a site of another consortium', 'site', 'north', { consortium: 'elsewhere' }, 'CERTIFICATE_UNKNOWN'],
    ['a site whose certificate has expired', 'site', 'north', { madeDaysAgo: 3 }, 'CERTIFICATE_INVALID'],
  ] as const)('%s may not be a site', async (_what, kind, id, options, code) => {
    const stranger = bench.site(id, certificates.member(kind, id, options));
    await stranger.connect();
    expect(stranger.end).toMatchObject({ code });
    expect(stranger.received).toEqual([]);
  });

  it('content is read by sites of a run that uses it, and by nobody else', async () => {
    const plan = threeSitePlan();
    const [north] = await bench.sites('north');
    await bench.run(plan);
    const read = async (hash: string, offset = 0): Promise<string> => {
      const parts: Uint8Array[] = [];
      for await (const { data } of north.client.getBlob({ hash, offset })) parts.push(data);
      return Buffer.concat(parts).toString();
    };
    expect(await read(plan.hash)).toBe(plan.json);
    expect(await read(plan.hash, 10)).toBe(plan.json.slice(10));
    expect(await read(plan.hash, 10 ** 9)).toBe('');
    for (const hash of ['0'.repeat(64), '../coordinator.db', '']) expect(await codeOf(read(hash))).toMatch(/^BLOB_UNKNOWN/);
    await bench.register('east');
    const [east] = await bench.sites('east');
    const call = async (): Promise<void> => {
      for await (const _ of east.client.getBlob({ hash: plan.hash }));
    };
    expect(await codeOf(call())).toMatch(/^BLOB_UNKNOWN/);
  });
});

describe('an update', () => {
  it('is counted once, with a receipt; the same bytes again change nothing, others are refused', async () => {
    const run = await bench.run();
    const [north] = await bench.sites('north');
    const task = await north.take(1, ONES);
    await settled();
    expect(north.all('receipt')).toMatchObject([{ updateHash: sha256Hex(new Uint8Array(ONES.buffer)) }]);
    expect(await north.upload(task, ONES)).toMatchObject({ counted: true, received: 12 });
    expect(await codeOf(north.upload(task, THREES))).toMatch(/^UPDATE_REPLAYED/);
    expect(await bench.participants(run)).toEqual({ north: 'counted', south: 'waiting', west: 'waiting' });
  });

  it('may overtake the answer to its task', async () => {
    const run = await bench.run();
    const [north] = await bench.sites('north');
    await north.upload(await north.task(1), ONES);
    north.accept(await north.task(1));
    expect(await bench.participants(run)).toMatchObject({ north: 'counted' });
  });

  it.each([
    ['of another plan', { planHash: 'f'.repeat(64) }, /^UPDATE_STALE.*another plan/, 'accepted'],
    ['from another model', { baseHash: 'f'.repeat(64) }, /^UPDATE_STALE.*another model/, 'accepted'],
    [
      'that announces too many bytes',
      { bytes: 16 },
      /^UPDATE_WRONG_SHAPE.*16 bytes, the model 12/,
      'rejected UPDATE_WRONG_SHAPE',
    ],
    [
      'in another encoding',
      { encoding: UpdateEncoding.UPDATE_ENCODING_GRID_INT32 },
      /^UPDATE_WRONG_SHAPE.*encoding/,
      'rejected UPDATE_WRONG_SHAPE',
    ],
    ['without a hash', { updateHash: '' }, /^MESSAGE_INVALID/, 'accepted'],
    ['with a path for a hash', { updateHash: `../${'a'.repeat(61)}` }, /^MESSAGE_INVALID/, 'accepted'],
    ['with the hash of others', { updateHash: 'a'.repeat(64) }, /^UPDATE_CORRUPT/, 'accepted'],
    ['of another round', { key: { run: '', round: 2, attempt: 1 } }, /^UPDATE_STALE/, 'accepted'],
    ['of another attempt', { key: { run: '', round: 1, attempt: 2 } }, /^UPDATE_STALE/, 'accepted'],
    ['of no run', { key: null }, /^MESSAGE_INVALID/, 'accepted'],
    [
      'with a ledger entry of no data set',
      { ledger: { sequence: 1, hash: 'a'.repeat(64), mac: 'a'.repeat(64) } },
      /^MESSAGE_INVALID/,
      'accepted',
    ],
    [
      'with a ledger entry of no hash',
      { ledger: { dataset: 'd', sequence: 1, hash: 'x', mac: 'a'.repeat(64) } },
      /^MESSAGE_INVALID/,
      'accepted',
    ],
    [
      'with a ledger entry that the site does not prove',
      { ledger: { dataset: 'd', sequence: 1, hash: 'a'.repeat(64) } },
      /^MESSAGE_INVALID/,
      'accepted',
    ],
  ])('%s is refused, and the round knows', async (_what, bent, error, state) => {
    const run = await bench.run();
    const [north] = await bench.sites('north');
    const task = await north.task(1);
    north.accept(task);
    await settled();
    const header = 'key' in bent && bent.key !== null ? { ...bent, key: { ...bent.key, run } } : bent;
    expect(await codeOf(north.upload(task, ONES, header))).toMatch(error);
    expect(await bench.participants(run)).toMatchObject({ north: state });
    // A site that was not shut out for good can still deliver.
    expect(await codeOf(north.upload(task, ONES))).toMatch(state === 'accepted' ? /^answered$/ : /^UPDATE_UNEXPECTED.*rejected/);
  });

  it('with NaN is rejected by name, and the round goes on without it', async () => {
    const run = await bench.run();
    const [north, south, west] = await bench.sites('north', 'south', 'west');
    const task = await north.task(1);
    expect(await codeOf(north.upload(task, Float32Array.of(1, Number.NaN, 1)))).toBe(
      'UPDATE_NOT_FINITE: the update of north has NaN at position 1',
    );
    await south.take(1, ONES);
    await west.take(1, THREES);
    const { roundInfos } = await bench.info(run);
    expect(roundInfos[0]).toMatchObject({ state: 'evaluating' });
    expect(await bench.participants(run)).toEqual({ north: 'rejected UPDATE_NOT_FINITE', south: 'counted', west: 'counted' });
  });

  it('of a site that has refused, or is not in the plan, is not expected', async () => {
    const run = await bench.run();
    await bench.register('east');
    const [north, east] = await bench.sites('north', 'east');
    const task = await north.task(1);
    expect(await codeOf(east.upload(task, ONES))).toMatch(/^UPDATE_UNEXPECTED: east does not take part/);
    north.refuse(task, 'PLAN_NOT_APPROVED', 'nobody has read it');
    await settled();
    expect(await codeOf(north.upload(task, ONES))).toMatch(/^UPDATE_UNEXPECTED.*refused \(PLAN_NOT_APPROVED\)/);
    const { roundInfos } = await bench.info(run);
    expect(roundInfos[0]?.participants?.[0]).toMatchObject({
      site: 'north',
      state: 'refused',
      problem: { code: 'PLAN_NOT_APPROVED', message: 'nobody has read it' },
    });
  });

  it('that broke off goes on from where it was; the status says from where, and after it was the last one too', async () => {
    await bench.run(threeSitePlan({ large: true }));
    const [north, south, west] = await bench.sites('north', 'south', 'west');
    const task = await north.task(1);
    const update = new Float32Array(LARGE).fill(1);
    const updateHash = sha256Hex(new Uint8Array(update.buffer));
    const status = async (): Promise<unknown> => {
      const { received, counted } = await north.client.getUploadStatus({ key: task.key ?? null, updateHash });
      return [received, counted];
    };
    expect(await status()).toEqual([0, false]);
    const half = async function* () {
      const header = {
        key: task.key ?? null,
        planHash: task.planHash ?? '',
        baseHash: task.baseHash ?? '',
        updateHash,
        bytes: 4 * LARGE,
        encoding: 2,
      };
      yield { header };
      yield { chunk: { offset: 0, data: new Uint8Array(update.buffer, 0, 8) } };
    };
    expect(await codeOf(north.client.putUpdate(half()))).toBe('UPDATE_CORRUPT: the upload ended after 8 of 96004 bytes');
    expect(await status()).toEqual([8, false]);
    await south.take(1, update);
    await west.take(1, update);
    await north.upload(task, update, {}, { from: 8 });
    await settled();
    expect(await status()).toEqual([4 * LARGE, true]);
    const other = north.client.getUploadStatus({ key: task.key ?? null, updateHash: 'b'.repeat(64) });
    expect(await codeOf(other)).toMatch(/^UPDATE_STALE/);
    const traversal = north.client.getUploadStatus({ key: task.key ?? null, updateHash: '/../../../etc/passwd' });
    expect(await codeOf(traversal)).toMatch(/^MESSAGE_INVALID/);
  });

  it('that is small and broke off starts over', async () => {
    await bench.run();
    const [north] = await bench.sites('north');
    const task = await north.task(1);
    const updateHash = sha256Hex(new Uint8Array(ONES.buffer));
    const header = {
      key: task.key ?? null,
      planHash: task.planHash ?? '',
      baseHash: task.baseHash ?? '',
      updateHash,
      bytes: 12,
      encoding: 2,
    };
    const half = async function* () {
      yield { header };
      yield { chunk: { offset: 0, data: new Uint8Array(ONES.buffer, 0, 8) } };
    };
    expect(await codeOf(north.client.putUpdate(half()))).toBe('UPDATE_CORRUPT: the upload ended after 8 of 12 bytes');
    expect(await north.client.getUploadStatus({ key: task.key ?? null, updateHash })).toMatchObject({
      received: 0,
      counted: false,
    });
    await north.upload(task, ONES);
    expect(await north.client.getUploadStatus({ key: task.key ?? null, updateHash })).toMatchObject({
      received: 12,
      counted: true,
    });
  });

  it('longer than clipping and noise allow is rejected by name, and the round goes on without it', async () => {
    const plan = threeSitePlan({ privacy: { mechanism: 'dp-fedavg', clip: 1, target: { epsilon: 1, delta: 1e-3 } } });
    const run = await bench.run(plan);
    const [north, south, west] = await bench.sites('north', 'south', 'west');
    const parameters = releaseParameters(plan);
    if (parameters === undefined) throw new Error('the plan has privacy');
    const longest = longestHonestUpdate(deriveRelease(parameters).grid);
    const words = (first: number): Float32Array => new Float32Array(Int32Array.of(first, 0, 0).buffer);
    const grid = { encoding: UpdateEncoding.UPDATE_ENCODING_GRID_INT32 };
    const [task, other, third] = [await north.task(1), await south.task(1), await west.task(1)];
    expect(await codeOf(north.upload(task, words(Math.ceil(longest) + 1), grid))).toMatch(
      /^UPDATE_TOO_LONG: the update of north has a norm of/,
    );
    expect(await codeOf(north.upload(task, words(0), grid))).toMatch(/^UPDATE_UNEXPECTED.*rejected \(UPDATE_TOO_LONG\)/);
    await south.upload(other, words(-Math.floor(longest)), grid);
    await west.upload(third, words(1), grid);
    expect(await bench.participants(run)).toEqual({ north: 'rejected UPDATE_TOO_LONG', south: 'counted', west: 'counted' });
  });

  it.each([false, true])('goes on over a new connection while the old one hangs, dead on one side; large: %s', async (large) => {
    const run = await bench.run(threeSitePlan({ large }));
    const [north] = await bench.sites('north');
    const task = await north.task(1);
    north.accept(task);
    const update = values([1, 2, 3], large);
    // One chunk has arrived, the next never comes, and the coordinator learns nothing of that.
    const hanging = codeOf(north.upload(task, update, {}, { gate: new Promise(() => {}) }));
    await settled();
    const status = { key: task.key ?? null, updateHash: sha256Hex(new Uint8Array(update.buffer)) };
    const { received } = await north.client.getUploadStatus(status);
    expect(received > 0).toBe(large);
    expect(await codeOf(north.upload(task, update, {}, { from: received }))).toBe('answered');
    expect(await hanging).toMatch(/^UPDATE_CORRUPT/);
    expect(await bench.participants(run)).toMatchObject({ north: 'counted' });
  });

  it('brings the head of its ledger, which the next greeting shows, and which never falls', async () => {
    const run = await bench.run();
    const [north, south, west] = await bench.sites('north', 'south', 'west');
    const head = (sequence: number, digit = String(sequence)) => ({
      dataset: 'heart',
      sequence,
      hash: digit.repeat(64),
      mac: String(sequence + 1).repeat(64),
    });
    await north.upload(await north.task(1), ONES, { ledger: head(5) });
    const again = bench.site('north');
    expect(await again.connect()).toMatchObject({ welcome: { ledgerHeads: [head(5)] } });
    for (const site of [south, west]) site.refuse(await site.task(1), 'PLAN_NOT_APPROVED', 'not read');
    const second = await again.task(1, 2);
    expect(await codeOf(again.upload(second, ONES, { ledger: head(3) }))).toBe(
      'LEDGER_ROLLED_BACK: the ledger of heart has come further: north has shown entry 5, and now shows entry 3; a head never falls',
    );
    expect(await bench.participants(run)).toMatchObject({ north: 'rejected LEDGER_ROLLED_BACK' });
    expect(await bench.site('north').connect()).toMatchObject({ welcome: { ledgerHeads: [head(5)] } });
  });

  it.each([
    [
      'another entry in the place of one that was shown',
      'heart',
      5,
      'f',
      /^LEDGER_ROLLED_BACK: the ledger of heart has another entry there/,
    ],
    ['the same entry', 'heart', 5, '5', /^answered$/],
    ['a later entry', 'heart', 6, '6', /^answered$/],
    ['a ledger of its own', 'lungs', 1, '1', /^answered$/],
  ])('of a later attempt shows %s', async (_what, dataset, sequence, digit, outcome) => {
    await bench.run();
    const [north, south, west] = await bench.sites('north', 'south', 'west');
    const mac = 'a'.repeat(64);
    await north.upload(await north.task(1), ONES, { ledger: { dataset: 'heart', sequence: 5, hash: '5'.repeat(64), mac } });
    for (const site of [south, west]) site.refuse(await site.task(1), 'PLAN_NOT_APPROVED', 'not read');
    const ledger = { dataset, sequence, hash: digit.repeat(64), mac };
    expect(await codeOf(north.upload(await north.task(1, 2), ONES, { ledger }))).toMatch(outcome);
  });

  it('travels in chunks of at most 1 MiB, whatever still fits a message', async () => {
    const run = await bench.run(threeSitePlan({ layers: HUGE }));
    const [north] = await bench.sites('north');
    const task = await north.task(1);
    const update = new Float32Array((task.baseBytes ?? 0) / 4).fill(1);
    expect(update.byteLength).toBeGreaterThan(2 * CHUNK_BYTES);
    for (const chunkBytes of [CHUNK_BYTES + 1, 2 * CHUNK_BYTES])
      expect(await codeOf(north.upload(task, update, {}, { chunkBytes }))).toBe(
        `MESSAGE_INVALID: a chunk has at most 1048576 bytes, the one at byte 0 has ${chunkBytes}`,
      );
    expect(await bench.participants(run)).toMatchObject({ north: 'waiting' });
    expect(await codeOf(north.upload(task, update, {}, { chunkBytes: CHUNK_BYTES }))).toBe('answered');
    expect(await bench.participants(run)).toMatchObject({ north: 'counted' });
  });

  it('leaves no file behind when its attempt is over', async () => {
    await bench.run(threeSitePlan({ quorum: 3, large: true }));
    const [north, south] = await bench.sites('north', 'south');
    await north.take(1, new Float32Array(LARGE));
    const files = (): string[] => readdirSync(join(bench.folder, 'updates'));
    expect(files()).toHaveLength(1);
    south.refuse(await south.task(1), 'PLAN_NOT_APPROVED', 'not read');
    await bench.clock.advance(DEADLINE_SECONDS * 1000 + 1);
    await north.until(() => north.all('attemptEnded').length > 0);
    expect(north.all('attemptEnded')).toMatchObject([{ closed: false, key: { round: 1, attempt: 1 } }]);
    await expect.poll(files).toEqual([]);
  });
});
