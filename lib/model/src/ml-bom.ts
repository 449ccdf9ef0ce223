import { canonicalJson, type Json, sha256Hex } from '@consilium/core';
import { type Layer, NOT_APPROVED } from '@consilium/plan';
import type { AuthorCard } from './card/author-card.ts';
import { type Figure, figuresOf, subgroupFigures } from './card/figures.ts';
import { type DossierModel, isoTime } from './evidence.ts';
import type { NamedDigest } from './provenance.ts';

/** The file of the bill of materials. */
export const ML_BOM_FILE = 'ml-bom.json';

const TASKS = {
  binary: 'classification',
  category: 'classification',
  number: 'regression',
  'time-to-event': 'survival analysis',
} as const;

/** Layers that name the family of a network, the most telling first. */
const FAMILIES: readonly (readonly [RegExp, string])[] = [
  [/^conv|^separable|^depthwise/, 'convolutional neural network'],
  [/^lstm|^gru|^simple-rnn/, 'recurrent neural network'],
  [/./, 'feed-forward neural network'],
];

/**
 * Bill of materials of a model: CycloneDX 1.6 JSON with one component of the type `machine-learning-model` and its model card
 * (https://cyclonedx.org/docs/1.6/json/). Its serial number follows from its content, its time is the end of the run.
 *
 * @param files of the model, in every format
 */
export function mlBomText(model: DossierModel, files: readonly NamedDigest[], author: AuthorCard): string {
  const { plan, origin, evidence } = model;
  const { document } = plan;
  const body = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      ...(evidence.endedMs === undefined ? {} : { timestamp: isoTime(evidence.endedMs) }),
      tools: { components: [{ type: 'application', name: 'consilium', version: origin.software }] },
      component: {
        'bom-ref': 'model',
        type: 'machine-learning-model',
        name: document.study,
        version: origin.sha256.slice(0, 12),
        description: `${document.title}: ${NOT_APPROVED}`,
        properties: [
          { name: 'consilium:weights:sha256', value: origin.sha256 },
          { name: 'consilium:plan:sha256', value: plan.hash },
          { name: 'consilium:rehearsal', value: String(origin.rehearsal) },
        ],
        modelCard: cardOf(model, author),
        components: files.map(({ name, sha256 }) => ({
          'bom-ref': name,
          type: 'file',
          name,
          hashes: [{ alg: 'SHA-256', content: sha256 }],
        })),
      },
    },
    dependencies: [{ ref: 'model' }],
  };
  return canonicalJson({ ...body, serialNumber: serialOf(canonicalJson(body)) });
}

function cardOf({ plan: { document }, evidence }: DossierModel, author: AuthorCard): Json {
  const { target } = document.data;
  const scores = evidence.released?.scores;
  const figures = scores === undefined ? [] : [...figuresOf(scores), ...subgroupFigures(scores)];
  const considerations = considerationsOf(author);
  return {
    modelParameters: {
      approach: { type: 'supervised' },
      task: TASKS[target.kind],
      architectureFamily: familyOf(document.model.layers),
      modelArchitecture: document.model.layers.map(({ type }) => type).join(', '),
      datasets: Object.keys(document.sites).map((site) => ({
        type: 'dataset',
        name: site,
        classification: 'data of patients; they never leave the site',
      })),
      inputs: [{ format: 'float32 vector; model/inputs.json says how it is made' }],
      outputs: [{ format: target.kind === 'number' ? 'number' : 'probability' }],
    },
    ...(figures.length === 0 ? {} : { quantitativeAnalysis: { performanceMetrics: figures.map(metricOf) } }),
    ...(Object.keys(considerations).length === 0 ? {} : { considerations }),
  };
}

/** CycloneDX wants values and bounds as text. */
function metricOf({ group, name, value, low, high }: Figure): Json {
  return {
    type: name,
    value,
    ...(group === '' ? {} : { slice: group }),
    confidenceInterval: { lowerBound: low, upperBound: high },
  };
}

function considerationsOf({ users, intendedUse, cautionedUses, knownRisks }: AuthorCard): { readonly [key: string]: Json } {
  const limits = [cautionedUses, knownRisks].filter((text) => text !== undefined);
  return {
    ...(users === undefined ? {} : { users: [users] }),
    ...(intendedUse === undefined ? {} : { useCases: [intendedUse] }),
    ...(limits.length === 0 ? {} : { technicalLimitations: limits }),
  };
}

function familyOf(layers: readonly Layer[]): string {
  const found = FAMILIES.find(([pattern]) => layers.some(({ type }) => pattern.test(type)));
  return found?.[1] ?? 'neural network';
}

/** A UUID of version 8 (RFC 9562, section 5.8) that follows from a text. */
function serialOf(text: string): string {
  const hex = sha256Hex(text);
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)];
  return `urn:uuid:${parts.join('-')}`;
}
