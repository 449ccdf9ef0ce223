import { type Randomness, seededRandom } from '@consilium/core';
import { judgeDictionary } from '../plan/judge-dictionary.ts';
import { ColumnJudge } from '../safe-harbor/column-verdict.ts';
import type { Finding } from '../safe-harbor/finding.ts';
import type { Letter } from '../safe-harbor/identifiers.ts';
import { cleanColumn, type MadeColumn } from './clean-columns.ts';
import { between, integer, pick } from './draw.ts';
import { DISGUISES, PLANTED } from './planted.ts';

/** A made-up table, with at most one column into which identifiers were planted. */
export interface MadeTable {
  readonly columns: readonly MadeColumn[];
  readonly planted?: { readonly column: string; readonly letter: Letter; readonly how: string };
}

/** Names of columns that say what they hold, by letter. */
const TELLING_NAMES: readonly (readonly [Letter, string])[] = (
  'A:patient_name,last name,FirstName;B:zip_code,city,county,street_address,latitude;C:dob,admission_date,DischargeDate,birth_year,date of death;D:phone,cell_phone;' +
  'E:fax;F:email;G:ssn,social_security;H:mrn,medical_record_number,patient_id;I:member_id,policy_number;J:account_no,iban;K:license,npi;L:vin,licence_plate;' +
  'M:serial_no,device_id,imei;N:url,website;O:ip_address,ipv4;P:fingerprint,biometric;Q:photo,face_image;R:uuid,encounter_id,accession'
)
  .split(';')
  .flatMap((entry): [Letter, string][] => {
    const [letter, names = ''] = entry.split(':');
    return names.split(',').map((name) => [letter as Letter, name]);
  });

/** A table of a seed: the same on every machine. Every second one has something planted. */
export function madeTable(seed: string, number: number): MadeTable {
  const random = seededRandom(`${seed}/${number}`);
  const rows = between(random, 30, 150);
  const columns: MadeColumn[] = [];
  const names = new Set<string>();
  const wanted = between(random, 3, 9);
  while (columns.length < wanted) {
    const column = cleanColumn(random, rows);
    if (names.has(column.name)) continue;
    names.add(column.name);
    columns.push(column);
  }
  if (number % 2 === 0) return { columns };
  const at = integer(random, columns.length);
  const { column, letter, how } = plant(random, columns[at] as MadeColumn);
  columns[at] = column;
  return { columns, planted: { column: column.name, letter, how } };
}

interface Planting {
  readonly column: MadeColumn;
  readonly letter: Letter;
  readonly how: string;
}

function plant(random: Randomness, column: MadeColumn): Planting {
  switch (integer(random, 10)) {
    case 0: {
      const [letter, name] = pick(random, TELLING_NAMES);
      return { column: { ...column, name }, letter, how: `named ${name}` };
    }
    case 1:
      return plantCodes(random, column);
    case 2:
      return {
        column: { ...column, name: 'age', type: { kind: 'number', unit: 'years', range: [18, between(random, 91, 120)] } },
        letter: 'C',
        how: 'range of ages',
      };
    default:
      return plantCells(random, column);
  }
}

/** One drawn identifier after another, all of one form, each in a disguise. */
function drawn(random: Randomness): {
  readonly letter: Letter;
  readonly how: string;
  readonly plainNumber: boolean;
  readonly next: () => string;
} {
  const form = pick(random, PLANTED);
  const fitting = DISGUISES.filter(({ inText }) => inText !== true || form.inText);
  const { name, apply } = pick(random, fitting);
  const letter = pick(random, ['lower', 'upper', 'as it is', 'as it is']);
  const cased = (text: string): string =>
    form.letter !== 'A' && form.letter !== 'B'
      ? text
      : letter === 'lower'
        ? text.toLowerCase()
        : letter === 'upper'
          ? text.toUpperCase()
          : text;
  return {
    letter: form.letter,
    how: `${form.form}, ${name}`,
    plainNumber: form.plainNumber === true,
    next: () => apply(cased(form.draw(random)), random),
  };
}

function plantCells(random: Randomness, column: MadeColumn): Planting {
  const { letter, how, plainNumber, next } = drawn(random);
  // Five digits in a column whose plan asks for numbers of five digits are such numbers.
  if (plainNumber && column.type.kind === 'number' && column.type.range[1] >= 10_000) return plantCells(random, column);
  const rows = column.cells.length;
  // A number among numbers is cut to the range of the plan, so that a single one tells nothing; many are noticed.
  const fewest = plainNumber ? Math.max(4, Math.ceil(rows / 20)) : 1;
  const count = Math.min(rows, Math.max(fewest, pick(random, [1, 1, 2, 5, Math.floor(rows / 2), rows])));
  const cells = [...column.cells];
  const start = integer(random, rows - count + 1);
  for (let i = 0; i < count; i++) cells[start + i] = next();
  return { column: { ...column, cells }, letter, how: `${how}, ${count} of ${rows} cells of ${column.name}` };
}

function plantCodes(random: Randomness, column: MadeColumn): Planting {
  const { letter, how, next } = drawn(random);
  const codes = [...new Set(Array.from({ length: between(random, 3, 12) }, next))];
  return {
    column: { name: 'group', type: { kind: 'category', codes }, cells: column.cells.map(() => pick(random, codes)) },
    letter,
    how: `${how}, as ${codes.length} codes`,
  };
}

/** What both gates find in a table: that of plans, and that of columns. */
export function judgeTable({ columns }: MadeTable): readonly Finding[] {
  const missing = new Set(['', 'NA']);
  const cells = columns.flatMap(({ name, type, cells: texts }) => {
    const judge = new ColumnJudge({ name, type, missing });
    texts.forEach((text, i) => judge.admits(text, i + 2));
    return judge.findings();
  });
  return [...judgeDictionary(columns), ...cells];
}

/** How often the gates were wrong. */
export interface Tally {
  readonly tables: number;
  readonly planted: number;
  /** Tables with something planted in which nothing was found. */
  readonly wrongPasses: readonly string[];
  /** Planted columns that were not named with their letter. */
  readonly misnamed: readonly string[];
  /** Clean tables in which something was found. */
  readonly falseAlarms: readonly string[];
}

/** Makes and judges `count` tables of a seed. */
export function tallyTables(seed: string, count: number): Tally {
  const wrongPasses: string[] = [];
  const misnamed: string[] = [];
  const falseAlarms: string[] = [];
  let planted = 0;
  for (let i = 0; i < count; i++) {
    const table = madeTable(seed, i);
    const findings = judgeTable(table);
    const told = findings.map(({ column, letter, rule }) => `${column} ${letter} ${rule}`).join('; ');
    if (table.planted === undefined) {
      if (findings.length > 0) falseAlarms.push(`${i}: ${told}`);
      continue;
    }
    planted++;
    const { column, letter, how } = table.planted;
    if (findings.length === 0) wrongPasses.push(`${i}: ${letter} ${how}`);
    if (!findings.some((finding) => finding.column === column && finding.letter === letter))
      misnamed.push(`${i}: ${letter} ${how} | ${told}`);
  }
  return { tables: count, planted, wrongPasses, misnamed, falseAlarms };
}
