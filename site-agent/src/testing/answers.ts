import type { CompiledPlan } from '@consilium/plan';
import { initialWeights } from '@consilium/plan';
import { type consilium, WorkKind } from '@consilium/proto';
import { type FakeCoordinator, testPlan } from '@consilium/testing';

/** The usual plan, its first model, and its first attempt. */
export const plan: CompiledPlan = testPlan();
export const base: Float32Array = initialWeights(plan.document.model, [plan.inputWidth]);
export const key = { run: 'run-a', round: 1, attempt: 1 } as const;
/** The scores of the model that {@link key} makes. */
export const evaluationKey = { ...key, kind: WorkKind.WORK_KIND_EVALUATION } as const;

type Key = { readonly run: string; readonly round: number; readonly attempt: number; readonly kind?: WorkKind };

/** What a test waits for; `of` is {@link key} unless named. */
export interface Answers {
  /** Resolves once the update is counted. */
  counted(of?: Key): Promise<void>;
  /** `code: message` of the refusal. */
  refused(of?: Key): Promise<string>;
  /** `code: message` of the failure. */
  failed(of?: Key): Promise<string>;
  /** `code: message` why there are no scores; `of` is {@link evaluationKey} unless named. */
  declined(of?: Key): Promise<string>;
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
    async declined(of = evaluationKey) {
      const fake = coordinator();
      await fake.until(() => fake.said('evaluationDeclined', of).length > 0);
      const problem = fake.said('evaluationDeclined', of).at(-1)?.problem;
      return `${problem?.code}: ${problem?.message}`;
    },
    async nextRound(round) {
      await coordinator().offer(plan, base, { ...key, round });
      await counted({ ...key, round });
    },
  };
}

/** The request for the scores of a model, whose plan and weights the coordinator holds. */
export function evaluationOf(
  fake: FakeCoordinator,
  of: CompiledPlan,
  weights: Float32Array,
  ask: Key = evaluationKey,
): consilium.v1.EvaluationRequest.$Properties {
  return {
    key: { ...ask },
    study: of.document.study,
    planHash: fake.hold(of.json),
    modelHash: fake.hold(new Uint8Array(weights.buffer, weights.byteOffset, weights.byteLength)),
    modelBytes: weights.byteLength,
    deadlineMs: Date.now() + 60_000,
  };
}
