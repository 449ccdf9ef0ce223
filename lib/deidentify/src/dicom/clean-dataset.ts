import { actionOf, basicAction, type Need } from './actions.ts';
import { keptValue, withinNumbers } from './clean-value.ts';
import { cappedAge, daysEarlier } from './dates.ts';
import { cleanDescription } from './descriptions.ts';
import { type DataSet, type DicomElement, emptyElement, TAG, textElement, textValues, type ValueElement } from './elements.ts';
import { KEPT } from './kept-elements.ts';
import type { CleaningOptions } from './options.ts';
import { isOutByGroup, PROFILE, type ProfileRow } from './profile-table.ts';
import type { UidMap } from './uid-map.ts';
import type { Vr } from './vr.ts';

/** What is the same for all elements of an image. */
export interface Treatment {
  readonly options: CleaningOptions;
  readonly need: Need;
  readonly uids: UidMap;
  /** Stands for the patient, and for nobody of another study. */
  readonly token: string;
  /** Days by which dates lie back; used where the options say so. */
  readonly shiftDays: number;
}

/** Below it stand commands of the network, the head of files and directories: none belongs into an image. */
const FIRST_GROUP_OF_IMAGES = 0x0008;

/**
 * Elements that may stay, at any depth: those the table of the profile names are treated by it, those images need are held to their rules,
 * and all others are left out, whatever they are.
 */
export function cleanDataSet(dataset: DataSet, treatment: Treatment): DataSet {
  const clean = new Map<number, DicomElement>();
  for (const element of dataset.values()) {
    const { tag } = element;
    if (isOutByGroup(tag) || tag >>> 16 < FIRST_GROUP_OF_IMAGES) continue;
    const row = PROFILE.get(tag);
    const result = row === undefined ? kept(element, treatment) : byTable(element, row, treatment);
    if (result !== undefined) clean.set(tag, result);
  }
  return clean;
}

function kept(element: DicomElement, treatment: Treatment): DicomElement | undefined {
  const rule = KEPT.get(element.tag);
  if (rule === undefined) return undefined;
  if (element.kind === 'fragments') return element;
  const [vr = 'UN'] = rule.vrs;
  if (rule.rule === 's' && element.kind === 'sequence') return cleanItems(element.tag, element.items, treatment);
  // Emptied, not left out: an element that has to be there may be empty more often than it may lack.
  return (element.kind === 'value' ? keptValue(element, rule) : undefined) ?? emptyElement(element.tag, vr);
}

function cleanItems(tag: number, items: readonly DataSet[], treatment: Treatment): DicomElement {
  return { kind: 'sequence', tag, vr: 'SQ', items: items.map((item) => withoutPixels(cleanDataSet(item, treatment))) };
}

/** Pixels within a sequence are those of another image, and nobody has looked at them. */
function withoutPixels(item: DataSet): DataSet {
  return new Map([...item].filter(([tag]) => tag !== TAG.pixelData));
}

function byTable(element: DicomElement, row: ProfileRow, treatment: Treatment): DicomElement | undefined {
  const chosen = carried(element, row, treatment);
  if (chosen !== undefined) return chosen;
  const action = basicAction(row, treatment.need);
  switch (action) {
    case 'empty':
      return row.tag === TAG.patientId || row.tag === TAG.patientName
        ? textElement(row.tag, row.vr, treatment.token)
        : emptyElement(row.tag, row.vr);
    case 'dummy':
      return dummyOf(element, row, treatment);
    case 'uid':
      return otherUids(element, row, treatment);
    default:
      return undefined;
  }
}

/** What an option keeps or cleans; undefined where none does, or nothing is left, so that the Basic Profile decides. */
function carried(element: DicomElement, row: ProfileRow, treatment: Treatment): DicomElement | undefined {
  const action = actionOf(row, treatment.need, treatment.options);
  if (action !== 'keep' && action !== 'clean' && action !== 'shift') return undefined;
  if (element.kind === 'sequence') {
    const cleaned = cleanItems(row.tag, element.items, treatment);
    return cleaned.kind === 'sequence' && cleaned.items.some((item) => item.size > 0) ? cleaned : undefined;
  }
  if (element.kind !== 'value' || element.vr !== row.vr || element.bytes.length === 0) return undefined;
  if (action === 'shift') return eachText(element, (text) => daysEarlier(text, row.vr, treatment.shiftDays));
  if (action === 'clean') return cleanedText(element);
  // A date as it is, but only if it is one.
  if (row.options.has('dates')) return eachText(element, (text) => daysEarlier(text, row.vr, 0));
  return row.options.has('patient') ? characteristic(element) : element;
}

/** Codes of characteristics of patients: sex, and what is asked of them with yes or no. */
const CHARACTERISTICS: ReadonlySet<string> = new Set(['M', 'F', 'O', 'YES', 'NO', 'UNKNOWN', 'ALTERED', 'UNALTERED']);
const LARGEST_CHARACTERISTIC = 1000;

function characteristic(element: ValueElement): ValueElement | undefined {
  switch (element.vr) {
    case 'AS':
      return eachText(element, cappedAge);
    case 'CS':
      return eachText(element, (text) => (CHARACTERISTICS.has(text) ? text : undefined));
    case 'DS':
    case 'US':
      return withinNumbers(element, 1, LARGEST_CHARACTERISTIC) ? element : undefined;
    default:
      return cleanedText(element);
  }
}

const TEXTS: ReadonlySet<Vr> = new Set(['LO', 'SH', 'ST', 'LT', 'UT', 'UC', 'CS']);

function cleanedText(element: ValueElement): ValueElement | undefined {
  if (!TEXTS.has(element.vr)) return undefined;
  const clean = cleanDescription(textValues(element).join(' '));
  return clean === '' ? undefined : textElement(element.tag, element.vr, clean.slice(0, 64));
}

/** Every value by a rule; undefined where one does not follow it. */
function eachText(element: ValueElement, rule: (text: string) => string | undefined): ValueElement | undefined {
  const values = textValues(element).map(rule);
  return values.length === 0 || values.includes(undefined) ? undefined : textElement(element.tag, element.vr, values.join('\\'));
}

function otherUids(element: DicomElement, row: ProfileRow, { uids }: Treatment): DicomElement {
  if (element.kind !== 'value') return emptyElement(row.tag, row.vr);
  return textElement(
    row.tag,
    row.vr,
    textValues(element)
      .map((uid) => (uid === '' ? '' : uids(uid)))
      .join('\\'),
  );
}

/** Values that say nothing, by representation. */
const DUMMIES: Partial<Record<Vr, string>> = {
  AS: '000D',
  DA: '19000101',
  DS: '0',
  DT: '19000101000000',
  IS: '0',
  TM: '000000',
  UR: 'urn:removed',
};

function dummyOf(element: DicomElement, row: ProfileRow, treatment: Treatment): DicomElement {
  switch (row.vr) {
    case 'SQ': {
      const [first = new Map()] = element.kind === 'sequence' ? element.items : [];
      return cleanItems(row.tag, [first], treatment);
    }
    case 'UI':
      return otherUids(element, row, treatment);
    case 'OB':
    case 'UN':
    case 'US':
      return { kind: 'value', tag: row.tag, vr: row.vr, bytes: new Uint8Array(2) };
    default:
      return textElement(row.tag, row.vr, DUMMIES[row.vr] ?? 'REMOVED');
  }
}
