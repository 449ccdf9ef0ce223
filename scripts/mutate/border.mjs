const BORDER_TESTS = ['lib/deidentify/src/zone/border.test.ts'];
const VERDICT = 'lib/deidentify/src/safe-harbor/column-verdict.ts';

/** Every detector, each of which finds what no other one does. */
const DETECTORS = [
  'nameDetector',
  'streetDetector',
  'cityDetector',
  'zipDetector',
  'zip3Detector',
  'coordinatesDetector',
  'dateDetector',
  'partialDateDetector',
  'ageDetector',
  'phoneDetector',
  'faxDetector',
  'emailDetector',
  'ssnDetector',
  'recordDetector',
  'healthPlanDetector',
  'accountDetector',
  'licenceDetector',
  'vehicleDetector',
  'deviceDetector',
  'urlDetector',
  'ipDetector',
  'biometricDetector',
  'photoDetector',
  'uniqueCodeDetector',
];

/** One detector less. @type {import('./report.mjs').Mutation[]} */
const WITHOUT_DETECTOR = DETECTORS.map((detector) => ({
  name: `border/without-${detector}`,
  file: 'lib/deidentify/src/detectors/table.ts',
  find: `\n  ${detector},\n`,
  replace: '\n',
  breaks: `what only the ${detector} finds crosses`,
  tests: ['lib/deidentify/src/detectors/table.test.ts'],
}));

const SCRUB = 'lib/deidentify/src/scrub/scrub-cell.ts';
const MAPPING = 'site-agent/src/mapping/mapped-source.ts';

/** What a mapping does to cells, and when it is used. @type {import('./report.mjs').Mutation[]} */
const MAPPINGS = [
  {
    name: 'mapping/zip3-of-few-people',
    file: SCRUB,
    find: "RESTRICTED_ZIP3.has(three) ? '000' : three",
    replace: "RESTRICTED_ZIP3.has(cell) ? '000' : three",
    breaks: 'the ZIP codes of areas in which few people live cross',
    tests: ['lib/deidentify/src/scrub/scrub-cell.test.ts'],
  },
  {
    name: 'mapping/ages-told-apart',
    file: SCRUB,
    find: 'years <= OLDEST ? String(Math.min(years, TOP_AGE))',
    replace: 'years <= OLDEST ? String(Math.min(years, OLDEST))',
    breaks: 'an age of a date of birth tells those over 89 apart',
    tests: ['lib/deidentify/src/scrub/scrub-cell.test.ts'],
  },
  {
    name: 'mapping/unknown-code-as-it-is',
    file: MAPPING,
    find: "Object.hasOwn(codes, text) ? (codes[text] as string) : ''",
    replace: 'Object.hasOwn(codes, text) ? (codes[text] as string) : text',
    breaks: 'a code that nobody translated is taken for one of the plan',
    tests: ['site-agent/src/mapping/mapped-source.test.ts'],
  },
  {
    name: 'mapping/any-column',
    file: MAPPING,
    find: 'if (!Object.hasOwn(mapping, name)) throw notMapped(source.name, name);',
    replace: 'if (!Object.hasOwn(mapping, name)) return { column: name };',
    breaks: 'a plan reads columns that the hospital did not map',
    tests: ['site-agent/src/mapping/mapped-source.test.ts'],
  },
  {
    name: 'mapping/edited-and-used',
    file: 'site-agent/src/mapping/accepted-source.ts',
    find: 'if (entryHash(entry) !== accepted)',
    replace: 'if (entryHash(entry).length !== accepted.length)',
    breaks: 'a mapping that nobody has checked is used',
    tests: ['site-agent/src/mapping/accepted-source.test.ts'],
  },
  {
    name: 'quality/few-are-counted',
    file: 'site-agent/src/quality/guarded.ts',
    find: 'if (count < least) return',
    replace: 'if (count < least - least) return',
    breaks: 'a report counts single patients',
    tests: ['site-agent/src/quality/assess.test.ts'],
  },
];

const NOTE = ['lib/deidentify/src/text/read-note.test.ts'];

