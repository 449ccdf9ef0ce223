import { isSnomed } from '../safe-harbor/check-digits.ts';
import { CODE_LISTS } from './code-lists.ts';
import { cleanDescription } from './descriptions.ts';
import { numbersOf, textElement, textValues, type ValueElement } from './elements.ts';
import { imageClass } from './image-classes.ts';
import type { KeptElement } from './kept-elements.ts';

/** From here on a number in an image is no measure of a body and counts no slices: it may be the number of a record, which has six digits or more. */
const LARGEST = 1e5;
/** Becquerels of a dose, factors of calibration. */
const LARGEST_WIDE = 1e11;

/** Codes of DICOM itself and of SNOMED in its older form; SNOMED CT is known by its check digit. */
const TERM_CODE = /^(?:1[0-3]\d{4}|[A-Z]-[0-9A-F]{5})$/;

/** A value that an image keeps, if it is what its rule says. @returns undefined for one that is not, which is then emptied */
export function keptValue(element: ValueElement, kept: KeptElement): ValueElement | undefined {
  const { tag, vr } = element;
  if (!kept.vrs.includes(vr)) return undefined;
  switch (kept.rule) {
    case 'n':
      return withinNumbers(element, kept.most, LARGEST) ? written(element) : undefined;
    case 'w':
      return withinNumbers(element, kept.most, LARGEST_WIDE) ? written(element) : undefined;
    case 't':
      return element.bytes.length % 4 === 0 && element.bytes.length <= 4 * kept.most ? element : undefined;
    case 'c':
      return listed(element, kept) ? written(element) : undefined;
    case 'o':
      return listedOrOther(element, kept);
    case 'uid':
      return textValues(element).every((uid) => imageClass(uid) !== undefined) ? written(element) : undefined;
    case 'code':
      return textValues(element).every((code) => TERM_CODE.test(code) || isSnomed(code)) ? written(element) : undefined;
    case 'words': {
      const clean = cleanDescription(textValues(element).join(' '));
      return clean === '' ? undefined : textElement(tag, vr, clean);
    }
    case 'lut':
      // As long as a table may be: 65,536 entries of two bytes.
      return element.bytes.length <= 0x2_0000 ? element : undefined;
    case 'pixels':
      return element;
    case 's':
    case 'empty':
      return undefined;
  }
}

function codesOf({ list = 'yesNo' }: KeptElement): ReadonlySet<string> {
  return CODE_LISTS[list];
}

function listed(element: ValueElement, kept: KeptElement): boolean {
  const codes = codesOf(kept);
  const values = textValues(element);
  return values.length <= kept.most && values.every((value) => codes.has(value));
}

/** Each place has its meaning, and one of them may have to hold something. */
function listedOrOther(element: ValueElement, kept: KeptElement): ValueElement {
  const codes = codesOf(kept);
  const values = textValues(element).slice(0, kept.most);
  return textElement(element.tag, element.vr, values.map((value) => (codes.has(value) ? value : 'OTHER')).join('\\'));
}

/** Whether an element holds at most so many numbers, each smaller than a bound. */
export function withinNumbers(element: ValueElement, most: number, bound: number): boolean {
  const numbers = numbersOf(element);
  // Whole numbers of four bytes are offsets and coordinates, and have their bound in their width.
  const limit = element.vr === 'UL' || element.vr === 'SL' ? Number.POSITIVE_INFINITY : bound;
  return (
    numbers !== undefined && numbers.length <= most && numbers.every((value) => Number.isFinite(value) && Math.abs(value) < limit)
  );
}

/** Texts are written again from their values: what stood behind them, as padding, does not stay. */
function written(element: ValueElement): ValueElement {
  switch (element.vr) {
    case 'DS':
    case 'IS':
      // A measure has no zeros before it, and a number of a record does.
      return textElement(
        element.tag,
        element.vr,
        textValues(element)
          .map((text) => text.replace(/^([+-]?)0+(?=\d)/, '$1'))
          .join('\\'),
      );
    case 'CS':
    case 'LO':
    case 'SH':
    case 'UI':
      return textElement(element.tag, element.vr, textValues(element).join('\\'));
    default:
      return element;
  }
}
