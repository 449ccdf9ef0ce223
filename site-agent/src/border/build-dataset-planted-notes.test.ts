import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { fromUnknown } from '@consilium/core';
import { parsePlan } from '@consilium/plan';
import { madePerson } from '@consilium/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { SiteFolder } from '../commands/site-folder.ts';
import { openSource } from '../connectors/source-description.ts';
import { createPolicyFile } from '../gate/index.ts';
import { mappedSource } from '../mapping/mapped-source.ts';
import { runProgram } from '../testing/run-program.ts';
import { buildDataset } from './build-dataset.ts';

const PEOPLE = 60;
const STUDY = readFileSync(new URL('../../../examples/notes/study.yaml', import.meta.url), 'utf8');

let root: string;
let site: SiteFolder;

/** A word of each note that no plan asks for: what of a note is no identifier stays there too. */
const unasked = (i: number): string => `wibblewort${'abcdefghij'[i % 10]}${'abcdefghij'[Math.floor(i / 10)]}`;

/** A note in which everything stands that is known of a patient, in sentences, in forms, disguised and alone. */
function noteOf(i: number): string {
  const { family, given, ssn, mrn, phone, email, street, contact } = madePerson(i);
  return [
    `Name: ${given} ${family}`,
    'Seen on the ward round before going home; has slept well and takes all meals with the others.',
    `${i % 2 === 0 ? 'Presents with pyrexia' : 'Denies fever'} and ${unasked(i)}, as ${given.toUpperCase()} ${family} says.`,
    `We spoke with ${contact} (${phone}, ${email}), who lives with the patient,`,
    street,
    `SSN ${ssn}, ${mrn}`,
    ...(i % 20 === 7 ? ['\ufffd'] : []),
  ].join('\n');
}

function planted(): readonly string[] {
  return Array.from({ length: PEOPLE }, (_, i) => {
    const { latitude: _latitude, ...person } = madePerson(i);
    return [...Object.values(person), ...Object.values(person).map((value) => value.toLowerCase()), unasked(i)];
  })
    .flat()
    .concat(['Nightjar', 'wibblewort', 'ward round']);
}

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'consilium-planted-notes-'));
  site = new SiteFolder(join(root, 'site'));
  mkdirSync(site.statePath, { recursive: true, mode: 0o700 });
  site.writeConfig({ site: 'north', consortium: 'cardio', address: 'fl.example.org:8443' });
  createPolicyFile(site.policyPath);
  const rows = Array.from({ length: PEOPLE }, (_, i) => {
    const { family, given, mrn, ssn } = madePerson(i);
    return `${mrn},${family},${given},${ssn},${40 + (i % 40)},${i % 3 === 0 ? 1 : 0},"${noteOf(i)}"`;
  });
  writeFileSync(
    join(root, 'notes.csv'),
    `patient_id,family_name,given_name,ssn,age,readmitted,note\n${rows.join('\n')}\n"${madePerson(3).ssn}`,
    { mode: 0o600 },
  );
  const ward = {
    type: 'csv',
    path: join(root, 'notes.csv'),
    patient: 'patient_id',
    identifiers: ['family_name', 'given_name', 'ssn'],
    mapping: { age: 'age', note: 'note', readmitted: 'readmitted' },
  };
  writeFileSync(site.sources().path, stringify({ sources: { ward } }), { mode: 0o600 });
  writeFileSync(join(root, 'study.yaml'), STUDY);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Every file of a folder, one behind the other. */
function filesIn(folder: string): readonly string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesIn(path) : [path];
  });
}

it('nothing of notes comes out of them but what they say of each term: not to training, not into files, words or errors', async () => {
  const texts: [string, string][] = [];
  const entry = site.sources().entry('ward');
  if (entry === undefined) throw new TypeError('the entry was just written');

  // What trains: numbers, and tokens that this process alone can make of ids.
  const source = mappedSource(openSource(entry.source, site.statePath), entry);
  const data = await buildDataset(source, parsePlan(STUDY, 'study.yaml'), { secret: new Uint8Array(32), share: 0.25 });
  expect(data.training.rows).toBeGreaterThan(30);
  const inputs = [data.training, data.heldOut].flatMap(({ features, rows }) =>
    Array.from({ length: rows }, (_, row) => [...features.subarray(row * 7 + 1, row * 7 + 7)].join()),
  );
  // Of the six terms only fever is ever said anything about.
  expect(new Set(inputs)).toEqual(new Set(['0,0,0,1,0,0', '0,0,0,-1,0,0']));
  texts.push(['what trains', inspect(data, { depth: 10, maxArrayLength: null, maxStringLength: null })]);
  for (const part of [data.training, data.heldOut])
    for (const value of Object.values(part as object)) {
      if (ArrayBuffer.isView(value))
        texts.push(['bytes that train', Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1')]);
    }

  // What people and files of the hospital get.
  const study = join(root, 'study.yaml');
  const commands = [
    ['data', 'add', 'ward', '--study', 'readmission-notes', '--unreadable', '0.5'],
    ['data', 'check', study, 'ward'],
    ['data', 'check', study, 'ward', '--json'],
    ['data', 'report', 'ward', '--plan', study],
    ['data', 'report', 'ward', '--plan', study, '--json', '--html', join(root, 'site', 'report.html')],
    ['data', 'list', '--json'],
    ['data', 'history', 'ward'],
    ['data', 'propose', study, 'ward'],
  ];
  for (const command of commands) {
    const { code, stdout, stderr } = await runProgram(site.path, ...command);
    expect([command.join(' '), code, stderr]).toEqual([command.join(' '), 0, '']);
    texts.push([command.join(' '), stdout]);
  }
  const told = (what: string): string => texts.find(([name]) => name.startsWith(what))?.[1] ?? '';
  expect(told('data check')).toContain('fever: affirmed in 30, negated in 27');
  expect(told('data check')).toContain('note: 3 of them hold characters that no text has');
  expect(told('data check')).toContain('is a note that is not clear enough to be read, and was held back');
  expect(told('data report')).toContain('note: fewer than 11 of them hold characters that no text has');
  for (const path of filesIn(site.path)) texts.push([path, readFileSync(path, 'latin1')]);

  // What a refusal says, with all its causes.
  for (const wrong of ['patient_id,note\n"', 'patient_id,family_name,given_name,ssn,age\n']) {
    writeFileSync(join(root, 'notes.csv'), `${wrong}${noteOf(1)}`);
    try {
      await buildDataset(mappedSource(openSource(entry.source, site.statePath), entry), parsePlan(STUDY), {
        secret: new Uint8Array(32),
        share: 0,
      });
      expect.unreachable();
    } catch (error) {
      texts.push(['an error', inspect(fromUnknown(error), { depth: 10 })]);
    }
  }

  const found = texts.flatMap(([what, text]) =>
    planted().flatMap((value) => (text.includes(value) ? [`${what}: ${value}`] : [])),
  );
  expect(found).toEqual([]);
}, 120_000);
