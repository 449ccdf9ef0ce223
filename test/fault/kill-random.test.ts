import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ConsiliumError, type Randomness, seededRandom, sha256Hex, uniform53 } from '@consilium/core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkRun } from '../support/check-run.ts';
import { connected, Consortium } from '../support/consortium.ts';
import { changedPlan, SITES, STUDY } from '../support/fault-plans.ts';
import { submitApproved } from '../support/masked-consortium.ts';
import { type Behaviour, PlayedSite } from '../support/played-site.ts';
import { playedUpdate } from '../support/played-update.ts';
import { type LogRecord, PROGRAMS_MS, type ServerProcess } from '../support/programs.ts';
import { readHistory } from '../support/run-history.ts';
import { watchToEnd } from '../support/run-watch.ts';

/** Rounds of the run, at most 24. With 24 there are more than fifty kills: `KILL_ROUNDS=24 npx vitest run test/fault/kill-random.test.ts`. */
const ROUNDS = Number(process.env['KILL_ROUNDS'] ?? 5);
const SEED = process.env['KILL_SEED'] ?? 'fault/kill-random';

/** Ten sites: three real agents, and seven that the test plays. */
const HONEST = ['played-1', 'played-2', 'played-3', 'played-4'] as const;
const [SLOW, GARBAGE, REPLAY] = ['slow', 'garbage', 'replay'] as const;
const PLAYED = [...HONEST, SLOW, GARBAGE, REPLAY];
/** Of them drop in every round: 30 %. */
const DROPS = 3;
/** A real agent takes about a third of a second for a round. */
const SLOW_MS = 3_000;
/** Kills and drops of a round fall into its first part, while {@link SLOW} keeps it open. */
const SPREAD_MS = 2_500;

const plan = changedPlan(({ sites, evaluation }) => ({
  study: STUDY,
  title: 'Everything at once',
  sites: Object.fromEntries([
    ...SITES.map((site) => [site, sites[site]] as const),
    ...PLAYED.map((site) => [site, { patients: 50 }] as const),
  ]),
  rounds: 24,
  quorum: { sites: 4, attempts: 12, deadlineSeconds: 600 },
  evaluation: { ...evaluation, every: 1 },
}));
const { parameters } = plan.manifest;

let consortium: Consortium;
beforeAll(async () => {
  consortium = await Consortium.create();
  for (const site of SITES) appendFileSync(join(consortium.siteFolder(site), 'policy.yaml'), '\nanswers:\n  everyMs: 100\n');
}, PROGRAMS_MS);
afterAll(async () => await consortium.remove());

const GARBAGE_OF: readonly Behaviour[] = [
  async (fake, task, of) => void (await fake.upload(task, playedUpdate(parameters, GARBAGE, of).subarray(1))),
  async (fake, task) => void (await fake.upload(task, new Int32Array(parameters).fill(2 ** 31 - 1))),
  async (fake, task) => void (await fake.upload(task, new Float32Array(parameters).fill(Number.NaN))),
];

const BEHAVIOURS: Readonly<Record<string, (site: string) => Behaviour>> = {
  honest: (site) => async (fake, task, of) => {
    fake.accept(task);
    await fake.upload(task, playedUpdate(parameters, site, of));
  },
  [SLOW]: (site) => async (fake, task, of) => {
    fake.accept(task);
    await wait(SLOW_MS);
    await fake.upload(task, playedUpdate(parameters, site, of));
  },
  [GARBAGE]: () => async (fake, task, of) => {
    fake.accept(task);
    await GARBAGE_OF[of.round % GARBAGE_OF.length]?.(fake, task, of);
  },
  [REPLAY]: (site) => async (fake, task, of) => {
    fake.accept(task);
    const earlier = { ...of, round: of.round - 1 };
    if (earlier.round > 0) {
      // What it has sent before, as it was, and as if it were for this round.
      const before = { key: { run: task.key?.run ?? '', ...earlier } };
      await expect(fake.upload(task, playedUpdate(parameters, site, earlier), before)).rejects.toBeInstanceOf(ConsiliumError);
    }
    await fake.upload(task, playedUpdate(parameters, site, of));
    await fake.upload(task, playedUpdate(parameters, site, of));
    await fake.upload(task, playedUpdate(parameters, site, of, 'noised again'));
  },
};

/** So many of a list, in an order of their own. */
function some<T>(all: readonly T[], count: number, random: Randomness): readonly T[] {
  const left = [...all];
  return Array.from({ length: count }, () => left.splice(Math.floor(uniform53(random) * left.length), 1)[0] as T);
}

