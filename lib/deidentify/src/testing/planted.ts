import type { Randomness } from '@consilium/core';
import { GIVEN_NAMES, WORDLY_GIVEN_NAMES } from '../lexicons/given-names.ts';
import { CITIES, WORDLY_CITIES } from '../lexicons/places.ts';
import { SURNAMES, WORDLY_SURNAMES } from '../lexicons/surnames.ts';
import { passesLuhn } from '../safe-harbor/check-digits.ts';
import type { Letter } from '../safe-harbor/identifiers.ts';
import { between, digits, integer, pick } from './draw.ts';

type Draw = (random: Randomness) => string;

/** A form in which an identifier of a letter is written. */
export interface PlantedForm {
  readonly letter: Letter;
  readonly form: string;
  readonly draw: Draw;
  /** Whether words may stand around it without making another thing of it. */
  readonly inText: boolean;
  /** Whether it looks like a number that a column of numbers may hold: then a single one is cut to the plan's range, and many are refused. */
  readonly plainNumber?: boolean;
}

const GIVEN = [...GIVEN_NAMES];
const LAST = [...SURNAMES];
const WORDLY_GIVEN = [...WORDLY_GIVEN_NAMES];
const WORDLY_LAST = [...WORDLY_SURNAMES];
const PLACES = [...CITIES].filter((city) => !WORDLY_CITIES.has(city));

const upper = (text: string): string =>
  text.replace(/(^|[^a-z])([a-z])/g, (_, before: string, letter: string) => before + letter.toUpperCase());
const given: Draw = (random) => upper(pick(random, GIVEN));
const last: Draw = (random) => upper(pick(random, LAST));
const year: Draw = (random) => String(between(random, 1921, 2026));
const month: Draw = (random) => String(between(random, 1, 12)).padStart(2, '0');
const day: Draw = (random) => String(between(random, 1, 28)).padStart(2, '0');
const MONTHS = 'January February March April May June July August September October November December'.split(' ');
const monthName: Draw = (random) => pick(random, MONTHS);
const area: Draw = (random) => `${between(random, 2, 9)}${digits(random, 2)}`;
const exchange: Draw = area;
const hex = (random: Randomness, count: number): string =>
  Array.from({ length: count }, () => pick(random, Array.from('0123456789abcdef'))).join('');
const letters = (random: Randomness, count: number, from: string): string =>
  Array.from({ length: count }, () => pick(random, Array.from(from))).join('');
const ssnParts = (random: Randomness): readonly [string, string, string] => [
  String(pick(random, [between(random, 1, 665), between(random, 667, 899)])).padStart(3, '0'),
  String(between(random, 1, 99)).padStart(2, '0'),
  String(between(random, 1, 9999)).padStart(4, '0'),
];
const STREETS = ['Street', 'St', 'Avenue', 'Ave', 'Road', 'Rd', 'Boulevard', 'Lane', 'Drive', 'Court', 'Way', 'St.'];
const SAFE = 'ACDEFGHJKMNPQRTUVWXY';
const PLATE_LETTERS = 'BFJKQVWXYZ';

function luhned(body: string): string {
  return `${body}${Array.from('0123456789').find((check) => passesLuhn(body + check)) ?? '0'}`;
}

function dea(random: Randomness): string {
  const d = digits(random, 6);
  const at = (i: number): number => Number(d[i]);
  return `${letters(random, 1, 'ABFM')}${letters(random, 1, 'BCDFGHKLMPRSTW')}${d}${(at(0) + at(2) + at(4) + 2 * (at(1) + at(3) + at(5))) % 10}`;
}

const NPI_PREFIX = '80840';

function npi(random: Randomness): string {
  return luhned(`${NPI_PREFIX}1${digits(random, 8)}`).slice(NPI_PREFIX.length);
}

function iban(random: Randomness): string {
  const body = digits(random, 18);
  const rest = Array.from(`${body}131400`).reduce((sum, digit) => (sum * 10 + Number(digit)) % 97, 0);
  return `DE${String(98 - rest).padStart(2, '0')}${body}`;
}

