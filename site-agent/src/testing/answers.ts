import type { CompiledPlan } from '@consilium/plan';
import { initialWeights } from '@consilium/plan';
import { type FakeCoordinator, testPlan } from '@consilium/testing';

/** The usual plan, its first model, and its first attempt. */
export const plan: CompiledPlan = testPlan();
export const base: Float32Array = initialWeights(plan.document.model, [plan.inputWidth]);
export const key = { run: 'run-a', round: 1, attempt: 1 } as const;

type Key = { readonly run: string; readonly round: number; readonly attempt: number };

/** What a test waits for; `of` is {@link key} unless named. */
export interface Answers {
  /** Resolves once the update is counted. */
  counted(of?: Key): Promise<void>;
  /** `code: message` of the refusal. */
  refused(of?: Key): Promise<string>;
  /** `code: message` of the failure. */
  failed(of?: Key): Promise<string>;
  /** Proves that the agent is alive and that everything before is done: a further round goes through. */
  nextRound(round: number): Promise<void>;
}

/** Waits for what an agent answers to a coordinator. */
export function answersTo(coordinator: () => FakeCoordinator): Answers {
  const counted = async (of: Key = key): Promise<void> => {
    const fake = coordinator();
    await fake.until(() => fake.counted(of) !== undefined);
  };
  return {
    counted,
    async refused(of = key) {
      const fake = coordinator();
      await fake.until(() => fake.said('taskAnswer', of).some(({ refusal }) => refusal));
      const refusal = fake.said('taskAnswer', of).find((answer) => answer.refusal)?.refusal;
      return `${refusal?.code}: ${refusal?.message}`;
    },
    async failed(of = key) {
      const fake = coordinator();
      await fake.until(() => fake.said('taskFailed', of).length > 0);
      const [{ problem } = {}] = fake.said('taskFailed', of);
      return `${problem?.code}: ${problem?.message}`;
    },
    async nextRound(round) {
      await coordinator().offer(plan, base, { ...key, round });
      await counted({ ...key, round });
    },
  };
}

/** The request for the scores of a model, whose plan and weights the coordinator holds. */
export function evaluationOf(fake: FakeCoordinator, of: CompiledPlan, weights: Float32Array): Record<string, unknown> {
  return {
    key,
    study: of.document.study,
    planHash: fake.hold(of.json),
    modelHash: fake.hold(new Uint8Array(weights.buffer)),
    modelBytes: weights.byteLength,
    deadlineMs: Date.now() + 60_000,
  };
}
