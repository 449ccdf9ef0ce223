import { featureTexts, NOT_APPROVED, targetText } from '@consilium/plan';
import { type DossierModel, isoTime } from '../evidence.ts';
import type { MissingPart } from '../folder/manifest.ts';
import type { AuthorCard } from './author-card.ts';
import { type Figure, figuresOf, figureText, subgroupFigures, subgroupSizes } from './figures.ts';
import { type AttributeName, SOURCE_ATTRIBUTES } from './source-attributes.ts';

/** One attribute of a card. */
export interface CardAttribute {
  readonly name: AttributeName;
  readonly citation: string;
  readonly group: string;
  readonly title: string;
  readonly chai: string;
  /** What is known; null where nobody has said it. */
  readonly text: string | null;
  /** Who says it. */
  readonly from: 'plan' | 'run' | 'author' | 'nobody';
}

/** A card: what `card.yaml` and `card.html` both show. */
export interface ModelCard {
  readonly format: 'consilium-model-card';
  readonly version: 1;
  readonly title: string;
  readonly notice: string;
  readonly study: string;
  readonly model: string;
  readonly plan: string;
  readonly run: string | null;
  readonly rehearsal: boolean;
  readonly software: string;
  readonly ended: string | null;
  readonly privacy: string;
  readonly warnings: readonly string[];
  readonly scores: readonly Figure[];
  readonly attributes: readonly CardAttribute[];
  readonly missing: readonly MissingPart[];
}

/** The card of a model. @param missing parts that its dossier does not have */
export function modelCard(model: DossierModel, author: AuthorCard, missing: readonly MissingPart[]): ModelCard {
  const { plan, origin, evidence } = model;
  const { document } = plan;
  const derived = derivedTexts(model);
  return {
    format: 'consilium-model-card',
    version: 1,
    title: document.title,
    notice: NOT_APPROVED,
    study: document.study,
    model: origin.sha256,
    plan: plan.hash,
    run: origin.run ?? null,
    rehearsal: origin.rehearsal,
    software: origin.software,
    ended: evidence.endedMs === undefined ? null : isoTime(evidence.endedMs),
    privacy:
      origin.privacy === null
        ? 'none: never use this model with data of real patients'
        : `epsilon ${origin.privacy.epsilon} with delta ${origin.privacy.delta} for each ${origin.privacy.unit}, at each site`,
    warnings: evidence.warnings,
    scores: evidence.released === undefined ? [] : figuresOf(evidence.released.scores),
    attributes: SOURCE_ATTRIBUTES.map((attribute) => ({ ...attribute, ...statedBy(attribute.name, author, derived) })),
    missing,
  };
}

type Stated = Pick<CardAttribute, 'text' | 'from'>;

function statedBy(name: AttributeName, author: AuthorCard, derived: Readonly<Partial<Record<AttributeName, Stated>>>): Stated {
  const said = author[name];
  return derived[name] ?? (said === undefined ? { text: null, from: 'nobody' } : { text: said, from: 'author' });
}

/** What plan and run tell. */
function derivedTexts({
  plan: { document },
  evidence: { released },
}: DossierModel): Readonly<Partial<Record<AttributeName, Stated>>> {
  const scores = released?.scores;
  const sizes = scores === undefined ? [] : subgroupSizes(scores);
  const groups = scores === undefined ? [] : subgroupFigures(scores);
  const all = scores === undefined ? [] : figuresOf(scores);
  return {
    outputKind: { text: outputText(document), from: 'plan' },
    inputs: { text: featureTexts(document).join('; '), from: 'plan' },
    ...(sizes.length === 0 ? {} : { representativeness: fromRun('Held-out patients, with noise', sizes) }),
    ...(all.length === 0 ? {} : { validity: fromRun('Held-out patients, with the interval of the noise', all) }),
    ...(groups.length === 0 ? {} : { fairness: fromRun('Held-out patients, with the interval of the noise', groups) }),
  };
}

function fromRun(of: string, figures: readonly Figure[]): Stated {
  return { text: `${of}: ${figures.map(figureText).join('; ')}`, from: 'run' };
}

function outputText({ data, evaluation }: DossierModel['plan']['document']): string {
  const column = targetText({ data });
  const { target } = data;
  switch (target.kind) {
    case 'binary':
      return `prediction: probability of ${column} being ${target.positive.join(' or ')}; positive from ${evaluation.threshold} on`;
    case 'category':
      return `prediction: a probability for each code of ${column}: ${target.codes.join(', ')}`;
    case 'number':
      return `prediction: ${column} in ${target.unit}`;
    case 'time-to-event':
      return `prediction: a hazard for each interval of ${column}, which end at ${target.intervals.join(', ')} ${target.unit}`;
  }
}
