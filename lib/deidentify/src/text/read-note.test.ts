import { type Randomness, seededRandom } from '@consilium/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { integer, pick } from '../testing/draw.ts';
import { DISGUISES, PLANTED } from '../testing/planted.ts';
import { areNear } from './near-words.ts';
import { type NoteReading, readNote } from './read-note.ts';
import { refusedPhrases, type Vocabulary, vocabularyOf } from './vocabulary.ts';

const TERMS =
  'fever,cough,chest pain,rash,nausea,shortness of breath,wheeze,oedema,white cell,crackles,fatigue,pallor,heparin,insulin'.split(
    ',',
  );

function vocabulary(terms: readonly (readonly string[])[] = TERMS.map((term) => [term])): Vocabulary {
  const refused = refusedPhrases(terms);
  if (refused.length > 0) throw new Error(JSON.stringify(refused));
  return vocabularyOf(terms);
}

const VOCABULARY = vocabulary();
const told = (reading: NoteReading): unknown =>
  reading.t === 'read'
    ? TERMS.flatMap((term, i) => ({ '1': [term], '-1': [`-${term}`], '0': [] })[String(reading.states[i])] ?? ['?'])
    : reading.reason;
const read = (note: string, own: readonly string[] = []): unknown => told(readNote(note, VOCABULARY, own));

/** Words in which there is no term. */
const AROUND = 'The patient was seen on the ward round and remains under our care for the time being.';

describe('a vocabulary', () => {
  it.each([
    ['rose', 'has the name of people or of a place in it'],
    ['parkinson', 'has the name of people or of a place in it'],
    ['boston', 'has the name of people or of a place in it'],
    ['garcia disease', 'has the name of people or of a place in it'],
    ['rose white cancer', 'has the name of people or of a place in it'],
    ['fever wilson hope stone', 'has the name of people or of a place in it'],
    ['white brown', 'has the name of people or of a place in it'],
    ['may', 'has a part of a date or an age over 89 in it'],
    ['nonagenarian', 'has a part of a date or an age over 89 in it'],
    ['4711', 'is not one to 4 words of at least two letters a to z'],
    ['Fever', 'is not one to 4 words of at least two letters a to z'],
    ['a b', 'is not one to 4 words of at least two letters a to z'],
    ['one two three four five', 'is not one to 4 words of at least two letters a to z'],
    ['', 'is not one to 4 words of at least two letters a to z'],
  ])('refuses %j', (term, problem) => {
    expect(refusedPhrases([['fever', term]])).toEqual([{ phrase: term, kind: expect.any(String), problem }]);
  });

  it('refuses a phrase that is declared twice, also for another term', () => {
    expect(refusedPhrases([['fever'], ['cough', 'fever']])).toEqual([
      { phrase: 'fever', kind: 'form', problem: 'is declared twice' },
    ]);
  });

  it('refuses to ask for a negation', () =>
    expect(refusedPhrases([['no fever']])).toMatchObject([
      { problem: 'begins with a negation, which is read of every term anyway' },
    ]));

  it('takes a name that a clinical word explains', () => {
    const terms = [
      'parkinson disease',
      'white cell',
      'high blood pressure',
      'head injury',
      'kidney stone',
      'wolff parkinson white syndrome',
    ];
    expect(vocabulary(terms.map((term) => [term])).terms).toEqual(terms);
  });
});

