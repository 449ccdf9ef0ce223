/** Most characters of a cell that are looked at; a longer cell is text, which nothing here can clear. */
export const MAX_INSPECTED = 1000;

const PLAIN = /^[\x20-\x7e]*$/;
const UNSEEN = /[\p{Cf}\p{Cc}\p{Default_Ignorable_Code_Point}]/gu;
const HYPHENS = /[\p{Pd}\u2212\u2043\u02d7]/gu;
const APOSTROPHES = /[\u2018\u2019\u201b\u02bc\u0060\u00b4\u2032]/g;
const FULL_STOPS = /[\u3002\u2024\uff61]/g;
const FOREIGN_DIGIT = /[^\P{Nd}0-9]/gu;

/** Letters of other alphabets that look like Latin ones. */
const LOOKALIKES: Readonly<Record<string, string>> = Object.fromEntries(
  [
    ['АВЕЅІЈКМНОРСТУХаеѕіјорсухԁɡһԛԝ', 'ABESIJKMHOPCTYXaesijopcyxdghqw'],
    ['ΑΒΕΖΗΙΚΜΝΟΡΤΥΧορνι', 'ABEZHIKMNOPTYXopvi'],
  ].flatMap(([from = '', to = '']) => Array.from(from, (letter, i): [string, string] => [letter, to[i] ?? letter])),
);
const LOOKALIKE = new RegExp(`[${Object.keys(LOOKALIKES).join('')}]`, 'gu');

/**
 * The one form in which a cell is looked at, so that no disguise matters: Unicode form NFKC, without characters that nobody sees, with
 * plain hyphens, digits and Latin letters, without accents, quotes around it or the `.0` that spreadsheets add.
 */
export function normaliseCell(text: string): string {
  const plain = PLAIN.test(text) ? text : fold(text);
  return plain
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^(["'])(.*)\1$/, '$2')
    .replace(/^([+-]?\d+)\.0+$/, '$1')
    .trim();
}

function fold(text: string): string {
  return text
    .replace(/\s/gu, ' ')
    .replace(UNSEEN, '')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/ı/g, 'i')
    .replace(/ß/g, 'ss')
    .replace(/[Øø]/g, (letter) => (letter === 'ø' ? 'o' : 'O'))
    .replace(/[Łł]/g, (letter) => (letter === 'ł' ? 'l' : 'L'))
    .replace(HYPHENS, '-')
    .replace(APOSTROPHES, "'")
    .replace(FULL_STOPS, '.')
    .replace(FOREIGN_DIGIT, asciiDigit)
    .replace(LOOKALIKE, (letter) => LOOKALIKES[letter] ?? letter);
}

/** Digits of every alphabet stand in rows of ten, zero first. */
function asciiDigit(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  let value = 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value++;
  return String(value);
}
