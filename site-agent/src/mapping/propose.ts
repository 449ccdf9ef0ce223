import { DATE_ORDERS, type DateOrder, namesBirth } from '@consilium/deidentify';
import { type CompiledPlan, targetColumns } from '@consilium/plan';
import { type ColumnProfile, typeOf } from '../quality/column-profile.ts';
import { type Declared, declaredBy } from '../quality/declared.ts';
import { translate } from './known-codes.ts';
import type { ColumnRule } from './mapping-schema.ts';
import { meaningOf, nameSimilarity } from './similar-names.ts';
import { converted, otherUnits } from './units.ts';

/** How a column of a plan could be fed. */
export interface ProposedColumn {
  /** The plan's name. */
  readonly column: string;
  /** Absent where nothing in the source is like it. */
  readonly rule?: ColumnRule;
  /** 0 .. 1: how sure the program is, by names and values; a person decides. */
  readonly confidence: number;
  /** Why, for that person. */
  readonly because: readonly string[];
}

/** A mapping that a person may accept. */
export interface Proposal {
  readonly patient: { readonly column: string; readonly name: string; readonly confidence: number } | undefined;
  readonly anchor: string | undefined;
  readonly columns: readonly ProposedColumn[];
}

/** Below this a pair of columns is no proposal. */
const LEAST = 0.5;
/** Weight of names beside that of values. */
const NAMES = 0.6;

interface Candidate {
  readonly column: string;
  readonly rule: ColumnRule;
  readonly confidence: number;
  readonly because: readonly string[];
}

/**
 * Suggests which columns of a source feed those of a plan: by their names, by units in which their numbers would fit, by codes that are known words, and by what
 * a plan's meaning needs of a date or ZIP code. Each column of the source feeds one.
 */
export function proposeMapping(plan: CompiledPlan, profiles: readonly ColumnProfile[]): Proposal {
  const { data } = plan.document;
  const patient = bestPatient(profiles, data.patientId);
  const free = profiles.filter(({ name }) => name !== patient?.column);
  const anchor = free.find((profile) => typeOf(profile) === 'dates' && meaningOf(profile.name) === 'admission');
  const wanted = declaredBy([plan]);
  const candidates = [...wanted]
    .flatMap(([column, declared]) => free.map((profile) => candidate(column, declared, meaningIn(plan, column), profile, anchor)))
    .filter((found) => found !== undefined)
    .sort((a, b) => b.confidence - a.confidence);
  const taken = new Map<string, Candidate>();
  const used = new Set<string>();
  for (const found of candidates) {
    if (taken.has(found.column) || used.has(found.rule.column) || found.confidence < LEAST) continue;
    taken.set(found.column, found);
    used.add(found.rule.column);
  }
  const columns = [...wanted.keys()].map(
    (column): ProposedColumn => taken.get(column) ?? { column, confidence: 0, because: ['nothing in the source is like it'] },
  );
  const anchored = columns.some(({ rule }) => rule?.scrub === 'age-at-anchor' || rule?.scrub === 'days-from-anchor');
  return { patient, anchor: anchored ? anchor?.name : undefined, columns };
}

function meaningIn({ document }: CompiledPlan, column: string): string | undefined {
  const target = targetColumns(document.data.target).find((own) => own.column === column);
  return (target ?? document.data.features[column])?.meaning;
}

function bestPatient(profiles: readonly ColumnProfile[], name: string): Proposal['patient'] {
  const found = profiles
    // A column of a few codes names no patient.
    .filter((profile) => profile.codes === undefined || profile.rows < 100)
    .map((profile) => ({
      column: profile.name,
      name,
      confidence: Math.max(nameSimilarity(profile.name, name), 0.95 * nameSimilarity(profile.name, 'patient')),
    }))
    .sort((a, b) => b.confidence - a.confidence)[0];
  return found === undefined || found.confidence < LEAST ? undefined : { ...found, confidence: rounded(found.confidence) };
}

function candidate(
  column: string,
  declared: Declared,
  meaning: string | undefined,
  profile: ColumnProfile,
  anchor: ColumnProfile | undefined,
): Candidate | undefined {
  const alike = nameSimilarity(column, profile.name);
  const because = [`name "${profile.name}", ${Math.round(alike * 100)} % like`];
  const found =
    scrubbed(column, meaning, profile, anchor) ??
    (declared.kind === 'number' ? numbers(declared, profile, column) : codes(declared.codes, profile));
  if (found === undefined) return undefined;
  const names = found.name ?? alike;
  return {
    column,
    rule: { column: profile.name, ...found.rule },
    confidence: rounded(NAMES * names + (1 - NAMES) * found.values),
    because: [...because, ...found.because],
  };
}

/** What values say. */
interface Evidence {
  readonly rule: Omit<ColumnRule, 'column'>;
  /** 0 .. 1 */
  readonly values: number;
  /** In place of how alike the names are, where another name is expected. */
  readonly name?: number;
  readonly because: readonly string[];
}

