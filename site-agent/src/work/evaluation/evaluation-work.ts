import { ConsiliumError, refusalOf, sha256Hex } from '@consilium/core';
import { splitFingerprint } from '@consilium/learning';
import { honestSites, isMaskedPlan } from '@consilium/plan';
import type { consilium } from '@consilium/proto';
import { encodeMessage, encodeWord, type Mask, type SiteMessage, type TranscriptMessage } from '@consilium/secure-sum';
import { attemptOf, attemptRandom, ledgerKeyOf, wireKey } from '../../attempt/attempt.ts';
import { heldOutPatients } from '../../datasets/dataset-catalog.ts';
import { admitEvaluation, NO_ANSWER, requireTied, toldError } from '../../gate/index.ts';
import { timed } from '../../session/phases.ts';
import { admitChargeAhead } from '../charge-admission.ts';
import { parentOf, sumOfScores } from '../masked/sum-of-task.ts';
import type { Work, WorkTools } from '../work.ts';
import { exactMetrics, noisedScores } from './scores.ts';

/**
 * Scores of the model that an attempt of this site made, on held-out patients, once for its round: admitted by plan and policy, charged
 * with the event of the plan's scores, answered by noised counts. Exact metrics leave instead where the hospital has decided so, and in
 * rehearsals without privacy: they are part of no sum.
 *
 * @param masks of the sum that has asked for the scores; `undefined` for a request, which joins such a sum first where the plan says so
 * @throws ConsiliumError `MESSAGE_INVALID` for a request that names no evaluation
 */
export function evaluationWork(
  { context, studies, models, accounts }: WorkTools,
  request: consilium.v1.EvaluationRequest.$Properties,
  masks?: () => readonly Mask[],
): Work {
  const attempt = attemptOf(request.key);
  if (attempt.kind !== 'evaluation') {
    throw new ConsiliumError({ code: 'MESSAGE_INVALID', message: 'the coordinator asked for scores of what is no evaluation' });
  }
  const key = wireKey(attempt);
  const study = request.study ?? '';
  const planHash = request.planHash ?? '';
  const modelHash = request.modelHash ?? '';
  let noised = true;
  let keys: SiteMessage | undefined;
  let word: TranscriptMessage | undefined;
  return {
    attempt,
    async admit() {
      const { siteId, gate, catalog, clock } = context;
      const rights = gate.admitPlan({ study, planHash });
      const { metrics } = rights;
      if (metrics !== 'exact') gate.admitScores({ study, planHash, kind: 'noised' });
      const entry = catalog.forStudy(study);
      const { population } = entry;
      const ledger = context.ledger(population);
      const charges = ledger.charges({ run: attempt.run });
      // Only a rehearsal can have trained without a charge: there what is asked is looked at once the plan is known.
      if (!context.rehearsal) requireTied({ attempt, planHash, charges });
      const planned = await studies.plan(planHash, study);
      const { plan, scores } = planned;
      if (scores !== undefined) requireTied({ attempt, planHash, charges });
      const released = ledger.releasedScoresOf(plan.hash, attempt.run);
      const use = ledger.useOf(plan.hash);
      admitEvaluation({ siteId, nowMs: clock.now(), plan, attempt, request, charges, released, rights, use });
      const exact = scores === undefined || metrics === 'exact';
      const masked = isMaskedPlan(plan) && !exact;
      if (masks !== undefined && !masked)
        throw refusalOf({
          code: 'METRICS_WITHHELD',
          message: 'this hospital has decided about its scores since it joined their sum, and sends none under masks',
        });
      const rosterHash = (): string =>
        masks === undefined ? (request.maskedSum?.rosterHash ?? '') : context.sums.rosterOf(attempt);
      const rules = exact ? gate.admitMetrics({ study, planHash, patients: heldOutPatients(entry) }) : undefined;
      const charge =
        scores === undefined
          ? undefined
          : {
              population,
              key: ledgerKeyOf(attempt, { study, planHash }),
              part: 'held-out' as const,
              split: splitFingerprint(catalog.splitOf(population)),
              events: [scores.release.event],
              distance: scores.release.distance,
              ...(masked ? { sum: { honest: honestSites(plan), roster: rosterHash() } } : {}),
            };
      noised = charge !== undefined;
      if (charge !== undefined) admitChargeAhead(context, charge);
      const sum = masks === undefined && !exact ? sumOfScores(context, request, planned) : undefined;
      if (sum !== undefined) word = await accounts.requireParent(parentOf(request, sum.terms), planned);
      const weights = await timed(context, attempt, 'fetch', () => models.get(plan, modelHash, request.modelBytes ?? 0));
      return {
        charge,
        ...(sum === undefined ? {} : { join: async () => void (keys = await context.sums.join(attempt, sum.offer, sum.terms)) }),
        async prepare() {
          const prepared = await studies.get(planned);
          return {
            async run() {
              const { log } = context;
              const random = attemptRandom(context.random, siteId, attempt);
              const { encoding, bytes } = await timed(context, attempt, 'evaluate', () => {
                if (rules !== undefined) return exactMetrics(prepared, weights, rules, log);
                if (scores === undefined)
                  throw new ConsiliumError({ code: 'INTERNAL', message: 'noised scores came without their derived release' });
                return noisedScores(prepared, weights, {
                  scores,
                  random,
                  log,
                  ...(masks === undefined ? {} : { masks: masks() }),
                });
              });
              const meta = {
                ...attempt,
                kind: 'evaluation' as const,
                study,
                planHash,
                baseHash: modelHash,
                updateHash: sha256Hex(bytes),
                bytes: bytes.length,
                encoding,
                population,
                honest: exact ? 1 : honestSites(plan),
                charged: charge !== undefined,
              };
              return { meta, bytes };
            },
          };
        },
      };
    },
    readmit(stored) {
      if (stored.baseHash === modelHash && stored.planHash === planHash) return;
      throw new ConsiliumError({
        code: 'TASK_INVALID',
        message: `this site has scored another model of round ${attempt.round} of ${attempt.run}; a round is scored once`,
      });
    },
    said() {
      if (keys === undefined) return undefined;
      const signed = word === undefined ? {} : { parentWord: encodeWord(word) };
      return { sumSaid: { key, message: encodeMessage(keys), ...signed } };
    },
    // Without a sum the scores themselves say it.
    accepted: () => undefined,
    declined(as, error) {
      // A rehearsal without noise protects nobody, and its owner wants to know.
      return { evaluationDeclined: { key, problem: as === 'failed' && noised ? NO_ANSWER : toldError(error) } };
    },
  };
}
