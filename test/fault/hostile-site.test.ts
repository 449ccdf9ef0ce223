import { isConsiliumError, sha256Hex } from '@consilium/core';
import { type consilium, UpdateEncoding } from '@consilium/proto';
import type { FakeSite, OfferedTask } from '@consilium/testing';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { Consortium } from '../support/consortium.ts';
import { runCommand, PROGRAMS_MS } from '../support/programs.ts';
import { watchToEnd } from '../support/run-watch.ts';
import { floatPlan, SITES, STUDY } from '../support/fault-plans.ts';

type Header = consilium.v1.UpdateHeader.$Properties;

/** Far away: no round of these tests may end because a machine is slow. */
const DEADLINE_SECONDS = 600;

let consortium: Consortium;
const plan = floatPlan(8, DEADLINE_SECONDS);
const { parameters } = plan.manifest;
beforeAll(async () => {
  consortium = await Consortium.create();
  await consortium.startCoordinator();
}, PROGRAMS_MS);
afterAll(async () => await consortium.remove());

const [LIAR, ...HONEST] = SITES;
let liar: FakeSite;
let honest: readonly FakeSite[];
beforeEach(async () => {
  liar = await consortium.fakeSite(LIAR);
  honest = await Promise.all(HONEST.map((site) => consortium.fakeSite(site)));
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
function honestUpdate(site: number, round: number): Float32Array {
  return new Float32Array(parameters).fill((1 + site) * 1e-3 + round * 1e-5);
}

function hashOf(update: Float32Array): string {
  return sha256Hex(new Uint8Array(update.buffer));
}

/** The honest sites do their part of a round; with a quorum of two it closes once the liar is out of it too. */
async function honestPart(round: number, attempt = 1): Promise<void> {
  await Promise.all(honest.map(async (site, i) => await site.take(round, honestUpdate(i, round), attempt)));
}

it(
  'whatever a lying site uploads is refused by name, and the run goes on without it',
  async () => {
    const outsider = await consortium.fakeSite('outsider', await consortium.enrol('outsider'));
    await consortium.submit(plan);
    const { run } = await consortium.research((research) => research.startRun({ study: STUDY, rounds: 8 }));
    const good = honestUpdate(9, 9);
    const spoilt = (value: number): Float32Array => {
      const floats = new Float32Array(parameters);
      floats[parameters - 1] = value;
      return floats;
    };

    /** Plays one round in which the liar's upload is refused with `code` and ends its part in the round. */
    const lie = async (round: number, code: string, upload: (task: OfferedTask) => Promise<unknown>): Promise<void> => {
      const task = await liar.task(round);
      liar.accept(task);
      expect({ round, code: await refusal(upload(task)) }).toEqual({ round, code });
      await honestPart(round);
    };

    const integers = { encoding: UpdateEncoding.UPDATE_ENCODING_GRID_INT32 };
    await lie(1, 'UPDATE_NOT_FINITE', (task) => liar.upload(task, spoilt(Number.NaN)));
    await lie(2, 'UPDATE_NOT_FINITE', (task) => liar.upload(task, spoilt(Number.NEGATIVE_INFINITY)));
    await lie(3, 'UPDATE_WRONG_SHAPE', (task) => liar.upload(task, good.subarray(0, parameters - 1)));
    // Announces what is expected, sends ten times as much.
    await lie(4, 'UPDATE_WRONG_SHAPE', (task) => liar.upload(task, good, {}, { sent: new Uint8Array(good.byteLength * 10) }));
    await lie(5, 'UPDATE_WRONG_SHAPE', (task) => liar.upload(task, good, integers));

    // Round 6: lies that say nothing about what the site could still send. It answers honestly after them.
    const earlier = await liar.task(6);
    liar.accept(earlier);
    const at = (round: number, attempt: number, of = run): Header => ({ key: { run: of, round, attempt } });
    const lies: readonly (readonly [string, Header])[] = [
      ['UPDATE_STALE', at(5, 1)],
      ['UPDATE_STALE', at(6, 2)],
      ['UPDATE_STALE', at(7, 1)],
      ['UPDATE_STALE', at(6, 1, 'run-unknown')],
      ['MESSAGE_INVALID', at(6, 1, '../run')],
      ['UPDATE_STALE', { planHash: hashOf(good) }],
      ['UPDATE_STALE', { baseHash: hashOf(good) }],
      ['MESSAGE_INVALID', { updateHash: '../../../etc/passwd' }],
      ['UPDATE_CORRUPT', { updateHash: hashOf(spoilt(1)) }],
    ];
    for (const [code, one] of lies) {
      expect({ one, code: await refusal(liar.upload(earlier, good, one)) }).toEqual({ one, code });
    }
    // A member of the consortium that does not belong to this run can neither upload nor read.
    expect(await refusal(outsider.upload(earlier, good))).toBe('UPDATE_UNEXPECTED');
    expect(await refusal(drain(outsider.client.getBlob({ hash: earlier.baseHash })))).toBe('BLOB_UNKNOWN');
    expect(await liar.upload(earlier, good)).toMatchObject({ counted: true });
    // The same bytes again are the same update; other bytes are a replay.
    expect(await liar.upload(earlier, good)).toMatchObject({ counted: true });
    expect(await refusal(liar.upload(earlier, honestUpdate(8, 8)))).toBe('UPDATE_REPLAYED');
    await honestPart(6);

    // Round 7: an older upload again, as it was; then the site declines, after which it can send nothing.
    const seventh = await liar.task(7);
    expect(await refusal(liar.upload(earlier, good))).toBe('UPDATE_STALE');
    liar.refuse(seventh, 'SITE_UNAVAILABLE', 'gone fishing');
    await honestPart(7);
    const eighth = await liar.task(8);
    expect(await refusal(liar.upload(seventh, good))).toBe('UPDATE_STALE');
    liar.refuse(eighth, 'SITE_UNAVAILABLE', 'still fishing');
    await honestPart(8);
    await Promise.all(honest.map((site) => site.declineScores(8)));

    const info = await watchToEnd(consortium, run);
    expect([info.state, info.problem?.message ?? '']).toEqual(['completed', '']);
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
  },
  PROGRAMS_MS,
);

it(
  'a run without its quorum tries as often as the plan says, then fails and says who was missing',
  async () => {
    await consortium.submit(floatPlan(2, DEADLINE_SECONDS));
    const { run } = await consortium.research((research) => research.startRun({ study: STUDY }));
    const [first, second] = honest as [FakeSite, FakeSite];
    for (const attempt of [1, 2]) {
      await first.take(1, honestUpdate(0, attempt), attempt);
      second.refuse(await second.task(1, attempt), 'TOO_FEW_PATIENTS', 'fewer than this hospital wants');
      const task = await liar.task(1, attempt);
      liar.accept(task);
      expect(await refusal(liar.upload(task, new Float32Array(parameters).fill(Number.NaN)))).toBe('UPDATE_NOT_FINITE');
    }
    const { code, stderr } = await runCommand('consilium', ['run', 'watch', run, '--identity', consortium.researcherFolder]);
    expect(code).toBe(8);
    expect(stderr).toContain('round 1 got 1 of the 2 updates it needs in 2 attempts');
    expect(stderr).toContain(`${HONEST[1]} refused (TOO_FEW_PATIENTS: fewer than this hospital wants)`);
    expect(stderr).toContain(`${LIAR} rejected (UPDATE_NOT_FINITE`);
    const info = await watchToEnd(consortium, run);
    expect([info.state, info.problem?.code]).toEqual(['failed', 'QUORUM_NOT_MET']);
  },
  PROGRAMS_MS,
);

it(
  'an update that was under way when its attempt ended does not count for the next one',
  async () => {
    // Long enough for a busy machine to accept the task, short enough to wait for twice.
    await consortium.submit(floatPlan(1, 8));
    const { run } = await consortium.research((research) => research.startRun({ study: STUDY }));
    const task = await liar.task(1, 1);
    liar.accept(task);
    let open = (): void => {};
    const gate = new Promise<void>((resolve) => (open = resolve));
    const late = refusal(liar.upload(task, honestUpdate(2, 1), {}, { gate }));
    // Nobody else answers: the attempt ends at its deadline, and the next one opens from the very same model.
    expect((await liar.task(1, 2)).baseHash).toBe(task.baseHash);
    open();
    expect(await late).toBe('UPDATE_STALE');
    for (const site of honest) site.refuse(await site.task(1, 2), 'TOO_FEW_PATIENTS', 'fewer than this hospital wants');
    const info = await watchToEnd(consortium, run);
    expect(info.problem?.code).toBe('QUORUM_NOT_MET');
    const { roundInfos } = await consortium.research((research) => research.getRun({ run }));
    const states = (roundInfos ?? []).map(({ participants }) => participants?.find(({ site }) => site === LIAR)?.state);
    expect(states).toEqual(['accepted', 'waiting']);
  },
  PROGRAMS_MS,
);

it(
  'a run waits for silent sites until the deadline and no longer: then it is paused',
  async () => {
    await consortium.submit(floatPlan(2, 1));
    const { run } = await consortium.research((research) => research.startRun({ study: STUDY }));
    await consortium.research(async (research) => {
      for await (const { state, pause } of research.watchRun({ run })) {
        if (state !== 'paused') continue;
        expect(pause).toMatchObject({ reason: 'silent', waitsFor: [...SITES], lacks: 2 });
        break;
      }
      expect(await research.stopRun({ run })).toMatchObject({ state: 'stopped' });
    });
  },
  PROGRAMS_MS,
);

async function drain(stream: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of stream);
}
