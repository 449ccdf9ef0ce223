import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@consilium/core';
import { testCsv, testPlan } from '@consilium/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPolicyFile } from '../gate/index.ts';
import { mappingSchema } from '../mapping/mapping-schema.ts';
import { type ProgramRun, runProgram } from '../testing/run-program.ts';
import { thoroughChecks } from './doctor-local.ts';
import { SiteFolder } from './site-folder.ts';

let root: string;
let folder: SiteFolder;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'consilium-sources-'));
  folder = new SiteFolder(join(root, 'site'));
  mkdirSync(folder.statePath, { recursive: true, mode: 0o700 });
  folder.writeConfig({ site: 'north', consortium: 'cardio', address: 'fl.example.org:8443' });
  createPolicyFile(folder.policyPath);
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

const run = async (...argv: string[]): Promise<ProgramRun> => await runProgram(folder.path, ...argv);
const file = (name: string, text: string): string => {
  writeFileSync(join(root, name), text);
  return join(root, name);
};
const sources = (): string => readFileSync(join(folder.path, 'sources.yaml'), 'utf8');
const edit = (from: string | RegExp, to: string): void =>
  writeFileSync(join(folder.path, 'sources.yaml'), sources().replace(from, to), { mode: 0o600 });
const plan = (): string => file('plan.yaml', testPlan('dp-fedsgd').json);

/** The usual table as a hospital has it: other names, other codes, a date of birth instead of an age, and columns that no plan may see. */
function hospitalCsv(): string {
  const [, ...lines] = testCsv(60).trimEnd().split('\n');
  const header = (testCsv(60).split('\n')[0] ?? '').split(',');
  const rows = lines.map((line) => {
    const cell = Object.fromEntries(line.split(',').map((text, i) => [header[i] ?? '', text]));
    const born = 2020 - Math.round(Number(cell['age']));
    return [
      cell['id'],
      'Mary Alvarez',
      `01.01.${born}`,
      '01.06.2020',
      `Station ${cell['ward']}`,
      cell['ill'] === 'yes' ? 'ja' : 'nein',
    ].join(',');
  });
  return `PatNr,Name,Geburt,Aufnahme,Station,krank\n${rows.join('\n')}\n`;
}

const described = (path: string): string => `sources:
  ward:
    # as the registry exports it
    type: csv
    path: ${path}
    patient: {column: PatNr, name: id}
    anchor: Aufnahme
    mapping:
      age: {column: Geburt, scrub: age-at-anchor, dates: dmy}
      ward: {column: Station, codes: {Station a: a, Station b: b, Station c: c}}
      ill: {column: krank, codes: {ja: 'yes', nein: 'no'}}
`;
const describe60 = (): void => {
  writeFileSync(join(folder.path, 'sources.yaml'), described(file('registry.csv', hospitalCsv())), { mode: 0o600 });
};

