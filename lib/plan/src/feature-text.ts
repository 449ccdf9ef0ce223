import { countColumns } from './column-list.ts';
import type { DeclaredFeature, TargetColumn } from './data-dictionary.ts';
import { pixelScale } from './image-feature.ts';
import type { SeriesBlock } from './input-layout.ts';
import type { PlanDocument } from './schema.ts';

/** Codes of a concept that are shown; a person who needs the others reads the plan. */
const SHOWN_CODES = 3;
/** Terms of a note that are. */
const SHOWN_TERMS = 8;

/** What the features of a plan are, one text for each in the order of their names: a series or group is one, however many columns it has. */
export function featureTexts({ data }: Pick<PlanDocument, 'data'>): readonly string[] {
  return Object.entries(data.features)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, feature]) => withNotes(name, [columnsText(feature), ...locatedText(feature)]));
}

/** What the target of a plan is. */
export function targetText({ data: { target } }: Pick<PlanDocument, 'data'>): string {
  if (target.kind !== 'time-to-event') return withNotes(target.column, locatedText(target));
  const { column, unit, event, intervals } = target;
  return `${withNotes(column, [unit])} until ${event.column} is ${event.positive.join(' or ')}, to ${intervals.at(-1)}`;
}

/** The channels of the series of a plan, in the order in which a layer gets them. */
export function channelNames({ names }: SeriesBlock, { data }: Pick<PlanDocument, 'data'>): readonly string[] {
  return names.flatMap((name) => {
    const feature = data.features[name];
    return feature?.kind === 'series' && feature.mask === true ? [name, `${name} (mask)`] : [name];
  });
}

function withNotes(name: string, notes: readonly string[]): string {
  const said = notes.filter((note) => note !== '');
  return said.length === 0 ? name : `${name} (${said.join(', ')})`;
}

function columnsText(feature: DeclaredFeature): string {
  if (feature.kind === 'image') {
    const { width, height, channels } = feature;
    const [low, high] = pixelScale(feature).range;
    return `image of ${width} by ${height} pixels, ${channels === 1 ? 'grey' : 'colour'}, values ${low} to ${high}`;
  }
  if (feature.kind === 'words') {
    const terms = Object.keys(feature.terms).sort();
    const more = terms.length > SHOWN_TERMS ? ` and ${terms.length - SHOWN_TERMS} more` : '';
    return `note, read for ${terms.slice(0, SHOWN_TERMS).join(', ')}${more}`;
  }
  if (feature.kind !== 'series' && feature.kind !== 'group') return '';
  const { columns, kind } = feature;
  const texts = [columns].flat();
  const names = texts.length <= 2 ? texts.join(', ') : `${texts[0]}, ... ${texts.at(-1)}`;
  const mask = feature.kind === 'series' && feature.mask === true ? ', missing ones marked' : '';
  return `${kind} of ${countColumns(columns).toLocaleString('en')} columns: ${names}${mask}`;
}

function locatedText(column: DeclaredFeature | TargetColumn): string[] {
  if (column.kind === 'group' || column.kind === 'image' || column.kind === 'words') return [];
  const { concept, window } = column;
  const texts: string[] = [];
  if (concept !== undefined) {
    const more = concept.codes.length > SHOWN_CODES ? ` and ${concept.codes.length - SHOWN_CODES} more` : '';
    texts.push(`${concept.vocabulary} ${concept.codes.slice(0, SHOWN_CODES).join(' ')}${more}`);
  }
  if (window !== undefined) texts.push(`${window.aggregate} of hours ${window.from} to ${window.to} from ${window.anchor}`);
  return texts;
}
