import { fileURLToPath } from 'node:url';
import type { FakeSite, OfferedTask } from '@consilium/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Consortium } from '../support/consortium.ts';
import { PROGRAMS_MS, type ServerProcess } from '../support/programs.ts';
import { watchToEnd } from '../support/run-watch.ts';
import { bigModelPlan, STUDY } from '../support/fault-plans.ts';

const ROUNDS = 100;
/** Rounds at whose beginning memory is looked at; the first ones fill caches and compile code. */
const MEASURED = [10, 20, 30, 40, 50, 60, 70, 80, 90, 100];
const PRELOAD = fileURLToPath(new URL('../support/memory-preload.mjs', import.meta.url));

const plan = bigModelPlan(ROUNDS);
const modelBytes = plan.manifest.parameters * 4;
let consortium: Consortium;
let coordinator: ServerProcess;
let sites: readonly FakeSite[] = [];
beforeAll(async () => {
  consortium = await Consortium.create();
  coordinator = await consortium.startCoordinator(['--expose-gc', '--import', `file://${PRELOAD}`]);
  await consortium.submit(plan);
  sites = await Promise.all(plan.siteIds.map(async (id) => await consortium.fakeSite(id, await consortium.enrol(id))));
}, PROGRAMS_MS);
afterAll(async () => {
  for (const site of sites) site.close();
  await consortium.remove();
});

/** Bytes alive in the coordinator's process: its heap and everything outside it that JavaScript holds. */
async function aliveBytes(): Promise<number> {
  const { heapUsed, external } = await coordinator.ask('SIGUSR2', (record) => record.msg === 'memory');
  return Number(heapUsed) + Number(external);
}

/** Fetches the model as a site does and answers with numbers of its own. */
async function takePart(site: FakeSite, task: OfferedTask, words: Int32Array): Promise<void> {
  let received = 0;
  for await (const { data } of site.client.getBlob({ hash: task.baseHash })) received += data.length;
  expect(received).toBe(modelBytes);
  words[0] = task.key?.round ?? 0;
  site.accept(task);
  await site.upload(task, words);
}

it(
  'the memory of a coordinator does not grow from round to round',
  async () => {
    expect(modelBytes).toBeGreaterThan(900_000);
    const updates = sites.map((_, i) =>
      new Int32Array(plan.manifest.parameters).map((_word, k) => ((k + i) * 2_654_435_761) >> 12),
    );
    const { run } = await consortium.research((research) => research.startRun({ study: STUDY }));
    const alive: number[] = [];
    for (let round = 1; round <= ROUNDS; round++) {
      const tasks = await Promise.all(sites.map((site) => site.task(round)));
      // Every site holds its task and nobody has answered: the coordinator has nothing under way.
      if (MEASURED.includes(round)) alive.push(await aliveBytes());
      await Promise.all(sites.map((site, i) => takePart(site, tasks[i] as OfferedTask, updates[i] as Int32Array)));
    }
    await Promise.all(sites.map((site) => site.declineScores(ROUNDS)));
    const info = await watchToEnd(consortium, run);
    expect([info.state, info.problem?.message ?? '']).toEqual(['completed', '']);
    expect(alive).toHaveLength(MEASURED.length);
    const [afterTen = Number.NaN] = alive;
    const growth = Math.max(...alive) - afterTen;
    process.stdout.write(
      `coordinator: ${alive.map((bytes) => (bytes / 1e6).toFixed(1)).join(' ')} MB alive, model ${(modelBytes / 1e6).toFixed(1)} MB\n`,
    );
    expect(growth).toBeLessThan(modelBytes);
  },
  PROGRAMS_MS,
);