function forms(
  letter: Letter,
  list: readonly (readonly [form: string, draw: Draw, inText?: 'alone' | 'number'])[],
): readonly PlantedForm[] {
  return list.map(([form, draw, how]) => ({
    letter,
    form,
    draw,
    inText: how === undefined,
    ...(how === 'number' ? { plainNumber: true } : {}),
  }));
}

/** Every letter in the forms in which it is met. */
export const PLANTED: readonly PlantedForm[] = [
  ...forms('A', [
    ['first last', (r) => `${given(r)} ${last(r)}`],
    ['last, first', (r) => `${last(r)}, ${given(r)}`, 'alone'],
    ['last first', (r) => `${last(r)} ${given(r)}`, 'alone'],
    ['initial last', (r) => `${letters(r, 1, 'ABCDEFGHJKLM')}. ${last(r)}`, 'alone'],
    ['with middle and suffix', (r) => `${given(r)} ${letters(r, 1, 'ABCDEFG')}. ${last(r)} Jr.`, 'alone'],
    ['titled', (r) => `${pick(r, ['Mr.', 'Mrs.', 'Dr.', 'Ms', 'Prof.'])} ${last(r)}`],
    ['dotted', (r) => `${given(r)}.${last(r)}`.toLowerCase(), 'alone'],
    ['underscored', (r) => `${given(r)}_${last(r)}`, 'alone'],
    ['hyphenated', (r) => `${given(r)} ${last(r)}-${last(r)}`, 'alone'],
    ['surname alone', last, 'alone'],
    ['given name alone', given, 'alone'],
    [
      'given name and an unknown one',
      (r) => `${given(r)} ${upper(letters(r, 3, 'bdkmtvz') + letters(r, 2, 'aeiou') + 'k')}`,
      'alone',
    ],
    ['names that are words', (r) => `${upper(pick(r, WORDLY_GIVEN))} ${upper(pick(r, WORDLY_LAST))}`, 'alone'],
    ['labelled', (r) => `patient: ${given(r)} ${last(r)}`],
  ]),
  ...forms('B', [
    ['street', (r) => `${between(r, 1, 9999)} ${last(r)} ${pick(r, STREETS)}`],
    ['street, numbered', (r) => `${between(r, 1, 999)} W ${between(r, 4, 20)}th Street`],
    ['post box', (r) => `P.O. Box ${digits(r, 4)}`],
    ['city and state', (r) => `${upper(pick(r, PLACES))}, ${pick(r, ['CA', 'NY', 'TX', 'OH'])}`, 'alone'],
    ['city', (r) => upper(pick(r, PLACES)), 'alone'],
    ['county', (r) => `${last(r)} County`, 'alone'],
    ['zip', (r) => digits(r, 5, String(between(r, 1, 9))), 'number'],
    ['zip plus four', (r) => `${digits(r, 5, '9')}-${digits(r, 4)}`, 'alone'],
    ['state and zip', (r) => `${pick(r, ['CA', 'NY', 'TX'])} ${digits(r, 5, '9')}`, 'alone'],
    ['coordinates', (r) => `${between(r, 25, 48)}.${digits(r, 4)}, -${between(r, 70, 120)}.${digits(r, 4)}`],
    ['coordinates, in degrees', (r) => `${between(r, 25, 48)}°${between(r, 10, 59)}'${between(r, 10, 59)}"N`, 'alone'],
    ['street abroad', (r) => `${last(r).replace(/[^a-zA-Z]/g, '')}strasse ${between(r, 1, 99)}`],
  ]),
  ...forms('C', [
    ['iso', (r) => `${year(r)}-${month(r)}-${day(r)}`],
    ['iso with time', (r) => `${year(r)}-${month(r)}-${day(r)}T${between(r, 10, 23)}:${between(r, 10, 59)}:00Z`],
    ['american', (r) => `${Number(month(r))}/${Number(day(r))}/${year(r)}`],
    ['short year', (r) => `${month(r)}/${day(r)}/${digits(r, 2)}`],
    ['dotted', (r) => `${day(r)}.${month(r)}.${year(r)}`],
    ['slashes, year first', (r) => `${year(r)}/${month(r)}/${day(r)}`],
    ['compact', (r) => `${year(r)}${month(r)}${day(r)}`],
    ['month in letters', (r) => `${Number(day(r))} ${monthName(r)} ${year(r)}`],
    ['month first', (r) => `${monthName(r)} ${Number(day(r))}, ${year(r)}`],
    ['sas', (r) => `${day(r)}${monthName(r).slice(0, 3).toUpperCase()}${year(r)}`],
    ['month and year', (r) => `${monthName(r).slice(0, 3)} ${year(r)}`],
    ['month and year, digits', (r) => `${month(r)}/${year(r)}`, 'alone'],
    ['year and month', (r) => `${year(r)}-${month(r)}`, 'alone'],
    ['day and month', (r) => `${monthName(r)} ${Number(day(r))}`],
    ['week', (r) => `2024-W${between(r, 10, 52)}`, 'alone'],
    ['quarter', (r) => `Q${between(r, 1, 4)} ${year(r)}`, 'alone'],
    ['month alone', monthName, 'alone'],
    ['age over 89', (r) => `${between(r, 91, 109)} ${pick(r, ['years old', 'y/o', 'yrs', 'yo'])}`],
  ]),
  ...forms('D', [
    ['brackets', (r) => `(${area(r)}) ${exchange(r)}-${digits(r, 4)}`],
    ['hyphens', (r) => `${area(r)}-${exchange(r)}-${digits(r, 4)}`],
    ['dots', (r) => `${area(r)}.${exchange(r)}.${digits(r, 4)}`],
    ['with country', (r) => `+1 ${area(r)} ${exchange(r)} ${digits(r, 4)}`],
    ['bare', (r) => `${area(r)}${exchange(r)}${digits(r, 4)}`],
    ['abroad', (r) => `+49 ${between(r, 20, 99)} ${digits(r, 7, '4')}`],
    ['labelled', (r) => `tel ${digits(r, 7, '5')}`],
    ['local', (r) => `${exchange(r)}-${digits(r, 4)}`, 'alone'],
  ]),
  ...forms('E', [
    ['labelled', (r) => `fax ${area(r)}-${exchange(r)}-${digits(r, 4)}`],
    ['labelled, with country', (r) => `Fax: +1 (${area(r)}) ${exchange(r)}-${digits(r, 4)}`],
  ]),
  ...forms('F', [
    [
      'usual',
      (r) =>
        `${given(r).toLowerCase()}.${last(r)
          .toLowerCase()
          .replace(/[^a-z]/g, '')}@example.org`,
    ],
    [
      'numbered',
      (r) =>
        `${last(r)
          .toLowerCase()
          .replace(/[^a-z]/g, '')}${digits(r, 2)}@mail.example.com`,
    ],
    ['spelled out', (r) => `${given(r).toLowerCase()} at example dot com`],
    ['brackets', (r) => `${given(r).toLowerCase()}[at]example[dot]org`],
  ]),
  ...forms('G', [
    ['hyphens', (r) => ssnParts(r).join('-')],
    ['blanks', (r) => ssnParts(r).join(' ')],
    ['bare', (r) => ssnParts(r).join('')],
    ['labelled', (r) => `SSN ${ssnParts(r).join('-')}`],
    ['last four', (r) => `xxx-xx-${ssnParts(r)[2]}`],
  ]),
  ...forms('H', [
    ['labelled', (r) => `MRN ${digits(r, 7, '3')}`],
    ['labelled, with a sign', (r) => `MRN:${digits(r, 8, '1')}`],
    ['joined', (r) => `MRN${digits(r, 8, '1')}`],
    ['letter and digits', (r) => `${letters(r, 1, 'EHMPUVZ')}${digits(r, 7)}`, 'alone'],
    ['chart', (r) => `chart no ${digits(r, 6, '4')}`],
  ]),
  ...forms('I', [
    [
      'medicare',
      (r) =>
        `${between(r, 1, 9)}${letters(r, 2, SAFE)}${digits(r, 1)}${letters(r, 2, SAFE)}${digits(r, 1)}${letters(r, 2, SAFE)}${digits(r, 2)}`,
    ],
    [
      'medicare, hyphens',
      (r) =>
        `${between(r, 1, 9)}${letters(r, 2, SAFE)}${digits(r, 1)}-${letters(r, 2, SAFE)}${digits(r, 1)}-${letters(r, 2, SAFE)}${digits(r, 2)}`,
    ],
    ['labelled', (r) => `member id ${letters(r, 3, SAFE)}${digits(r, 9, '8')}`],
    ['policy', (r) => `Policy no: ${digits(r, 8, '7')}`],
  ]),
  ...forms('J', [
    ['iban', iban],
    ['card', (r) => luhned(`4${digits(r, 14)}`)],
    ['card, grouped', (r) => luhned(`4${digits(r, 14)}`).replace(/(\d{4})(?=\d)/g, '$1 ')],
    ['labelled', (r) => `acct # ${digits(r, 9, '2')}`],
  ]),
  ...forms('K', [
    ['dea', dea, 'alone'],
    ['npi', npi],
    ['labelled', (r) => `license no ${letters(r, 1, 'ABCD')}${digits(r, 7)}`],
    ['passport', (r) => `passport ${digits(r, 9, '5')}`],
  ]),
  ...forms('L', [
    [
      'vin',
      (r) =>
        `${letters(r, 3, 'HJKNSW')}${letters(r, 5, 'ABCDEFGHJKLMN123')}${digits(r, 1)}${letters(r, 2, 'ABCD')}${digits(r, 6)}`,
    ],
    ['plate', (r) => `${letters(r, 3, PLATE_LETTERS)}-${digits(r, 4)}`, 'alone'],
    ['plate, blank', (r) => `${letters(r, 3, PLATE_LETTERS)} ${digits(r, 3)}`, 'alone'],
    ['labelled', (r) => `plate ${letters(r, 3, PLATE_LETTERS)}${digits(r, 3)}`],
  ]),
  ...forms('M', [
    ['mac', (r) => Array.from({ length: 6 }, () => hex(r, 2)).join(':')],
    [
      'mac, hyphens',
      (r) =>
        Array.from({ length: 6 }, () => hex(r, 2))
          .join('-')
          .toUpperCase(),
    ],
    ['serial', (r) => `S/N ${letters(r, 2, SAFE)}${digits(r, 8)}`],
    ['serial, spelled', (r) => `serial no. ${digits(r, 7, '6')}`],
    ['imei', (r) => luhned(`35${digits(r, 12)}`)],
    ['udi', (r) => `(01)${digits(r, 14)}`],
  ]),
  ...forms('N', [
    ['https', (r) => `https://${pick(r, ['portal', 'my'])}.example.org/p/${digits(r, 5)}`],
    [
      'www',
      (r) =>
        `www.${last(r)
          .toLowerCase()
          .replace(/[^a-z]/g, '')}.com`,
    ],
    [
      'no scheme',
      (r) =>
        `${last(r)
          .toLowerCase()
          .replace(/[^a-z]/g, '')}.net/home`,
    ],
    ['ftp', (r) => `ftp://files.example.org/${digits(r, 4)}`],
  ]),
  ...forms('O', [
    ['v4', (r) => Array.from({ length: 4 }, () => between(r, 1, 254)).join('.')],
    ['v4 with port', (r) => `${Array.from({ length: 4 }, () => between(r, 1, 254)).join('.')}:443`],
    ['v6', (r) => Array.from({ length: 8 }, () => hex(r, 4)).join(':')],
    ['v6, short', (r) => `2001:db8::${hex(r, 4)}:${hex(r, 4)}`],
  ]),
  ...forms('P', [
    ['file', (r) => `voice_${digits(r, 5)}.wav`, 'alone'],
    ['data', (r) => `data:audio/wav;base64,UklGR${letters(r, 20, 'abcdefgHIJKL0123')}`],
    ['template', (r) => `fingerprint: ${hex(r, 12)}`],
  ]),
  ...forms('Q', [
    ['data', (r) => `data:image/jpeg;base64,/9j/4AAQ${letters(r, 20, 'abcdefgHIJKL0123')}`],
    ['base64', (r) => `/9j/4AAQSkZJRg${letters(r, 20, 'abcdefgHIJKL0123')}`, 'alone'],
    ['png', (r) => `iVBORw0KGgo${letters(r, 24, 'abcdefgHIJKL0123')}`, 'alone'],
    ['file', (r) => `face${digits(r, 4)}.jpg`, 'alone'],
  ]),
  ...forms('R', [
    ['uuid', (r) => `${hex(r, 8)}-${hex(r, 4)}-4${hex(r, 3)}-a${hex(r, 3)}-${hex(r, 12)}`],
    ['uuid, capitals', (r) => `${hex(r, 8)}-${hex(r, 4)}-4${hex(r, 3)}-a${hex(r, 3)}-${hex(r, 12)}`.toUpperCase()],
    ['hash', (r) => `a1${hex(r, 38)}`],
    ['accession', (r) => `accession # ${letters(r, 2, SAFE)}${digits(r, 6)}`],
    ['token', (r) => `aB3${letters(r, 21, 'abcdefghijkABCDEFGHIJK0123456789')}`, 'alone'],
  ]),
];