/** What is read of notes. @type {import('./report.mjs').Mutation[]} */
const NOTES = [
  {
    name: 'notes/own-record-unsearched',
    file: 'lib/deidentify/src/text/read-note.ts',
    find: 'const ownWords = [...new Set(own.flatMap(wordsOfValue))];',
    replace: 'const ownWords = [...new Set(own.slice(own.length).flatMap(wordsOfValue))];',
    breaks: 'a patient whose name is a term is found in the note',
    tests: NOTE,
  },
  {
    name: 'notes/terms-through-removed-words',
    file: 'lib/deidentify/src/text/read-note.ts',
    find: 'next.removed !== undefined || ',
    replace: '',
    breaks: 'terms are found in names, addresses and codes',
    tests: NOTE,
  },
  {
    name: 'notes/names-as-terms',
    file: 'lib/deidentify/src/text/vocabulary.ts',
    find: 'isProperName(word) && !isExplained(word, words)',
    replace: 'isProperName(word) && words.length > 9 && !isExplained(word, words)',
    breaks: 'a vocabulary may ask for the names of people',
    tests: NOTE,
  },
  ...['labelled', 'address', 'titled', 'beside-name'].map((rule) => ({
    name: `notes/without-${rule}`,
    file: 'lib/deidentify/src/text/note-words.ts',
    find: `if (concerns(found)) for`,
    replace: `if (rule !== '${rule}' && concerns(found)) for`,
    breaks: `terms are found in what only the rule ${rule} leaves out`,
    tests: NOTE,
  })),
  {
    name: 'notes/without-in-code',
    file: 'lib/deidentify/src/text/note-words.ts',
    find: "PLAIN_CHUNK.test(chunk) ? undefined : 'in-code'",
    replace: "PLAIN_CHUNK.test(chunk) || chunk !== '' ? undefined : 'in-code'",
    breaks: 'terms are found in e-mail addresses, links and codes',
    tests: NOTE,
  },
  {
    name: 'notes/negation-unread',
    file: 'lib/deidentify/src/text/read-note.ts',
    find: 'isNegated(words, at, at + length) ?',
    replace: 'words.length < 0 ?',
    breaks: 'who denies a finding has it',
    tests: NOTE,
  },
  {
    name: 'notes/held-and-read',
    file: 'lib/deidentify/src/zone/note-judge.ts',
    find: 'held.add(at);',
    replace: '',
    breaks: 'nobody learns that notes were held back',
    tests: ['lib/deidentify/src/zone/border.test.ts'],
  },
  {
    name: 'notes/patient-number-unsearched',
    file: 'lib/deidentify/src/zone/border.ts',
    find: 'const own = [patients, ...(batch.own ?? [])];',
    replace: 'const own = [...(batch.own ?? [])];',
    breaks: 'a patient whose number is a term is found in the note',
    tests: ['lib/deidentify/src/zone/border.test.ts'],
  },
  {
    name: 'notes/record-not-handed-on',
    file: 'site-agent/src/mapping/mapped-source.ts',
    find: '...(identifiers.length === 0 ? {} : {',
    replace: '...(identifiers.length >= 0 ? {} : {',
    breaks: 'what a hospital says of its patients never reaches the reader of notes',
    tests: ['site-agent/src/mapping/mapped-source.test.ts'],
  },
];

