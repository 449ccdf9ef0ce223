import { isConsiliumError } from '@consilium/core';
import { UpdateEncoding } from '@consilium/proto';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { Consortium, CONSORTIUM } from '../support/consortium.ts';
import { FakeSite, floatUpdate, type Lie, sha256, type Task } from '../support/fake-site.ts';
import { runCommand } from '../support/programs.ts';
import { watchToEnd } from '../support/run-watch.ts';
import { floatPlan, SITES, STUDY } from '../support/test-plan.ts';

const FLOAT32 = UpdateEncoding.UPDATE_ENCODING_FLOAT32;
/** Far away: no round of these tests may end because a machine is slow. */
const DEADLINE_SECONDS = 600;

let consortium: Consortium;
const plan = floatPlan(8, DEADLINE_SECONDS);
const { parameters } = plan.manifest;
beforeAll(async () => {
  consortium = await Consortium.create();
  await consortium.startCoordinator();
  await consortium.submit(plan);
}, 180_000);
afterAll(async () => await consortium.remove());

const [LIAR, ...HONEST] = SITES;
let liar: FakeSite;
let honest: readonly FakeSite[];
beforeEach(async () => {
  liar = await consortium.fakeSite(LIAR);
  honest = await Promise.all(HONEST.map((site) => consortium.fakeSite(site)));
  return () => {
    for (const site of [liar, ...honest]) site.close();
  };
});

/** The code with which a promise is refused. */
async function refusal(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    return isConsiliumError(error) ? error.code : `not typed: ${String(error)}`;
  }
  return 'not refused';
}

/** Different bytes for every site and round. */
function honestUpdate(site: number, round: number): Uint8Array {
  return floatUpdate(parameters, (1 + site) * 1e-3 + round * 1e-5);
}

/** The honest sites do their part of a round; with a quorum of two it closes once the liar is out of it too. */
async function honestPart(round: number, attempt = 1): Promise<void> {
  await Promise.all(
    honest.map(async (site, i) => await site.answer(await site.task(round, attempt), honestUpdate(i, round), FLOAT32)),
  );
}

it('whatever a lying site uploads is refused by name, and the run goes on without it', async () => {
  const outsider = await new FakeSite({
    identity: await consortium.enrol('outsider'),
    address: consortium.address,
    consortium: CONSORTIUM,
  }).connect();
  const { run } = await consortium.research((research) => research.startRun({ study: STUDY, rounds: 8 }));
  const good = honestUpdate(9, 9);
  const spoilt = (value: number): Uint8Array => {
    const floats = new Float32Array(parameters);
    floats[parameters - 1] = value;
    return new Uint8Array(floats.buffer);
  };

  /** Plays one round in which the liar's upload is refused with `code` and ends its part in the round. */
  const lie = async (round: number, code: string, upload: (task: Task) => Promise<unknown>): Promise<void> => {
    const task = await liar.task(round);
    liar.accept(task);
    expect({ round, code: await refusal(upload(task)) }).toEqual({ round, code });
    await honestPart(round);
  };

  await lie(1, 'UPDATE_NOT_FINITE', (task) => liar.upload(task, spoilt(Number.NaN), FLOAT32));
  await lie(2, 'UPDATE_NOT_FINITE', (task) => liar.upload(task, spoilt(Number.NEGATIVE_INFINITY), FLOAT32));
  await lie(3, 'UPDATE_WRONG_SHAPE', (task) => liar.upload(task, good.subarray(0, good.length - 4), FLOAT32));
  // Announces what is expected, sends ten times as much.
  await lie(4, 'UPDATE_WRONG_SHAPE', (task) => liar.upload(task, good, FLOAT32, { sent: new Uint8Array(good.length * 10) }));
  await lie(5, 'UPDATE_WRONG_SHAPE', (task) => liar.upload(task, good, UpdateEncoding.UPDATE_ENCODING_GRID_INT32));

  // Round 6: lies that say nothing about what the site could still send. It answers honestly after them.
  const earlier = await liar.task(6);
  liar.accept(earlier);
  const at = (round: number, attempt: number, of = run): Lie => ({ header: { key: { run: of, round, attempt } } });
  const lies: readonly (readonly [string, Lie])[] = [
    ['UPDATE_STALE', at(5, 1)],
    ['UPDATE_STALE', at(6, 2)],
    ['UPDATE_STALE', at(7, 1)],
    ['UPDATE_STALE', at(6, 1, 'run-unknown')],
    ['MESSAGE_INVALID', at(6, 1, '../run')],
    ['UPDATE_STALE', { header: { planHash: sha256(good) } }],
    ['UPDATE_STALE', { header: { baseHash: sha256(good) } }],
    ['MESSAGE_INVALID', { header: { updateHash: '../../../etc/passwd' } }],
    ['UPDATE_CORRUPT', { header: { updateHash: sha256(spoilt(1)) } }],
  ];
  for (const [code, one] of lies) {
    expect({ one, code: await refusal(liar.upload(earlier, good, FLOAT32, one)) }).toEqual({ one, code });
  }
  // A member of the consortium that does not belong to this run can neither upload nor read.
  expect(await refusal(outsider.upload(earlier, good, FLOAT32))).toBe('UPDATE_UNEXPECTED');
  expect(await refusal(drain(outsider.client.getBlob({ hash: earlier.baseHash })))).toBe('BLOB_UNKNOWN');
  expect(await liar.upload(earlier, good, FLOAT32)).toBe(true);
  // The same bytes again are the same update; other bytes are a replay.
  expect(await liar.upload(earlier, good, FLOAT32)).toBe(true);
  expect(await refusal(liar.upload(earlier, honestUpdate(8, 8), FLOAT32))).toBe('UPDATE_REPLAYED');
  await honestPart(6);

  // Round 7: an older upload again, as it was; then the site declines, after which it can send nothing.
  const seventh = await liar.task(7);
  expect(await refusal(liar.upload(earlier, good, FLOAT32))).toBe('UPDATE_STALE');
  liar.refuse(seventh, { code: 'SITE_UNAVAILABLE', message: 'gone fishing' });
  await honestPart(7);
  const eighth = await liar.task(8);
  expect(await refusal(liar.upload(seventh, good, FLOAT32))).toBe('UPDATE_STALE');
  liar.refuse(eighth, { code: 'SITE_UNAVAILABLE', message: 'still fishing' });
  await honestPart(8);
  await Promise.all(honest.map((site) => site.withholdMetrics()));

  const info = await watchToEnd(consortium, run);
  expect([info.state, info.problem?.message ?? '']).toEqual(['completed', '']);
  outsider.close();
  const { roundInfos } = await consortium.research((research) => research.getRun({ run }));
  const history = (roundInfos ?? []).map(({ state, participants }) => ({
    state,
    sites: new Map((participants ?? []).map((known) => [known.site ?? '', known.problem?.code ?? known.state])),
  }));
  expect(history.map(({ state }) => state)).toEqual(Array.from({ length: 8 }, () => 'closed'));
  expect(history.map(({ sites }) => sites.get(LIAR))).toEqual([
    'UPDATE_NOT_FINITE',
    'UPDATE_NOT_FINITE',
    'UPDATE_WRONG_SHAPE',
    'UPDATE_WRONG_SHAPE',
    'UPDATE_WRONG_SHAPE',
    'counted',
    'SITE_UNAVAILABLE',
    'SITE_UNAVAILABLE',
  ]);
  for (const { sites } of history) expect(HONEST.map((site) => sites.get(site))).toEqual(HONEST.map(() => 'counted'));
}, 120_000);