/** What keeps a form what it is and makes it look otherwise to a program. */
export const DISGUISES: readonly {
  readonly name: string;
  readonly apply: (text: string, random: Randomness) => string;
  readonly inText?: true;
}[] = [
  { name: 'none', apply: (text) => text },
  { name: 'none', apply: (text) => text },
  { name: 'full-width', apply: (text) => text.replace(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0)) },
  {
    name: 'zero-width',
    apply: (text, random) =>
      Array.from(text)
        .flatMap((sign) => (integer(random, 3) === 0 ? [sign, '\u200b'] : [sign]))
        .join(''),
  },
  { name: 'soft hyphens', apply: (text) => Array.from(text).join('\u00ad') },
  {
    name: 'exotic hyphens',
    apply: (text, random) =>
      text.replace(/-/g, () => pick(random, ['\u2010', '\u2011', '\u2012', '\u2013', '\u2014', '\u2212', '\ufe63', '\uff0d'])),
  },
  { name: 'no-break blanks', apply: (text) => text.replace(/ /g, '\u00a0') },
  { name: 'quoted', apply: (text) => `"${text}"` },
  { name: 'padded', apply: (text) => `  ${text}\t` },
  { name: 'float', apply: (text) => (/^\d+$/.test(text) ? `${text}.0` : text) },
  { name: 'arabic digits', apply: (text) => text.replace(/\d/g, (digit) => String.fromCharCode(0x660 + Number(digit))) },
  { name: 'accents', apply: (text) => text.replace(/[aeo]/g, (letter) => `${letter}\u0301`) },
  {
    name: 'cyrillic letters',
    apply: (text) =>
      text.replace(/[aeopcx]/g, (letter) => ({ a: 'а', e: 'е', o: 'о', p: 'р', c: 'с', x: 'х' })[letter] ?? letter),
  },
  {
    name: 'in text',
    apply: (text, random) =>
      `${pick(random, ['see', 'per', 'from', 'note:'])} ${text} ${pick(random, ['today', '(verified)', 'again', 'ok'])}`,
    inText: true,
  },
];
