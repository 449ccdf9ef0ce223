import { writeFileSync } from 'node:fs';
import type { SeededRandom } from '@consilium/core';
import type { CompiledPlan } from '@consilium/plan';
import { FakeCoordinator, TestSite } from '@consilium/testing';

/** What everybody outside of a hospital sees of some attempts, and what its ledger says after. */
export interface Seen {
  /** Messages and uploads in their order, without the bytes of updates; then the charges. */
  readonly words: readonly string[];
  /** The update of each attempt that had one. */
  readonly updates: readonly Buffer[];
}

/** How a site is asked. */
export interface Asked {
  readonly plan: CompiledPlan;
  /** The round's model, or one for each of the rounds. */
  readonly bases: readonly Float32Array[];
  /** The file, with its head. */
  readonly csv: string;
  /** Ends each attempt while its model is fetched. @default false */
  readonly endWhileFetching?: boolean;
  /** Of a rehearsal whose noise two worlds share; left out, noise is the operating system's. */
  readonly random?: SeededRandom;
}

/** Asks a real agent on such a file for a round with each model. */
export async function seenOutside({ plan, bases, csv, endWhileFetching = false, random }: Asked): Promise<Seen> {
  const fake = new FakeCoordinator();
  const site = new TestSite();
  try {
    writeFileSync(site.csv, csv);
    // The hospital declares what the plan says: thresholds are no part of these worlds.
    const patients = plan.document.sites['north']?.patients ?? 50;
    await site.start(fake, plan, { heldOut: 0, patients, ...(random === undefined ? {} : { random }) });
    const words: string[] = [];
    for (const [i, base] of bases.entries()) {
      const key = { run: 'run-a', round: i + 1, attempt: 1 };
      fake.faults.blob = () => {
        if (endWhileFetching && !fake.ended.has(`run-a.${key.round}.1`)) void fake.end(key, false);
      };
      const before = fake.received.length;
      await fake.offer(plan, base, key);
      // A round of another name that is refused shows that everything before is done.
      const marker = { run: 'run-marker', round: key.round, attempt: 1 };
      await fake.offer(plan, base, marker, { study: 'another' });
      await fake.until(() => fake.said('taskAnswer', marker).length > 0);
      words.push(
        ...fake.received.slice(before).flatMap(wordOf),
        ...fake.arrivals
          .filter(({ header }) => header.key?.round === key.round)
          .map(({ header }) => `update ${header.encoding} ${header.bytes}`),
        `counted ${fake.counted(key) !== undefined}`,
      );
    }
    const updates = bases.flatMap((_, i) => fake.counted({ run: 'run-a', round: i + 1, attempt: 1 })?.bytes ?? []);
    await site.stop();
    const charges = site.charges().map(({ key, state, events }) => `${key.run} ${key.round} ${state} ${JSON.stringify(events)}`);
    return { words: [...words, ...charges], updates };
  } finally {
    await site.dispose();
  }
}

type Received = FakeCoordinator['received'][number];

/** A message in words; those about markers are not of the world. */
function wordOf({ message, taskAnswer, taskFailed }: Received): string[] {
  const about = taskAnswer ?? taskFailed;
  if (about?.key?.run === 'run-marker') return [];
  if (taskAnswer) return [`answer ${taskAnswer.refusal?.code ?? 'accepted'} ${taskAnswer.refusal?.message ?? ''}`];
  if (taskFailed) return [`failed ${taskFailed.problem?.code} ${taskFailed.problem?.message}`];
  return message === 'hello' ? [] : [String(message)];
}