describe('a source that is mapped', () => {
  it('serves a plan in its words, and columns that it does not name stay where they are', async () => {
    describe60();
    const added = await run('data', 'add', 'ward', '--study', 'test-study');
    expect([added.code, added.stderr]).toEqual([0, '']);
    expect(added.stdout).toContain('3 columns beside the patient:\n  age: numbers');
    expect(added.stdout).not.toMatch(/Alvarez|Name|Geburt/);
    expect(folder.catalog().entries).toMatchObject([
      { patientColumn: 'id', accepted: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
    ]);
    const checked = await run('data', 'check', plan(), 'ward');
    expect([checked.code, checked.stdout]).toEqual([0, expect.stringContaining('60 rows, 0 left out') as string]);
    expect((await run('plan', 'approve', plan(), '--although-refused')).code).toBe(0);
    expect(sources()).toContain('# as the registry exports it');
  });

  it('is gated as what it becomes: a mapping that leads to identifiers is refused', async () => {
    describe60();
    expect((await run('data', 'add', 'ward', '--study', 'test-study')).code).toBe(0);
    expect((await run('plan', 'approve', plan(), '--although-refused')).code).toBe(0);
    edit(/ward: \{column: Station.*/, 'ward: Name');
    const { code, stdout } = await run('data', 'accept', 'ward');
    expect([code, stdout]).toEqual([
      4,
      expect.stringContaining('column ward: (A) names: 60 cells hold the name of a person') as string,
    ]);
  });

  it('is not used once somebody edited what was accepted, until a person accepts it', async () => {
    describe60();
    await run('data', 'add', 'ward', '--study', 'test-study');
    edit('dates: dmy', 'dates: mdy');
    const refused = await run('plan', 'approve', plan(), '--although-refused');
    expect([refused.code, refused.stderr]).toEqual([
      3,
      expect.stringContaining('run "consilium-site data accept ward"') as string,
    ]);
    expect((await run('data', 'list')).stdout).toContain('NOT USED: somebody changed the entry of the data set ward');
    const looked = thoroughChecks(folder, systemClock)
      .find(({ name }) => name === 'data set ward')
      ?.look();
    expect(looked).toMatchObject({
      state: 'failed',
      code: 'SOURCE_CHANGED',
      says: expect.stringContaining('data accept ward') as string,
    });
    expect((await run('data', 'accept', 'ward')).code).toBe(0);
    expect((await run('data', 'list')).stdout).not.toContain('NOT USED');
    edit(/ {2}ward:[^]*/, '  other: {type: csv, path: /x.csv, patient: id}\n');
    expect((await run('data', 'list')).stdout).toContain('NOT USED: somebody took away the entry');
    expect((await run('data', 'list')).stdout).not.toContain('data accept ward');
  });

  it('says which columns its mapping leaves nothing of', async () => {
    describe60();
    const whole = await run('data', 'add', 'ward', '--study', 'test-study');
    expect(whole.stdout).not.toContain('is empty in every row');
    edit('dates: dmy', 'dates: compact');
    const emptied = await run('data', 'accept', 'ward');
    expect(emptied.code).toBe(0);
    expect(emptied.stdout).toContain('WARNING: age is empty in every row as its mapping reads it');
  });

  it('means the same when the same is written in another way', async () => {
    describe60();
    await run('data', 'add', 'ward', '--study', 'test-study');
    edit('# as the registry exports it', '# by hand');
    edit("{ja: 'yes', nein: 'no'}", "{nein: 'no', ja: 'yes'}");
    expect((await run('data', 'list')).stdout).not.toContain('NOT USED');
  });

  it.each([
    ['a unit that is none', 'scrub: age-at-anchor, dates: dmy', 'unit: {from: mg, to: stone}', 'no unit stone'],
    ['an anchor that nobody named', 'anchor: Aufnahme', '', 'counts from a date of the same row'],
    ['a year of birth', 'age-at-anchor', 'year', 'a year of birth tells an age over 89'],
    ['a field that is none', 'type: csv', 'type: csv\n    query: select 1', ':5:5 sources.ward.query: there is no such field'],
    [
      'a connector that is none',
      'type: csv',
      'type: xlsx',
      'ward.type: say what the source is: csv, parquet, sqlite, duckdb, postgres, omop, fhir',
    ],
    ['a patient who is missing', /patient: .*/, '', 'ward.patient: name the column that says whose each row is'],
    ['a code that is none', "ja: 'yes'", 'ja: [yes]', 'codes.ja: a text, a number, true or false'],
    ['the patient as an input', 'age: {', 'id: PatNr\n      age: {', 'is the patient'],
  ])('is refused with the line of %s', async (_, from, to, words) => {
    describe60();
    edit(from, to);
    const { code, stderr } = await run('data', 'add', 'ward', '--study', 'test-study');
    expect([code, stderr]).toEqual([3, expect.stringContaining(words) as string]);
    expect(stderr).toMatch(/sources\.yaml:\d+:\d+/);
  });
});

it('takes true and false of YAML for the codes that they are written as', () => {
  const codes = mappingSchema.parse({ ill: { column: 'krank', codes: { ja: true, nein: false, 9: -1 } } });
  expect(codes).toEqual({ ill: { column: 'krank', codes: { ja: 'true', nein: 'false', 9: '-1' } } });
});

describe('a file that is named', () => {
  it('is written down beside what stands there, and keeps its mapping when it moves', async () => {
    const csv = file('a.csv', testCsv(50));
    expect((await run('data', 'add', 'lab', csv, '--study', 'test-study', '--patient-column', 'id')).code).toBe(0);
    expect(sources()).toContain(`  lab:\n    type: csv\n    path: ${csv}\n    patient: id\n`);
    edit('patient: id', 'patient: id\n    mapping: {age: age, ward: ward, ill: ill}');
    expect((await run('data', 'add', 'lab', file('b.csv', testCsv(50)), '--study', 'test-study')).code).toBe(0);
    expect(sources()).toMatch(/b\.csv[^]*mapping/);
  });

  it('needs to be named, and its patient too, where sources.yaml says nothing', async () => {
    const nothing = await run('data', 'add', 'lab', '--study', 'test-study');
    expect([nothing.code, nothing.stderr]).toEqual([2, expect.stringContaining('sources.yaml says nothing of lab') as string]);
    const nobody = await run('data', 'add', 'lab', file('a.csv', testCsv(50)), '--study', 'test-study');
    expect([nobody.code, nobody.stderr]).toEqual([2, expect.stringContaining('--patient-column') as string]);
  });

  it('goes on being served from a catalogue that knew no sources.yaml', async () => {
    await run('data', 'add', 'lab', file('a.csv', testCsv(50)), '--study', 'test-study', '--patient-column', 'id');
    const path = join(folder.statePath, 'datasets.json');
    const { datasets } = JSON.parse(readFileSync(path, 'utf8')) as { datasets: Record<string, unknown>[] };
    writeFileSync(path, JSON.stringify({ datasets: datasets.map((entry) => ({ ...entry, accepted: undefined })) }), {
      mode: 0o600,
    });
    rmSync(join(folder.path, 'sources.yaml'));
    expect((await run('plan', 'approve', plan(), '--although-refused')).code).toBe(0);
  });
});

describe('the removal of a data set', () => {
  it('says what follows, takes the entry out and leaves the others, and what was paid stays with the patients', async () => {
    describe60();
    expect((await run('data', 'add', 'ward', '--study', 'test-study', '--population', 'patients')).code).toBe(0);
    const other = file('other.csv', testCsv(50));
    expect((await run('data', 'add', 'other', other, '--study', 'other-study', '--patient-column', 'id')).code).toBe(0);
    const asked = await run('data', 'remove', 'ward');
    expect([asked.code, asked.stderr]).toEqual([2, expect.stringContaining('Population patients keeps its ledger') as string]);
    expect(sources()).toContain('ward:');

    const removed = await run('data', 'remove', 'ward', '--yes', '--who', 'ann', '--json');
    expect(JSON.parse(removed.stdout)).toEqual({ dataset: 'ward', population: 'patients', studies: ['test-study'] });
    expect(sources()).not.toContain('ward:');
    expect(sources()).toContain('other:');
    expect((await run('data', 'list')).stdout).not.toContain('ward');
    expect((await run('data', 'remove', 'ward', '--yes')).stderr).toContain('no data set ward');
    const shown = JSON.parse((await run('audit', 'show', '--event', 'data.removed', '--json')).stdout) as unknown[];
    expect(shown).toEqual([expect.objectContaining({ actor: 'ann', dataset: 'ward', population: 'patients' })]);

    // Added again, it is of the same patients unless somebody says otherwise.
    expect((await run('data', 'remove', 'other', '--yes')).code).toBe(0);
    const again = await run('data', 'add', 'ward', other, '--study', 'x', '--patient-column', 'id', '--json');
    expect((JSON.parse(again.stdout) as { population: string }).population).toBe('patients');
  });
});

describe('an attestation', () => {
  it('is signed by a person, shown, and ends with the entry that it was signed for', async () => {
    describe60();
    expect((await run('data', 'add', 'ward', '--study', 'test-study')).stdout).toContain('Nobody has attested it yet');
    const asked = await run('data', 'attest', 'ward');
    expect([asked.code, asked.stderr]).toEqual([2, expect.stringContaining('no actual knowledge') as string]);
    const signed = await run('data', 'attest', 'ward', '--yes', '--who', 'Dr Ada Lindt');
    expect([signed.code, signed.stdout]).toEqual([0, expect.stringContaining('no actual knowledge') as string]);
    expect((await run('data', 'list')).stdout).toContain('attested by Dr Ada Lindt');
    expect((await run('plan', 'show', plan())).stdout).toContain('attested by Dr Ada Lindt');
    const log = await run('audit', 'show', '--json');
    expect(log.stdout).toMatch(/"event": ?"data\.attested"/);
    await run('data', 'accept', 'ward');
    expect((await run('data', 'list')).stdout).toContain('attested by Dr Ada Lindt');
    edit('dates: dmy', 'dates: mdy');
    expect((await run('data', 'attest', 'ward', '--yes')).code).toBe(3);
    await run('data', 'accept', 'ward');
    expect((await run('data', 'list')).stdout).toContain('nobody attested it');
  });

  it('is missed by a policy that asks for it', async () => {
    describe60();
    await run('data', 'add', 'ward', '--study', 'test-study');
    writeFileSync(folder.policyPath, `${readFileSync(folder.policyPath, 'utf8')}\nattestation: required\n`);
    const refused = await run('plan', 'approve', plan());
    expect(refused.stdout).toContain('ATTESTATION_MISSING: the policy of this hospital wants its data set ward attested');
    await run('data', 'attest', 'ward', '--yes');
    expect((await run('plan', 'approve', plan())).stdout).not.toContain('ATTESTATION_MISSING');
  });
});
