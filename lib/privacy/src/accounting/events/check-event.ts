import { requireInteger, requirePositive, requireRate, refuseParameter } from '../../parameter.ts';
import type { PrivacyEvent, SimpleEvent } from './event.ts';

/** Largest integer sensitivity of a discrete mechanism whose loss is listed atom by atom. */
const MAX_LISTED_SENSITIVITY = 1_048_576;
/** Compositions nest; a ledger never needs more, and a cyclic or hostile object must not exhaust the stack. */
const MAX_DEPTH = 32;

/**
 * Checks every parameter of `event`, as it may come from a file, and returns it typed.
 * `path` prefixes the field names in errors (`events[2].samplingRate`).
 *
 * @throws `PARAMETER_INVALID` naming the field.
 */
export function checkEvent(event: unknown, path = '', depth = 0): PrivacyEvent {
  const at = (field: string): string => (path === '' ? field : `${path}.${field}`);
  if (typeof event !== 'object' || event === null) refuseParameter(path === '' ? 'event' : path, event, 'a privacy event');
  const e = event as PrivacyEvent;
  const known = FIELDS[e.kind as keyof typeof FIELDS];
  if (known === undefined) refuseParameter(at('kind'), e.kind, `one of ${Object.keys(FIELDS).join(', ')}`);
  for (const key of Object.keys(e)) {
    if (key !== 'kind' && key !== 'steps' && !known.includes(key))
      refuseParameter(at(key), 'given', `left out of a ${e.kind} event`);
  }
  requireInteger(at('steps'), e.steps, 0);
  if (e.kind === 'composition') {
    if (depth >= MAX_DEPTH) refuseParameter(at('events'), 'deeper', `nested at most ${MAX_DEPTH} deep`);
    if (!Array.isArray(e.events)) refuseParameter(at('events'), e.events, 'a list of privacy events');
    e.events.forEach((part, i) => checkEvent(part, `${at('events')}[${i}]`, depth + 1));
  } else {
    checkParameters(e, at);
  }
  return e;
}

const FIELDS = {
  gaussian: ['noiseMultiplier', 'adjacency'],
  'poisson-gaussian': ['noiseMultiplier', 'samplingRate'],
  'truncated-poisson-gaussian': ['noiseMultiplier', 'samplingRate', 'datasetSize', 'maxBatchSize'],
  'fixed-size-gaussian': ['noiseMultiplier', 'datasetSize', 'sampleSize'],
  laplace: ['scale'],
  'poisson-laplace': ['scale', 'samplingRate'],
  'discrete-laplace': ['scale', 'sensitivity'],
  'discrete-gaussian': ['sigma', 'sensitivity', 'dimension'],
  zcdp: ['rho'],
  'tree-aggregation': ['noiseMultiplier', 'leaves'],
  composition: ['events'],
} as const satisfies Record<PrivacyEvent['kind'], readonly string[]> as Record<PrivacyEvent['kind'], readonly string[]>;

function checkParameters(e: SimpleEvent, at: (field: string) => string): void {
  switch (e.kind) {
    case 'gaussian':
      requirePositive(at('noiseMultiplier'), e.noiseMultiplier);
      if (e.adjacency !== undefined && e.adjacency !== 'add-remove' && e.adjacency !== 'replace-one') {
        refuseParameter(at('adjacency'), e.adjacency, "'add-remove' or 'replace-one'");
      }
      return;
    case 'poisson-gaussian':
      requirePositive(at('noiseMultiplier'), e.noiseMultiplier);
      requireRate(at('samplingRate'), e.samplingRate);
      return;
    case 'truncated-poisson-gaussian':
      requirePositive(at('noiseMultiplier'), e.noiseMultiplier);
      requireRate(at('samplingRate'), e.samplingRate);
      requireInteger(at('datasetSize'), e.datasetSize, 1);
      requireInteger(at('maxBatchSize'), e.maxBatchSize, 1);
      return;
    case 'fixed-size-gaussian':
      requirePositive(at('noiseMultiplier'), e.noiseMultiplier);
      requireInteger(at('datasetSize'), e.datasetSize, 1);
      requireInteger(at('sampleSize'), e.sampleSize, 1, e.datasetSize);
      return;
    case 'laplace':
      requirePositive(at('scale'), e.scale);
      return;
    case 'poisson-laplace':
      requirePositive(at('scale'), e.scale);
      requireRate(at('samplingRate'), e.samplingRate);
      return;
    case 'discrete-laplace':
      requirePositive(at('scale'), e.scale);
      requireInteger(at('sensitivity'), e.sensitivity, 1, MAX_LISTED_SENSITIVITY);
      return;
    case 'discrete-gaussian':
      requirePositive(at('sigma'), e.sigma);
      requireInteger(at('dimension'), e.dimension ?? 1, 1);
      if ((e.dimension ?? 1) === 1) requireInteger(at('sensitivity'), e.sensitivity, 1);
      else requirePositive(at('sensitivity'), e.sensitivity);
      return;
    case 'zcdp':
      requirePositive(at('rho'), e.rho);
      return;
    case 'tree-aggregation': {
      requirePositive(at('noiseMultiplier'), e.noiseMultiplier);
      const leaves = typeof e.leaves === 'number' ? [e.leaves] : e.leaves;
      if (!Array.isArray(leaves) || leaves.length === 0) refuseParameter(at('leaves'), e.leaves, 'a number or a list of numbers');
      leaves.forEach((n: unknown) => requireInteger(at('leaves'), n, 1));
    }
  }
}