describe('a note', () => {
  it('says of each term whether it is there, the longest phrase where several begin', () => {
    expect(read('Fever and cough since two days. FEVER again; no chest pain.')).toEqual(['fever', 'cough', '-chest pain']);
    expect(read('Short of breath, shortness of breath on stairs.')).toEqual(['shortness of breath']);
  });

  it('finds a term by every phrase that means it', () => {
    const made = vocabulary([['fever', 'pyrexia', 'raised temperature'], ['cough']]);
    for (const note of ['Fever.', 'Has pyrexia', 'with a raised temperature'])
      expect(readNote(note, made, [])).toMatchObject({ states: Int8Array.of(1, 0) });
    expect(readNote('No pyrexia.', made, [])).toMatchObject({ states: Int8Array.of(-1, 0) });
  });

  it.each([
    ['No fever, cough or rash.', ['-fever', '-cough', '-rash']],
    ['No fever. Cough.', ['-fever', 'cough']],
    ['No fever; cough', ['-fever', 'cough']],
    ['- no fever\n- cough', ['-fever', 'cough']],
    ['denies fever,\ncough or nausea', ['-fever', '-cough', '-nausea']],
    [
      'Denies: fever, cough, chest pain, rash, nausea, shortness of breath and wheeze',
      '-fever,-cough,-chest pain,-rash,-nausea,-shortness of breath,-wheeze'.split(','),
    ],
    ['Denied cough but has a rash', ['-cough', 'rash']],
    ['without fever, reports cough', ['-fever', 'cough']],
    ['not only fever but cough', ['fever', 'cough']],
    ['no change of the rash', ['rash']],
    ['chest free of crackles', ['-crackles']],
    ['free fever medication', ['fever']],
    ['Rash was denied, cough has been ruled out, wheeze: absent', ['-cough', '-rash', '-wheeze']],
    ['fever, which is not explained', ['fever']],
    ['No fever yesterday. Fever today.', ['fever']],
    ['Fever today. No fever yesterday.', ['fever']],
    ['no signs of infection after two doses of the antibiotic given for fever', ['fever']],
  ])('reads negation in %j', (note, expected) => expect(read(note)).toEqual(expected));

  it('does not join words over a full stop, a comma, a line or a word that was left out', () => {
    for (const between of ['. ', ', ', '\n', ' 12 ', ' x@y '])
      expect([between, read(`well known chest${between}pain here`)]).toEqual([between, []]);
    expect(read('white-cell count')).toEqual(['white cell']);
  });

  it.each([
    ['an e-mail address', 'wrote from fever.cough@rash.org yesterday'],
    ['an address of the web', 'see https://fever.org/cough or www.rash.com'],
    ['a code', 'sample fever-4711 and cough_rash and 12fever'],
    ['a street', 'he now lives at 12 Fever Street near Cough'],
    ['a title', 'we discussed it with Dr. Fever, with Mrs A. Rash and Nurse Wheeze'],
    ['a label', 'we saw him again with others\nAddress: Fever, Cough\nEmployer: Heparin Nausea'],
    ['a known given name', 'it was Robert Cough who called us then'],
    ['capitals behind a known given name', 'SEEN WITH JOHN FEVER AND WITH MARY A. COUGH TODAY'],
    ['capitals before a known given name', 'the family of RASH, ROBERT came along'],
    ['capitals behind a name that nobody knows', 'we then spoke with Zebulonia FEVER and Ann-Kathrin, COUGH'],
    ['a known family name', 'we heard it from Rash, Gonzalez who called us'],
  ])('says nothing of what stands in %s', (_, note) => expect(read(`${AROUND}\n${note}`)).toEqual([]));

  it('says what is written in capitals where no name stands beside it', () => {
    expect(read('MAY HAVE FEVER, WILL GET ANTIBIOTICS. COUGH AND RASH.')).toEqual(['fever', 'cough', 'rash']);
    expect(read('Has FEVER. No COUGH; Severe RASH')).toEqual(['fever', '-cough', 'rash']);
  });

  it.each([
    ['as they are', 'said to be called Rash in the ward'],
    ['in capitals', 'said to be called RASH in the ward'],
    ['hyphenated', 'said to be called Meier-Rash in the ward'],
    ['with a letter too many', 'said to be called Fevver in the Fever ward'],
    ['with letters exchanged', 'said to be called Fveer, or Fever, in the ward'],
    ['disguised', 'said to be called Ｒａｓｈ or r\u200bash in the ward'],
    ['of one who writes another alphabet', 'said to be called R\u0430sh in the ward'],
  ])('never says words of the record of the patient: %s', (_, note) => {
    expect(read(note, ['Fevér', 'Rash'])).toEqual([]);
    expect(read(`${note} with cough`, ['Fevér', 'Rash'])).toEqual(['cough']);
  });

  it('finds a mistake in the record itself', () => expect(read('the nausea is with us today', ['Nausae'])).toEqual([]));

  it.each([
    ['garbled', 'fever \ufffd cough'],
    ['garbled', 'fever \0 cough'],
    ['garbled', 'fever \ud800 cough'],
    ['too-long', 'fever '.repeat(20_000)],
    ['other-script', 'fever \u4eca\u65e5\u306f\u5143\u6c17\u3067\u3059\u304b'],
    ['mostly-identifiers', 'Name: Rash Cough\nAddress: Nausea, fever\nfever'],
  ])('is held back when it is %s', (reason, note) => expect(read(note)).toBe(reason));

  it.each(['A- ', "A' ", 'A-, ', 'A. A- ', 'a- ', 'mr a. ', '1 a.a ', 'patient ', 'no ', 'AB ', 'AB A. ', 'AB-', 'a Ab-'])(
    'takes the rules no longer by its form: %j again and again',
    (piece) => {
      const seconds = (text: string): number => {
        const before = process.cpuUsage();
        read(text.repeat(Math.floor(100_000 / text.length)));
        const { user, system } = process.cpuUsage(before);
        return (user + system) / 1e6;
      };
      const plain = 'the patient had a fever and no pain ';
      seconds(plain);
      expect(seconds(piece)).toBeLessThan(15 * seconds(plain) + 0.2);
    },
  );

  it('counts what was left out by rule', () => {
    expect(readNote('Dr. Young saw a rash and x2 fever in our clinic today', VOCABULARY, ['rash'])).toMatchObject({
      t: 'read',
      states: Int8Array.from(TERMS, (_, i) => Number(i === 0)),
      removed: { titled: 3, 'own-record': 1, 'in-code': 1, labelled: 0, address: 0, 'beside-name': 0 },
    });
  });

  it('is read where a title is a word', () => expect(read('Nurse reports cough')).toEqual(['cough']));

  it('of no words says nothing', () => expect(read('')).toEqual([]));
});