it(
  'a run of ten sites of which three drop in every round, while coordinator and agents are killed at random moments, ends with nothing lost or doubled',
  async () => {
    const random = seededRandom(SEED);
    const startCoordinator = () => consortium.startCoordinator([], ['--grace', '2']);
    const lives = [await startCoordinator()];
    await submitApproved(consortium, plan);
    const agents = new Map<string, ServerProcess>(await consortium.startAgents());
    const played = new Map<string, PlayedSite>();
    for (const site of PLAYED) {
      const behave = (BEHAVIOURS[site] ?? BEHAVIOURS['honest'])?.(site) as Behaviour;
      played.set(site, new PlayedSite(consortium, await consortium.enrol(site), behave));
    }
    const { run } = await consortium.research((research) => research.startRun({ study: STUDY, rounds: ROUNDS }));

    const kills = { coordinator: 0, agents: 0 };
    /** By round, who dropped in it. */
    const dropped: (readonly string[])[] = [];
    const comeBack = (): void => {
      for (const site of dropped.at(-1) ?? []) {
        played.get(site)?.comeBack();
        if (agents.has(site)) agents.set(site, consortium.startAgent(site));
      }
    };
    const drop = async (site: string): Promise<void> => {
      played.get(site)?.drop();
      const agent = agents.get(site);
      if (agent === undefined) return;
      await agent.kill();
      kills.agents++;
    };
    const killCoordinator = async (): Promise<void> => {
      await lives.at(-1)?.kill();
      kills.coordinator++;
      lives.push(await startCoordinator());
    };

    const info = await watchToEnd(consortium, run, async ({ closedRounds }) => {
      if (closedRounds < dropped.length || closedRounds >= ROUNDS) return;
      comeBack();
      const drops = some([...SITES, ...HONEST], DROPS, random);
      dropped.push(drops);
      const moments = [...drops.map((site) => () => drop(site)), killCoordinator].map((fault) => ({
        fault,
        atMs: SPREAD_MS * uniform53(random),
      }));
      let nowMs = 0;
      for (const { fault, atMs } of moments.sort((a, b) => a.atMs - b.atMs)) {
        await wait(atMs - nowMs);
        nowMs = atMs;
        await fault();
      }
    });
    expect([info.state, info.problem?.message ?? '']).toEqual(['completed', '']);
    expect(info.closedRounds).toBe(ROUNDS);
    expect(dropped).toHaveLength(ROUNDS);
    expect(kills.coordinator).toBe(ROUNDS);
    expect(kills.agents).toBeGreaterThan(0);

    comeBack();
    await Promise.all([...agents.values()].map(connected));
    await Promise.all([...played.values()].map((site) => site.stop()));
    await consortium.stopAll();

    // The real hospitals: history, ledgers, audit logs.
    const { countedUpdates, failedAttempts } = checkRun(consortium, run, ROUNDS, plan);
    expect(failedAttempts).toBe(0);
    // How many come back in time depends on the machine.
    expect(countedUpdates).toBeGreaterThan(0);

    // The played ones: what is counted is what they meant to send, once.
    const history = readHistory(consortium, run);
    const logged: readonly LogRecord[] = lives.flatMap(({ log }) => log);
    let rejections = 0;
    for (const { round, attempt, participants } of history) {
      for (const site of PLAYED) {
        const known = participants[site];
        const where = `${site} in round ${round}.${attempt}`;
        if (known?.t === 'counted') {
          const update = playedUpdate(parameters, site, { round, attempt });
          expect({ where, sent: known.updateHash }).toEqual({ where, sent: sha256Hex(new Uint8Array(update.buffer)) });
        }
      }
      expect(participants[GARBAGE]?.t).not.toBe('counted');
      if (participants[GARBAGE]?.t !== 'rejected') continue;
      rejections++;
      expect(['UPDATE_WRONG_SHAPE', 'UPDATE_TOO_LONG']).toContain(participants[GARBAGE].problem?.code);
    }

    // Each fault has its name: in the record of the run, or in the log of the coordinator.
    expect(rejections).toBeGreaterThan(0);
    expect(logged).toContainEqual(expect.objectContaining({ siteId: REPLAY, code: 'UPDATE_REPLAYED' }));
    expect(played.get(REPLAY)?.refusals).toContain('UPDATE_REPLAYED');
    for (const site of new Set(dropped.flat()))
      expect(logged).toContainEqual(expect.objectContaining({ siteId: site, msg: 'site disconnected' }));
    expect(history.filter(({ participants }) => participants[SLOW]?.t === 'counted').length).toBeGreaterThan(0);
  },
  PROGRAMS_MS,
);