/** The border that nothing identified crosses. @type {import('./report.mjs').Mutation[]} */
export const BORDER = [
  {
    name: 'border/not-held-back',
    file: 'lib/deidentify/src/zone/cell-judge.ts',
    find: 'return { cells: without(cells, held), held };',
    replace: 'return { cells: without(cells, new Set()), held: new Set<number>([...held].filter((at) => at < 0)) };',
    breaks: 'what identifies people is reported, and learned from',
    tests: BORDER_TESTS,
  },
  {
    name: 'border/certain-counts-as-likely',
    file: VERDICT,
    find: 'admitted &&= !certain;',
    replace: 'admitted &&= !certain || hits.certain < 2;',
    breaks: 'the first identifier of a column crosses',
    tests: BORDER_TESTS,
  },
  {
    name: 'border/one-code-that-is-not-listed',
    file: VERDICT,
    find: "return kind === 'category' || (kind === 'number' && !isDecimal(text));",
    replace: "return kind === 'number' && !isDecimal(text);",
    breaks: 'a lone ZIP code of nine digits among codes of drugs is not noticed',
    tests: BORDER_TESTS,
  },
  {
    name: 'border/quote-takes-other-rows',
    file: 'site-agent/src/connectors/csv/scanner.ts',
    find: 'this.#at = lineEnd(bytes, consumed);',
    replace: 'this.#at = lineEnd(bytes, this.#at);',
    breaks: 'a record with a missing quote costs the rows of other patients',
    tests: ['site-agent/src/connectors/csv/csv-source.test.ts'],
  },
  {
    name: 'border/refused-for-a-record',
    file: 'site-agent/src/connectors/csv/batch.ts',
    find: 'this.#problems.set(at, NOT_UTF8);',
    replace: "throw new Error('row');",
    breaks: 'one record in another encoding makes a site unavailable, which the coordinator sees',
    tests: ['site-agent/src/connectors/csv/csv-source.test.ts'],
  },
  {
    name: 'border/ages-to-120',
    file: 'lib/deidentify/src/plan/judge-dictionary.ts',
    find: 'if (high <= top) return [];',
    replace: 'if (high <= top + 30) return [];',
    breaks: 'a plan tells ages over 89 apart',
    tests: ['lib/deidentify/src/plan/judge-dictionary.test.ts'],
  },
  {
    name: 'border/approved-all-the-same',
    file: 'site-agent/src/commands/plan-approve.ts',
    find: 'if (data.report.identifiers.length > 0) {',
    replace: 'if (data.report.identifiers.length > 1_000_000) {',
    breaks: 'a person approves a plan on data that identify people, and is not asked',
    tests: ['site-agent/src/commands/data.test.ts'],
  },
  ...WITHOUT_DETECTOR,
  ...MAPPINGS,
  ...NOTES,
  {
    name: 'determination/refuses-at-a-load',
    file: 'site-agent/src/session/prepared-studies.ts',
    find: 'if (judgement !== undefined) this.#warnOfDetermination(dataset, judgement);',
    replace:
      "if (judgement !== undefined && judgement.breaches.length > 0) throw new ConsiliumError({ code: 'SITE_UNAVAILABLE', message: 'worse' });",
    breaks: 'whether a round is answered tells of the patient who makes a class large enough',
    tests: ['site-agent/src/session/prepared-studies-determination.test.ts'],
  },
  {
    name: 'determination/for-ever',
    file: 'site-agent/src/gate/basis-admission.ts',
    find: 'if (!hasExpired(found, nowMs)) return;',
    replace: 'if (!hasExpired(found, nowMs - 1e15)) return;',
    breaks: 'a determination that has ended still counts',
    tests: ['site-agent/src/session/prepared-studies-determination.test.ts'],
  },
  {
    name: 'determination/one-signature-of-two',
    file: 'site-agent/src/determinations/signed-determination.ts',
    find: 'for (const verifier of verifiers) {',
    replace: 'for (const verifier of verifiers.slice(0, 1)) {',
    breaks: 'a record counts that the second of two has not signed',
    tests: ['site-agent/src/commands/determination.test.ts'],
  },
  {
    name: 'expert/rows-for-patients',
    file: 'lib/deidentify/src/expert/equivalence-classes.ts',
    find: 'const firstRow = haveOneRowEach(patientOfRow)',
    replace: 'const firstRow = patientOfRow.length >= 0',
    breaks: 'the rows of one patient count as people who look alike',
    tests: ['lib/deidentify/src/expert/measures.test.ts'],
  },
  {
    name: 'tokens/one-key-for-all-studies',
    file: 'lib/deidentify/src/tokens/token.ts',
    find: "framed('token-v1', study, domain)",
    replace: "framed('token-v1', domain)",
    breaks: 'a token says less than it is defined to say',
    tests: ['lib/deidentify/src/tokens/token.test.ts'],
  },
];