describe('two words', () => {
  it('are near when a typist makes one of the other by one mistake', () => {
    const letter = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
    const word = fc.string({ unit: letter, minLength: 6, maxLength: 9 });
    fc.assert(
      fc.property(word, fc.nat(4), letter, (text, at, other) => {
        const [head, tail] = [text.slice(0, at), text.slice(at)];
        expect(areNear(text, head + other + tail)).toBe(true);
        expect(areNear(head + tail.slice(1), text)).toBe(true);
        expect(areNear(text, head + other + tail.slice(1))).toBe(true);
        expect(areNear(text, `${head}${tail[1]}${tail[0]}${tail.slice(2)}`)).toBe(true);
      }),
      { seed: 3 },
    );
    for (const [a, b] of [
      ['rash', 'rush'],
      ['fever', 'favor'],
      ['cough', 'coughing'],
    ] as const)
      expect(areNear(a, b)).toBe(false);
  });
});

const SENTENCES = [
  'Presents with fever and a dry cough',
  'No chest pain but nausea',
  'Insulin was given',
  'Crackles at both bases',
  'No fever',
];

/** What identifies people, made of terms of the vocabulary on purpose: the only way in which it could be told. */
const OF_TERMS: readonly (readonly [string, (a: string, b: string, random: Randomness) => string])[] = [
  ['A', (a, b) => `Dr. ${a} ${b}`],
  ['B', (a, _, random) => `${integer(random, 999)} ${a} Street`],
  ['F', (a, b) => `${a}.${b}@example.org`],
  ['H', (a, _, random) => `MRN ${a}-${100_000 + integer(random, 899_999)}`],
  ['N', (a, b) => `https://${a}.example.org/${b}`],
  ['R', (a, b, random) => `${a}_${b}_${integer(random, 9999)}`],
];

describe('planted in notes', () => {
  const random = seededRandom('notes');
  const letters = [...new Set(PLANTED.map(({ letter }) => letter))].sort();

  it('is every one of the eighteen kinds', () => expect(letters.join('')).toBe('ABCDEFGHIJKLMNOPQR'));

  it.each(letters)('600 identifiers of kind %s change no reading, however they are disguised', (letter) => {
    const forms = PLANTED.filter((form) => form.letter === letter);
    const changed: string[] = [];
    for (let i = 0; i < 600; i++) {
      const value = pick(random, DISGUISES).apply(pick(random, forms).draw(random), random);
      const [before, after] = [pick(random, SENTENCES), pick(random, SENTENCES)];
      const without = read(`${before}.\n${AROUND}\n${AROUND}\n${after}.`);
      const planted = read(`${before}.\n${AROUND} ${value}.\n${AROUND}\n${after}.`);
      if (JSON.stringify(planted) !== JSON.stringify(without)) changed.push(value);
    }
    expect(changed).toEqual([]);
  });

  it.each(OF_TERMS)('500 of kind %s that are made of terms change none either', (_, make) => {
    const single = ['rash', 'wheeze', 'oedema', 'pallor', 'heparin', 'fatigue'];
    for (let i = 0; i < 500; i++) {
      const value = make(pick(random, single), pick(random, single), random);
      const before = pick(random, SENTENCES);
      const note = `${before}. We wrote about him to our colleagues ${value}\nand he came again.`;
      expect([value, read(note)]).toEqual([value, read(`${before}.`)]);
    }
  });

  it('of 1,000 patients whose names are terms, nothing is found', () => {
    const single = ['rash', 'wheeze', 'oedema', 'pallor', 'heparin', 'fatigue'];
    for (let i = 0; i < 1000; i++) {
      const [first, last, before] = [pick(random, single), pick(random, single), pick(random, SENTENCES)];
      const note = `${before}. Then ${last} ${first} slept, and ${first.toUpperCase()} was well; ${last}'s mother came.`;
      expect([first, last, read(note, [`${last}, ${first}`])]).toEqual([first, last, read(`${before}.`)]);
    }
  });
});
