import { type CompiledPlan, scoreParameters } from '@consilium/plan';
import { deriveScores } from '@consilium/privacy';
import { PHASES, type Roster } from '@consilium/secure-sum';
import { MaskedSite, settled, type TestConsortium } from '@consilium/testing';

/** Hospitals of a {@link twoRounds run}. */
export const SITES = ['east', 'north', 'south', 'west'] as const;

/** What the first of them says of its ledger. */
export const LEDGER = { dataset: 'cardiology', sequence: 3, hash: 'ab'.repeat(32), mac: 'cd'.repeat(32) };

/** A run of two rounds that has ended, of which one attempt came to nothing first. @param plan of four sites, without masks */
export async function twoRounds(bench: TestConsortium, plan: CompiledPlan): Promise<string> {
  const started = await bench.run(plan);
  const parameters = scoreParameters(plan);
  if (parameters === undefined) throw new Error('the plan has no scores');
  const { dimension } = deriveScores(parameters).layout;
  const sites = await bench.sites(...SITES);
  for (const site of sites.slice(0, 2)) site.refuse(await site.task(1), 'PLAN_NOT_APPROVED', 'not read');
  for (const site of sites.slice(2)) await site.upload(await site.task(1), Int32Array.of(1, 2, 3));
  for (const [round, attempt] of [
    [1, 2],
    [2, 1],
  ] as const) {
    for (const [i, site] of sites.entries()) {
      const ledger = { ...LEDGER, sequence: 2 + round };
      await site.upload(await site.task(round, attempt), Int32Array.of(1000 * i, -500, round), i === 0 ? { ledger } : {});
    }
    for (const [i, site] of sites.entries()) {
      if (i === 3) await site.declineScores(round);
      else
        await site.score(
          round,
          Int32Array.from({ length: dimension }, (_, j) => (j + 1) * 100 + i),
        );
    }
    await settled();
  }
  return started;
}

/** A run of one round under masks, scored under masks as well. @param plan of four sites, with masks */
export async function maskedRound(bench: TestConsortium, plan: CompiledPlan, roster: Roster): Promise<string> {
  const run = await bench.run(plan);
  const parameters = scoreParameters(plan);
  if (parameters === undefined) throw new Error('the plan has no scores');
  const { layout, release } = deriveScores(parameters);
  const fakes = await bench.sites(...SITES);
  const sites = fakes.map((fake, i) => new MaskedSite(fake, { id: SITES[i] ?? '', plan, roster }));
  for (const phase of PHASES) for (const site of sites) await site.say(phase, Int32Array.of(1, 2, 3));
  for (const site of sites) await site.fake.evaluation(1);
  const words = Int32Array.from({ length: layout.dimension }, (_, i) => (release.units[0] ?? 1) * (1 + (i % 7)));
  for (const phase of PHASES) {
    for (const site of sites) await site.say(phase, words, 1, 1, 'evaluation');
    await settled();
  }
  return run;
}
