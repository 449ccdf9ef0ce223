import type { Summary } from '../../summary.ts';
import { formatCount, formatDelta, formatEpsilon, formatParameter } from '../format.ts';
import { html, type Markup, type Part } from '@consilium/pages';
import { accountantWords } from './privacy.ts';

/** What made this model, exact enough to check it. */
export function renderProvenance(summary: Summary): Markup {
  const { privacy, model } = summary;
  const facts: readonly (readonly [string, Part])[] = [
    ['Study', html`<bdi>${summary.study}</bdi>`],
    ['Run', html`<code>${summary.run}</code>`],
    ['Plan hash', html`<code>${summary.planHash}</code>`],
    ...(summary.reads === undefined ? [] : [['Reads', html`<bdi>${readsWords(summary.reads)}</bdi>`] as const]),
    ['Model hash', html`<code>${model.sha256}</code> (SHA-256)`],
    ['Model file', html`<code>${model.path}</code>`],
    ['Parameters', formatCount(model.parameters)],
    ['Training on', backendWords(summary.backend)],
    ['Transport', transportWords(summary)],
    [
      'Randomness',
      summary.seeded
        ? `seeded${summary.seed === undefined ? '' : ` (seed ${summary.seed})`}`
        : 'cryptographic generator of the machine',
    ],
    ['Mechanism', html`<code>${privacy.mechanism}</code>${summary.withoutNoise === true ? ' without its noise' : ''}`],
    ...(privacy.unit === 'none' ? [] : noisyFacts(summary)),
  ];
  return html`<section aria-labelledby="provenance"><h2 id="provenance">Provenance</h2><dl class="facts">${facts.map(
    ([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`,
  )}</dl></section>`;
}

/** Features that are named; the plan has all of them. */
const SHOWN_FEATURES = 100;

function readsWords(features: readonly string[]): string {
  const more = features.length - SHOWN_FEATURES;
  return `${features.slice(0, SHOWN_FEATURES).join(', ')}${more > 0 ? ` and ${formatCount(more)} more` : ''}`;
}

function noisyFacts({ privacy }: Summary): (readonly [string, Part])[] {
  const show = (value: number | null, format: (value: number) => string): string =>
    value === null ? 'not stated' : format(value);
  return [
    ['Noise multiplier', show(privacy.noiseMultiplier, formatParameter)],
    ['Clip', show(privacy.clip, formatParameter)],
    ['Honest contributors (h)', show(privacy.honestContributors, formatCount)],
    ['Target', `epsilon ${show(privacy.targetEpsilon, formatEpsilon)}, delta ${show(privacy.delta, formatDelta)}`],
    ['Accountant', privacy.accountant === null ? 'not stated' : accountantWords(privacy.accountant)],
  ];
}

function backendWords(backend: string): string {
  if (backend === 'tensorflow') return 'TensorFlow.js on the native TensorFlow library';
  if (backend === 'cpu') return 'TensorFlow.js in plain JavaScript (slow)';
  return backend;
}

function transportWords({ transport, tls }: Summary): string {
  if (transport === 'memory') return 'in memory: nothing crossed a network, no TLS';
  if (tls === undefined) return 'gRPC; what TLS was used is not known';
  return `gRPC over ${tls.version}, ${tls.mutual ? 'both sides show a certificate' : 'only the server shows a certificate'}`;
}