it('a run without its quorum tries as often as the plan says, then fails and says who was missing', async () => {
  await consortium.submit(floatPlan(2, DEADLINE_SECONDS));
  const { run } = await consortium.research((research) => research.startRun({ study: STUDY }));
  const [first, second] = honest as [FakeSite, FakeSite];
  for (const attempt of [1, 2]) {
    await first.answer(await first.task(1, attempt), honestUpdate(0, attempt), FLOAT32);
    second.refuse(await second.task(1, attempt), { code: 'TOO_FEW_PATIENTS', message: 'fewer than this hospital wants' });
    const task = await liar.task(1, attempt);
    liar.accept(task);
    expect(await refusal(liar.upload(task, floatUpdate(parameters, Number.NaN), FLOAT32))).toBe('UPDATE_NOT_FINITE');
  }
  const { code, stderr } = await runCommand('consilium', ['run', 'watch', run, '--identity', consortium.operatorFolder]);
  expect(code).toBe(8);
  expect(stderr).toContain('round 1 got 1 of the 2 updates it needs in 2 attempts');
  expect(stderr).toContain(`${HONEST[1]} refused (TOO_FEW_PATIENTS: fewer than this hospital wants)`);
  expect(stderr).toContain(`${LIAR} rejected (UPDATE_NOT_FINITE`);
  const info = await watchToEnd(consortium, run);
  expect([info.state, info.problem?.code]).toEqual(['failed', 'QUORUM_NOT_MET']);
}, 120_000);

it('an update that was under way when its attempt ended does not count for the next one', async () => {
  await consortium.submit(floatPlan(1, 2));
  const { run } = await consortium.research((research) => research.startRun({ study: STUDY }));
  const task = await liar.task(1, 1);
  liar.accept(task);
  let open = (): void => {};
  const gate = new Promise<void>((resolve) => (open = resolve));
  const late = refusal(liar.uploadSlowly(task, honestUpdate(2, 1), FLOAT32, gate));
  // Nobody else answers: the attempt ends at its deadline, and the next one opens from the very same model.
  expect((await liar.task(1, 2)).baseHash).toBe(task.baseHash);
  open();
  expect(await late).toBe('UPDATE_STALE');
  const info = await watchToEnd(consortium, run);
  expect(info.problem?.code).toBe('QUORUM_NOT_MET');
  const { roundInfos } = await consortium.research((research) => research.getRun({ run }));
  const states = (roundInfos ?? []).map(({ participants }) => participants?.find(({ site }) => site === LIAR)?.state);
  expect(states).toEqual(['accepted', 'waiting']);
}, 120_000);

it('a run waits for silent sites until the deadline and no longer', async () => {
  await consortium.submit(floatPlan(2, 1));
  const { run } = await consortium.research((research) => research.startRun({ study: STUDY }));
  const info = await watchToEnd(consortium, run);
  expect([info.state, info.problem?.code]).toEqual(['failed', 'QUORUM_NOT_MET']);
  for (const site of SITES) expect(info.problem?.message).toContain(`${site} did not answer`);
}, 120_000);

async function drain(stream: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of stream);
}
