import { ConsiliumError } from '@consilium/core';
import { parsePlan } from '@consilium/plan';
import { parseDocument } from 'yaml';
import type { Settings } from './settings.ts';

/**
 * The text of a plan with other settings, its comments kept. A noise multiplier that it states belonged to the settings before: it goes, and is
 * calibrated again.
 *
 * @throws ConsiliumError `PLAN_INVALID`
 */
export function planWithSettings(text: string, { learningRate, clip, rounds, samplingRate }: Settings): string {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error !== undefined) throw new ConsiliumError({ code: 'PLAN_INVALID', message: error.message, cause: error });
  // Left out, a strategy is the plain one; named in part, it is none.
  if (!document.has('strategy')) document.setIn(['strategy', 'kind'], 'fedavg');
  document.setIn(['strategy', 'learningRate'], learningRate);
  document.setIn(['privacy', 'clip'], clip);
  document.deleteIn(['privacy', 'noiseMultiplier']);
  document.setIn(['training', 'samplingRate'], samplingRate);
  document.setIn(['rounds'], rounds);
  const written = document.toString({ lineWidth: 0, flowCollectionPadding: true });
  parsePlan(written);
  return written;
}
