import { ConsiliumError, type Randomness, uniform53 } from '@consilium/core';
import { csvInPlace, type CsvRow, numberedCsvRows } from './csv-table.ts';
import { siteIdOf } from './site-id.ts';

/** How one file is divided over virtual sites. All rows of a patient stay together, but for sites that the file itself names. */
export type Split =
  /** Rows go to the site named in a column. */
  | { readonly kind: 'column'; readonly column: string }
  /** Patients are dealt out at random, the same number to each site. */
  | { readonly kind: 'iid' }
  /** Label skew: the share of each class that a site gets is drawn from a symmetric Dirichlet distribution (Hsu et al. 2019, arXiv:1909.06335). */
  | { readonly kind: 'dirichlet'; readonly alpha: number }
  /** Quantity skew: the share of all patients that a site gets is drawn from a symmetric Dirichlet distribution. */
  | { readonly kind: 'quantity'; readonly alpha: number };

/** Reads `column:NAME`, `iid`, `dirichlet:ALPHA` or `quantity:ALPHA`. @throws ConsiliumError `USAGE` */
export function parseSplit(text: string): Split {
  const colon = text.indexOf(':');
  const kind = colon < 0 ? text : text.slice(0, colon);
  const argument = colon < 0 ? '' : text.slice(colon + 1);
  if (kind === 'iid' && argument === '') return { kind };
  if (kind === 'column' && argument !== '') return { kind, column: argument };
  if (kind === 'dirichlet' || kind === 'quantity') {
    const alpha = Number(argument);
    if (argument !== '' && alpha > 0 && Number.isFinite(alpha)) return { kind, alpha };
  }
  throw new ConsiliumError({
    code: 'USAGE',
    message: `--split ${text}: expected column:NAME, iid, dirichlet:ALPHA or quantity:ALPHA with ALPHA above 0`,
  });
}

/** What a split needs to know of the plan. */
export interface SplitContext {
  readonly sites: readonly string[];
  readonly patientColumn: string;
  readonly labelColumn: string;
  readonly random: Randomness;
}

/** One file, divided. */
export interface Parts {
  /** CSV text of each site, all with the same header; every row stands in the line that it has in the file. */
  readonly parts: ReadonlyMap<string, string>;
  /** Patients whom the column of the sites names at several. */
  readonly atSeveralSites: number;
}

/**
 * Divides CSV text over the sites. A patient whom the file itself puts at several sites is a patient of each, as in life: hospitals do not
 * know of each other's patients.
 *
 * @throws ConsiliumError `DATA_INVALID` when a column is missing or names an unknown site, or a site gets nothing
 */
export function splitCsv(text: string, split: Split, context: SplitContext): Parts {
  const [first, ...rows] = numberedCsvRows(text);
  if (first === undefined) throw invalid('the file is empty');
  const header = first.cells;
  const position = (column: string): number => {
    const index = header.indexOf(column);
    if (index < 0) throw invalid(`the header lacks "${column}"`);
    return index;
  };
  const patientAt = position(context.patientColumn);
  const patients = new Map<string, CsvRow[]>();
  for (const row of rows) {
    const patient = row.cells[patientAt] ?? '';
    const own = patients.get(patient) ?? [];
    own.push(row);
    patients.set(patient, own);
  }
  const parts = new Map<string, CsvRow[]>(context.sites.map((site) => [site, []]));
  let atSeveralSites = 0;
  const siteOf = split.kind === 'column' ? named(split.column, context, position) : assign(split, context, patients, position);
  for (const [patient, own] of patients) {
    const sites = new Set<string>();
    for (const row of own) {
      const site = siteOf(patient, row.cells);
      sites.add(site);
      parts.get(site)?.push(row);
    }
    if (sites.size > 1) atSeveralSites++;
  }
  const empty = context.sites.filter((site) => parts.get(site)?.length === 0);
  if (empty.length > 0)
    throw invalid(
      split.kind === 'column'
        ? `column ${split.column} names ${empty.join(', ')} nowhere: take them out of the plan, or write them there as the plan does`
        : `the split leaves ${empty.join(', ')} without patients: use another seed, a larger ALPHA or fewer sites`,
    );
  return {
    parts: new Map(
      [...parts].map(([site, own]) => [
        site,
        csvInPlace(
          header,
          own.toSorted((a, b) => a.line - b.line),
        ),
      ]),
    ),
    atSeveralSites,
  };
}

/** The site of a row by its own cell. */
function named(
  column: string,
  { sites }: SplitContext,
  position: (column: string) => number,
): (patient: string, row: readonly string[]) => string {
  const at = position(column);
  const known = new Set(sites);
  return (_patient, row) => {
    const site = siteIdOf(row[at] ?? '');
    if (known.has(site)) return site;
    throw invalid(
      `column ${column} ${site === '' ? 'names no site in a row' : 'names a site that the plan does not'}; the plan has ${sites.join(', ')}`,
    );
  };
}

function assign(
  split: Exclude<Split, { kind: 'column' }>,
  { sites, labelColumn, random }: SplitContext,
  patients: ReadonlyMap<string, readonly CsvRow[]>,
  position: (column: string) => number,
): (patient: string) => string {
  const at = position(labelColumn);
  const groups = new Map<string, string[]>();
  for (const [patient, rows] of patients) {
    const group = split.kind === 'dirichlet' ? (rows[0]?.cells[at] ?? '') : '';
    const members = groups.get(group) ?? [];
    members.push(patient);
    groups.set(group, members);
  }
  const chosen = new Map<string, string>();
  for (const group of [...groups.keys()].sort()) {
    const members = shuffled(groups.get(group) ?? [], random);
    const shares = split.kind === 'iid' ? sites.map(() => 1 / sites.length) : dirichlet(split.alpha, sites.length, random);
    let end = 0;
    let cumulative = 0;
    for (const [i, site] of sites.entries()) {
      const start = end;
      cumulative += shares[i] ?? 0;
      end = i === sites.length - 1 ? members.length : Math.round(cumulative * members.length);
      for (const patient of members.slice(start, end)) chosen.set(patient, site);
    }
  }
  return (patient) => chosen.get(patient) ?? '';
}

function shuffled(items: readonly string[], random: Randomness): string[] {
  const result = [...items].sort();
  for (let i = result.length - 1; i > 0; i--) {
    const j = Math.floor(uniform53(random) * (i + 1));
    [result[i], result[j]] = [result[j] as string, result[i] as string];
  }
  return result;
}

/** Normalised gamma variates. */
function dirichlet(alpha: number, n: number, random: Randomness): number[] {
  const draws = Array.from({ length: n }, () => gamma(alpha, random));
  const total = draws.reduce((a, b) => a + b, 0);
  return draws.map((draw) => draw / total);
}

/** Gamma variate (Marsaglia and Tsang 2000, ACM TOMS 26); shapes below one by their boost. */
function gamma(shape: number, random: Randomness): number {
  if (shape < 1) return gamma(shape + 1, random) * uniform53(random) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  while (true) {
    // Box and Muller; this decides which virtual patient goes where, nothing that privacy rests on.
    const x = Math.sqrt(-2 * Math.log(1 - uniform53(random))) * Math.cos(2 * Math.PI * uniform53(random));
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - uniform53(random)) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

function invalid(message: string): ConsiliumError<'DATA_INVALID'> {
  return new ConsiliumError({ code: 'DATA_INVALID', message });
}
