import { ConsiliumError, sha256Hex } from '@consilium/core';
import { splitFingerprint } from '@consilium/learning';
import { type CompiledPlan, honestSites, isMaskedPlan } from '@consilium/plan';
import type { consilium } from '@consilium/proto';
import { encodeMessage, encodeWord, type Mask, type SiteMessage, type TranscriptMessage } from '@consilium/secure-sum';
import { trainingPatients } from '../../datasets/dataset-catalog.ts';
import { attemptOf, attemptRandom, ledgerKeyOf, wireKey } from '../../attempt/attempt.ts';
import { admitTraining, NO_ANSWER, toldError } from '../../gate/index.ts';
import type { Cost } from '../../ledger/index.ts';
import { timed } from '../../session/phases.ts';
import { admitChargeAhead } from '../charge-admission.ts';
import type { Work, WorkTools } from '../work.ts';
import { parentOf, sumOfTask } from '../masked/sum-of-task.ts';
import { makeUpdate } from './round-update.ts';

/**
 * Training of one round: admitted by plan, policy and size, charged with the events of the plan's release, answered by an update.
 *
 * @param masks of the sum that has asked for the update; `undefined` for a task, which joins such a sum first where the plan says so
 * @throws ConsiliumError `MESSAGE_INVALID` for a task that names no attempt
 */
export function trainingWork(
  { context, studies, models, accounts }: WorkTools,
  task: consilium.v1.Task.$Properties,
  masks?: () => readonly Mask[],
): Work {
  const attempt = attemptOf(task.key);
  // Its charge would be of one kind and its bytes of another.
  if (attempt.kind !== undefined)
    throw new ConsiliumError({ code: 'MESSAGE_INVALID', message: 'the coordinator sent a task under the key of an evaluation' });
  const key = wireKey(attempt);
  let noised = true;
  let keys: SiteMessage | undefined;
  let word: TranscriptMessage | undefined;
  /** What the ledger keeps of a release under masks; the roster is that of the sum that the site has joined, once it has. */
  const sumTerms = (plan: CompiledPlan): Pick<Cost, 'sum'> => {
    if (!isMaskedPlan(plan)) return {};
    const roster = masks === undefined ? (task.maskedSum?.rosterHash ?? '') : context.sums.rosterOf(attempt);
    return { sum: { honest: honestSites(plan), roster } };
  };
  return {
    attempt,
    async admit() {
      const planned = await studies.plan(task.planHash ?? '', task.study ?? '');
      const { plan, release } = planned;
      const { study } = plan.document;
      const { siteId, rehearsal } = context;
      const entry = context.catalog.forStudy(study);
      const { population } = entry;
      const book = context.ledger(population);
      const ledgerKey = ledgerKeyOf(attempt, { study, planHash: plan.hash });
      const known = {
        state: book.stateOf(ledgerKey),
        use: book.useOf(plan.hash),
      };
      admitTraining(context.gate, {
        siteId,
        rehearsal,
        nowMs: context.clock.now(),
        plan,
        release,
        patients: trainingPatients(entry),
        declaredPatients: context.catalog.patientsOf(population),
        ledger: known,
        task,
      });
      const charge =
        release === undefined
          ? undefined
          : {
              population,
              key: ledgerKey,
              part: 'training' as const,
              split: splitFingerprint(context.catalog.splitOf(population)),
              events: release.eventsPerRound,
              distance: release.distancePerRound,
              ...sumTerms(plan),
            };
      noised = charge !== undefined;
      if (charge !== undefined) admitChargeAhead(context, charge);
      const sum = masks === undefined ? sumOfTask(context, task, planned) : undefined;
      const baseHash = task.baseHash ?? '';
      if (sum !== undefined) word = await accounts.requireParent(parentOf(task, sum.terms), planned);
      const base = await timed(context, attempt, 'fetch', () => models.get(plan, baseHash, task.baseBytes ?? 0, task.base));
      return {
        charge,
        ...(sum === undefined ? {} : { join: async () => void (keys = await context.sums.join(attempt, sum.offer, sum.terms)) }),
        async prepare() {
          const { trainer, dataset } = await studies.get(planned);
          const { patients } = dataset.training;
          return {
            async run() {
              const random = attemptRandom(context.random, siteId, attempt);
              const { encoding, bytes } = await timed(context, attempt, 'train', () =>
                makeUpdate({
                  plan,
                  release,
                  siteId,
                  trainer,
                  patients,
                  base,
                  random,
                  noise: context.noise,
                  log: context.log,
                  ...(masks === undefined ? {} : { masks: masks() }),
                }),
              );
              const meta = {
                ...attempt,
                study,
                planHash: plan.hash,
                baseHash,
                updateHash: sha256Hex(bytes),
                bytes: bytes.length,
                encoding,
                population,
                honest: honestSites(plan),
                charged: charge !== undefined,
              };
              return { meta, bytes };
            },
          };
        },
      };
    },
    // Another base for the same attempt gets the same bytes: nothing is made twice.
    readmit: () => {},
    said() {
      if (keys === undefined) return undefined;
      const signed = word === undefined ? {} : { parentWord: encodeWord(word) };
      return { taskAnswer: { key, sumMessage: encodeMessage(keys), ...signed } };
    },
    // The sum that asks for the work knows already that this site takes part.
    accepted: () => (masks === undefined ? { taskAnswer: { key } } : undefined),
    declined(as, error) {
      // A rehearsal without noise protects nobody, and its owner wants to know.
      if (as === 'failed' || masks !== undefined) return { taskFailed: { key, problem: noised ? NO_ANSWER : toldError(error) } };
      return { taskAnswer: { key, refusal: toldError(error) } };
    },
  };
}