/** What a plan can only get scrubbed: an age out of a date of birth, three digits of a ZIP code, days out of a date. */
function scrubbed(
  column: string,
  meaning: string | undefined,
  profile: ColumnProfile,
  anchor: ColumnProfile | undefined,
): Evidence | undefined {
  const dates = typeOf(profile) === 'dates' && anchor !== undefined ? orderOf([profile, anchor]) : undefined;
  if (dates !== undefined && anchor !== undefined && anchor !== profile) {
    const written = dates === 'iso' ? {} : { dates };
    if (namesBirth(profile.name) && (meaning === 'age' || meaningOf(column) === 'age'))
      return {
        rule: { scrub: 'age-at-anchor', ...written },
        values: 1,
        name: 0.9,
        because: [`a date of birth; the age on the day in "${anchor.name}", 90 for all above`],
      };
    if (meaning === 'date-offset')
      return {
        rule: { scrub: 'days-from-anchor', ...written },
        values: 1,
        because: [`a date; days from that in "${anchor.name}"`],
      };
  }
  if (meaning === 'zip3' && meaningOf(profile.name) === 'zip')
    return {
      rule: { scrub: 'zip3' },
      values: 1,
      name: 0.9,
      because: ['a ZIP code; its first three digits, 000 where few people live'],
    };
  return undefined;
}

/** The one way of writing in which every date of these columns can be read; undefined where there is none, or several: 01.03. is two days. */
function orderOf(columns: readonly ColumnProfile[]): DateOrder | undefined {
  const all = DATE_ORDERS.filter((order) => columns.every(({ dates, dateOrders }) => dateOrders.get(order) === dates));
  return all.length === 1 ? all[0] : undefined;
}

/** Shares of the numbers in a range that say it fits, and that it does not. */
const FITS = 0.9;
const FITS_NOT = 0.5;

function numbers(
  { unit, range: [low, high] }: Extract<Declared, { kind: 'number' }>,
  profile: ColumnProfile,
  column: string,
): Evidence | undefined {
  const isAbsent = (value: number): boolean => (value < low || value > high) && profile.sentinels.has(String(value));
  const sample = profile.sample.filter((value) => !isAbsent(value));
  const absent = [...profile.sentinels.keys()].filter((text) => isAbsent(Number(text)));
  const missing = absent.length === 0 ? {} : { missing: absent };
  const left = absent.map((text) => `${text} counts as missing`);
  if (typeOf(profile) !== 'numbers' && !(typeOf(profile) === 'codes' && profile.numbers > 0)) return undefined;
  const shareOf = (change: (value: number) => number): number =>
    sample.length === 0 ? 0 : sample.filter((value) => change(value) >= low && change(value) <= high).length / sample.length;
  const asIs = shareOf((value) => value);
  if (asIs >= FITS_NOT)
    return { rule: missing, values: asIs, because: [`${Math.round(asIs * 100)} % of its numbers lie in the range`, ...left] };
  // A few codes can be scaled into nearly every range: 1 to 4 lie where 100 to 400 do, in another unit.
  if (typeOf(profile) === 'codes') return undefined;
  const fits = otherUnits(unit)
    // A substance that the name does not speak of would be a guess.
    .filter(({ of }) => of === undefined || meaningOf(column).includes(of) || meaningOf(profile.name).includes(of))
    .map((other) => ({ ...other, share: shareOf((value) => converted(value, other.conversion)) }))
    .filter(({ share }) => share >= FITS)
    .sort((a, b) => b.share - a.share);
  const [best] = fits;
  if (best === undefined) return undefined;
  const { from, of, share } = best;
  return {
    rule: { ...missing, unit: { from, to: unit, ...(of === undefined ? {} : { of }) } },
    values: share * (fits.length === 1 ? 0.9 : 0.7),
    because: [
      `${Math.round(share * 100)} % of its numbers lie in the range once converted from ${from}${
        fits.length === 1
          ? ''
          : `; ${fits
              .slice(1)
              .map((other) => other.from)
              .join(', ')} would fit too`
      }`,
      ...left,
    ],
  };
}

function codes(planCodes: readonly string[], profile: ColumnProfile): Evidence | undefined {
  if (profile.codes === undefined) return undefined;
  const { codes: known, covered, unknown, same } = translate(profile.codes, planCodes);
  if (known.size === 0) return undefined;
  return {
    rule: same ? {} : { codes: Object.fromEntries(known) },
    values: covered,
    because: [
      `${Math.round(covered * 100)} % of its cells are ${same ? 'codes of the plan' : 'known words for codes of the plan'}`,
      ...(unknown === 0 ? [] : [`${unknown} more codes, which are not shown: look at them, and add those that the plan knows`]),
    ],
  };
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
