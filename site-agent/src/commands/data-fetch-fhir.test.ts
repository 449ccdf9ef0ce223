import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import {
  answering,
  BulkDataServer,
  createCertificates,
  cuttingAfter,
  type ExportedFile,
  fhirObservation,
  fhirPatient,
  fhirQuantity,
  madePerson,
  ndjson,
  outcome,
  type TestCertificates,
} from '@consilium/testing';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { ndjsonFiles } from '../connectors/fhir/fhir-folder.ts';
import { createPolicyFile } from '../gate/index.ts';
import { type ProgramRun, runProgram } from '../testing/run-program.ts';
import { SiteFolder } from './site-folder.ts';

const CLIENT = 'consilium-north';
/** What nobody may see outside the files. */
const PLANTED = ['Quibbleton', 'Zaphira', 'MRN-77', '987-65', 'Nightjar', 'Zebulon', 'Quartzmann', 'MRN-5550199'];

const patients = (from: number, to: number): string =>
  ndjson(Array.from({ length: to - from }, (_, i) => fhirPatient(`p${from + i}`, madePerson(from + i))));
const observations = (number: number): string =>
  ndjson(
    Array.from({ length: number }, (_, i) =>
      fhirObservation(`o${i}`, 'Patient/p0', madePerson(0), ['LOINC', '8480-6'], '2021-03-04T05:06:07Z', {
        valueQuantity: fhirQuantity(120 + i, 'mm[Hg]'),
      }),
    ),
  );
const FILES: readonly ExportedFile[] = [
  { type: 'Patient', body: patients(0, 3) },
  { type: 'Patient', body: patients(3, 5) },
  { type: 'Observation', body: observations(40) },
];

let certificates: TestCertificates;
let keys: { readonly ec: KeyObject; readonly rsa: KeyObject };
beforeAll(async () => {
  certificates = await createCertificates();
  keys = {
    ec: generateKeyPairSync('ec', { namedCurve: 'secp384r1' }).privateKey,
    rsa: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
  };
});

let root: string;
let folder: SiteFolder;
let target: string;
let servers: BulkDataServer[];
let runs: ProgramRun[];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'consilium-fetch-'));
  folder = new SiteFolder(join(root, 'site'));
  mkdirSync(folder.statePath, { recursive: true, mode: 0o700 });
  folder.writeConfig({ site: 'north', consortium: 'hearts', address: 'fl.example.org:8443' });
  createPolicyFile(folder.policyPath);
  target = join(root, 'export');
  writeKey(keys.ec);
  writeFileSync(join(folder.path, 'ca.pem'), certificates.authorityPem);
  servers = [];
  runs = [];
});

afterEach(async () => {
  await Promise.all(servers.map(async (server) => await server.stop()));
  // Nothing that a person at a terminal, a log or an auditor sees holds a word of a record or of the server.
  const said = [...runs.map(({ stdout, stderr }) => stdout + stderr), ...auditTexts()].join('\n');
  expect(PLANTED.filter((word) => said.includes(word))).toEqual([]);
  rmSync(root, { recursive: true, force: true });
});

const auditTexts = (): readonly string[] =>
  existsSync(folder.auditPath)
    ? readdirSync(folder.auditPath, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    : [];
const auditEvents = (): readonly Record<string, unknown>[] =>
  readFileSync(join(folder.auditPath, 'entries.jsonl'), 'utf8')
    .split('\n')
    .flatMap((line) => (line.includes('data.fetched') ? [JSON.parse(line) as Record<string, unknown>] : []));

function writeKey(key: KeyObject): void {
  const path = join(folder.path, 'fhir-key.pem');
  rmSync(path, { force: true });
  writeFileSync(path, key.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
}

async function started(files: readonly ExportedFile[] = FILES, errors: readonly string[] = []): Promise<BulkDataServer> {
  const { certificatePem, privateKeyPem } = certificates.member('coordinator', 'coordinator');
  const server = await BulkDataServer.start({ certificatePem, privateKeyPem, clientId: CLIENT, files, errors });
  servers.push(server);
  return server;
}

/** Describes a server, and registers the key there as its administrator would. */
async function described(server: BulkDataServer, fields: Record<string, unknown> = {}): Promise<void> {
  const entry = {
    url: server.url,
    clientId: CLIENT,
    keyFile: 'fhir-key.pem',
    export: { group: 'cohort' },
    types: ['Patient', 'Observation'],
    folder: target,
    ca: 'ca.pem',
    ...fields,
  };
  writeFileSync(folder.fhirServersPath, stringify({ servers: { cardiology: entry } }), { mode: 0o600 });
  const { code, stdout } = await run('--jwks');
  if (code === 0) server.jwks = JSON.parse(stdout) as typeof server.jwks;
}

async function run(...more: string[]): Promise<ProgramRun> {
  const result = await runProgram(folder.path, 'data', 'fetch-fhir', 'cardiology', ...more);
  runs.push(result);
  return result;
}

/** Lines of the files of the folder as the source reads them. */
const fetchedLines = (): readonly string[] =>
  ndjsonFiles(target).flatMap((path) =>
    readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line !== ''),
  );
const sent = (files: readonly ExportedFile[] = FILES): readonly string[] =>
  files.flatMap(({ body }) =>
    String(body)
      .split('\n')
      .filter((line) => line !== ''),
  );
const exportFolders = (): readonly string[] => readdirSync(target).filter((name) => name.startsWith('.fetch-'));

/** An export that is refused: with this code and words, and the source as it was. */
async function refused(code: number, words: RegExp, ...more: string[]): Promise<ProgramRun> {
  const result = await run(...more);
  expect([result.code, result.stderr]).toEqual([code, expect.stringMatching(words) as string]);
  expect(existsSync(join(target, 'fetched.json'))).toBe(false);
  return result;
}

describe('an export', () => {
  it('of a group becomes what the folder of the source holds, for this user alone, and is written down', async () => {
    const server = await started();
    await described(server);
    const { code, stdout, stderr } = await run();
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('cardiology: 45 resources in 3 files');
    expect(stdout).toContain('  Patient: 5\n  Observation: 40\n');
    expect([...fetchedLines()].sort()).toEqual([...sent()].sort());
    for (const path of ndjsonFiles(target)) expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(target).mode & 0o777).toBe(0o700);
    const [kickOff] = server.seen.filter(({ path }) => path.endsWith('$export'));
    expect(kickOff?.path).toBe('/r4/Group/cohort/$export');
    expect([kickOff?.query.get('_type'), kickOff?.query.has('_since')]).toEqual(['Patient,Observation', false]);
    // The server may throw its copy away, and links are kept nowhere.
    expect(server.exports).toBe(0);
    expect(ndjsonFiles(target).every((path) => !existsSync(join(path, '..', '.journal')))).toBe(true);
    const [event, ...others] = auditEvents();
    expect(others).toEqual([]);
    expect(event).toMatchObject({ server: 'cardiology', files: 3, resources: 45, despiteErrors: false });
  });

  it.each([
    ['system', '/r4/$export'],
    ['patients', '/r4/Patient/$export'],
  ])('of %s is asked for at %s', async (of, path) => {
    const server = await started();
    await described(server, { export: of });
    expect((await run()).code).toBe(0);
    expect(server.count(new RegExp(`^${path.replaceAll('$', '\\$')}$`))).toBe(1);
  });

  it('is fetched with a key of RSA as well, and packed where the server packs', async () => {
    writeKey(keys.rsa);
    const server = await started();
    server.gzip = true;
    await described(server);
    const { code, stdout } = await run('--json');
    expect(code).toBe(0);
    const facts = JSON.parse(stdout) as Record<string, unknown>;
    expect(facts).toMatchObject({ server: 'cardiology', folder: target, files: 3, resources: { Patient: 5, Observation: 40 } });
    expect(ndjsonFiles(target).map((path) => path.slice(-10))).toEqual(['.ndjson.gz', '.ndjson.gz', '.ndjson.gz']);
  });

  it('is waited for, and the words of the server about it are not shown', async () => {
    const server = await started();
    server.polls = 2;
    await described(server);
    expect((await run()).code).toBe(0);
    expect(server.count(/^\/jobs\//)).toBe(3);
  });

  it('takes the place of the one before at once, which stays for who reads it until the next', async () => {
    const server = await started();
    await described(server);
    await run();
    const [first] = exportFolders();
    server.files = [{ type: 'Patient', body: patients(7, 9) }];
    expect((await run()).code).toBe(0);
    expect(fetchedLines()).toHaveLength(2);
    expect(exportFolders()).toHaveLength(2);
    expect(exportFolders()).toContain(first);
    expect((await run()).code).toBe(0);
    expect(exportFolders()).toHaveLength(2);
    expect(exportFolders()).not.toContain(first);
  });

  it('leaves files of types that nobody asked for where they are', async () => {
    const server = await started([...FILES, { type: 'DocumentReference', body: '{"resourceType":"DocumentReference"}\n' }]);
    await described(server);
    expect((await run()).stdout).toContain('1 files of types that nobody asked for were left there');
    expect(server.count(/^\/files\//)).toBe(3);
  });

  it('shows no token to who gives files without one', async () => {
    const server = await started();
    server.requiresAccessToken = false;
    await described(server);
    expect((await run()).code).toBe(0);
    expect(server.seen.filter(({ path, authorized }) => path.startsWith('/files/') && authorized)).toEqual([]);
  });
});

describe('a server that has bad moments', () => {
  it('is asked again when it is busy, everywhere', async () => {
    const server = await started();
    await described(server);
    const busy = { 'retry-after': '0' };
    server.misbehave(/smart-configuration/, answering(503, busy));
    server.misbehave(/^\/token/, answering(429, busy));
    server.misbehave(/\$export$/, answering(429, busy));
    server.misbehave(/^\/jobs\//, answering(502, busy));
    server.misbehave(/^\/files\//, answering(503, busy));
    expect((await run()).code).toBe(0);
    expect(fetchedLines()).toHaveLength(45);
  }, 30_000);

  it('may cut a connection in the middle of a file, which is fetched again', async () => {
    const server = await started();
    await described(server);
    server.misbehave(/^\/files\/[^/]+\/2$/, cuttingAfter(1000));
    expect((await run()).code).toBe(0);
    expect(fetchedLines()).toHaveLength(45);
    expect(server.count(/^\/files\/[^/]+\/2$/)).toBe(2);
  });

  it('may answer in another protocol, and is asked again', async () => {
    const server = await started();
    await described(server);
    server.misbehave(/^\/files\/[^/]+\/2$/, (_request, { socket }) => {
      socket?.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n');
    });
    expect((await run()).code).toBe(0);
    expect(fetchedLines()).toHaveLength(45);
  });

  it('may end the token between two files', async () => {
    const server = await started();
    await described(server);
    server.misbehave(/^\/files\/[^/]+\/2$/, (_request, response) => {
      server.revokeTokens();
      answering(401)(_request, response, () => {});
    });
    expect((await run()).code).toBe(0);
    expect(server.count(/^\/token$/, 'POST')).toBeGreaterThanOrEqual(2);
    expect(fetchedLines()).toHaveLength(45);
  });

  it('gives new links when those of the manifest have ended', async () => {
    const server = await started();
    await described(server);
    server.misbehave(/^\/files\//, answering(403));
    expect((await run()).code).toBe(0);
    expect(server.count(/^\/jobs\//)).toBe(2);
  });

  it('whose new links come in another order is not mixed with itself', async () => {
    const server = await started([
      { type: 'Patient', body: patients(0, 3) },
      { type: 'Patient', body: patients(3, 6) },
    ]);
    await described(server);
    let manifests = 0;
    server.manifest = (made) => (manifests++ === 0 ? made : { ...made, output: (made['output'] as unknown[]).toReversed() });
    // The first file is there when the link of the second has ended.
    server.misbehave(/^\/files\/[^/]+\/1$/, (_request, response) => {
      const whole = setInterval(() => {
        if (!exportFolders().some((name) => existsSync(join(target, name, 'Patient.0.ndjson')))) return;
        clearInterval(whole);
        response.writeHead(410).end();
      }, 10);
    });
    await refused(6, /does not know the export any more/);
    expect((await run()).code).toBe(0);
    expect([...fetchedLines()].sort()).toEqual([...sent(server.files)].sort());
  });

  it('whose new links have ended too is asked for another export by the next command', async () => {
    const server = await started();
    await described(server);
    server.misbehave(/^\/files\/[^/]+\/1$/, answering(403), 2);
    await refused(6, /does not know the export any more/);
    expect(exportFolders()).toEqual([]);
    expect((await run()).code).toBe(0);
  });

  it('that never ends an export is waited for as long as the hospital says, and then again', async () => {
    const server = await started();
    server.polls = 1_000_000;
    await described(server, { waitHours: 0.0004 });
    await refused(6, /has not made the export within 0\.0004 h/);
    // It may take longer the next time: the wait is not of what is fetched.
    await described(server, { waitHours: 1 });
    server.polls = 0;
    expect(server.count(/\$export$/)).toBe(1);
    server.forgetExports();
    expect((await run()).code).toBe(0);
    expect(server.count(/\$export$/)).toBe(2);
  }, 30_000);
});

describe('an export is refused', () => {
  it.each([
    [
      'since a date',
      (made: Record<string, unknown>) => ({ ...made, request: `${String(made['request'])}&_since=2026` }),
      /since a date/,
    ],
    [
      'with deleted resources',
      (made: Record<string, unknown>) => ({ ...made, deleted: [{ type: 'Bundle', url: 'https://x' }] }),
      /deleted resources/,
    ],
    [
      'in parts',
      (made: Record<string, unknown>) => ({ ...made, link: [{ relation: 'next', url: 'https://x' }] }),
      /has a next page/,
    ],
    ['without a file', (made: Record<string, unknown>) => ({ ...made, output: [] }), /holds no file of Patient, Observation/],
    ['that has no outputs', (made: Record<string, unknown>) => ({ ...made, output: 'Zebulon' }), /manifest whose output/],
    [
      'whose files are elsewhere',
      (made: Record<string, unknown>) => ({ ...made, output: [{ type: 'Patient', url: 'https://files.evil.example/Zebulon' }] }),
      /leads to files\.evil\.example, which fhir-servers\.yaml does not name/,
    ],
    [
      'whose files come without TLS',
      (made: Record<string, unknown>) => ({ ...made, output: [{ type: 'Patient', url: 'http://127.0.0.1/Zebulon' }] }),
      /does not begin with https/,
    ],
  ])('%s', async (_what, manifest, words) => {
    const server = await started();
    server.manifest = manifest;
    await described(server);
    const code = words.source.includes('leads to') || words.source.includes('https') ? 5 : 3;
    await refused(code, words);
    expect(server.count(/^\/files\//)).toBe(0);
  });

  it('of which the server says that it lacks something, unless a person takes it all the same', async () => {
    const errors = [
      `${JSON.stringify(outcome('error', 'processing'))}\n${JSON.stringify(outcome('warning', 'not-found'))}\nZebulon\n`,
    ];
    const server = await started(FILES, errors);
    await described(server);
    await refused(3, /could not export everything: 1 error\/unknown, 1 error\/processing/);
    expect(server.count(/^\/files\/[^/]+\/\d/)).toBe(0);
    const { code, stdout } = await run('--despite-errors');
    expect(code).toBe(0);
    expect(stdout).toContain('1 error/unknown, 1 error/processing, 1 warning/not-found');
    // It was not asked for twice.
    expect(server.count(/\$export$/)).toBe(1);
    expect(auditEvents()[0]).toMatchObject({ despiteErrors: true });
  });

  it('with warnings alone is taken, and they are shown', async () => {
    const server = await started(FILES, [JSON.stringify(outcome('warning', 'incomplete'))]);
    await described(server);
    expect((await run()).stdout).toContain('The server said of its export: 1 warning/incomplete');
  });

  it('that the server could not make, with its codes', async () => {
    const server = await started();
    await described(server);
    server.misbehave(/^\/jobs\//, answering(500, {}, JSON.stringify(outcome('fatal', 'exception'))));
    await refused(3, /could not make the export: HTTP 500, 1 fatal\/exception/);
  });

  it.each<[string, ExportedFile, RegExp]>([
    [
      'fewer resources than were said',
      { type: 'Patient', body: patients(0, 2), count: 3 },
      /sends 2 resources in a file of Patient that is said to have 3/,
    ],
    ['a page', { type: 'Patient', body: '<html>\nZebulon</html>\n' }, /2 of 2 lines are no resource/],
    [
      'half a resource',
      { type: 'Patient', body: `${patients(0, 1)}{"resourceType":"Patient","id":"Zebulon` },
      /1 of 2 lines are no resource/,
    ],
    ['another type', { type: 'Patient', body: observations(1) }, /begins with another type/],
    ['more than was allowed', { type: 'Patient', body: patients(0, 100) }, /more than 0\.0001 GB \(mostGigabytes\)/],
  ])('with a file of %s', async (_what, file, words) => {
    const server = await started([file]);
    await described(server, { mostGigabytes: 0.0001 });
    await refused(3, words);
    // Nothing of it stays.
    expect(exportFolders()).toEqual([]);
    expect(server.exports).toBe(0);
  });

  it.each<[string, Record<string, string>, Buffer, RegExp]>([
    [
      'a page of a proxy',
      { 'content-type': 'text/html' },
      Buffer.from('Zebulon'),
      /no NDJSON, by its content type \(text\/html\)/,
    ],
    [
      'nothing that says what it is',
      { 'content-type': 'Zebulon' },
      Buffer.from('x'),
      /no NDJSON, by its content type \(which is none\)/,
    ],
    ['what is packed in another way', { 'content-encoding': 'br' }, Buffer.from('x'), /packed otherwise than by gzip/],
    ['what is no gzip', { 'content-encoding': 'gzip' }, Buffer.from('Zebulon'), /cannot be unpacked/],
    ['half of a gzip', { 'content-encoding': 'gzip' }, gzipSync(patients(0, 9)).subarray(0, 300), /cannot be unpacked/],
    [
      'a bomb',
      { 'content-encoding': 'gzip' },
      gzipSync(Buffer.alloc(64 * 1024 * 1024, ' ')),
      /unpacks to more than 250 times its size/,
    ],
    [
      'more than was allowed behind what unpacks',
      { 'content-encoding': 'gzip' },
      Buffer.concat([gzipSync(patients(0, 1)), Buffer.alloc(2_000_000)]),
      /more than 0\.001 GB \(mostGigabytes\)/,
    ],
    [
      'more than was allowed of nothing',
      { 'content-encoding': 'gzip' },
      Buffer.concat([gzipSync(patients(0, 1)), ...Array<Buffer>(60_000).fill(gzipSync(''))]),
      /more than 0\.001 GB \(mostGigabytes\)/,
    ],
  ])('with a file that is %s', async (_what, headers, body, words) => {
    const server = await started([{ type: 'Patient', body: patients(0, 1) }]);
    await described(server, words.source.includes('mostGigabytes') ? { mostGigabytes: 0.001 } : {});
    server.misbehave(
      /^\/files\//,
      answering(200, { 'content-type': 'application/fhir+ndjson', 'content-length': String(body.length), ...headers }, body),
    );
    await refused(3, words);
  });

  it('where something redirects, wherever to', async () => {
    for (const path of [/smart-configuration/, /^\/token/, /\$export$/, /^\/jobs\//, /^\/files\//]) {
      const server = await started();
      await described(server);
      server.misbehave(path, answering(302, { location: `${server.origin}/Zebulon` }));
      await refused(5, /by a redirection \(HTTP 302\), which is not followed/, '--new');
      expect(server.count(/Zebulon/)).toBe(0);
    }
  });
});

describe('a client is refused', () => {
  it('that the server does not know', async () => {
    const server = await started();
    await described(server);
    server.jwks = { keys: [] };
    const { stderr } = await refused(3, /gives the client consilium-north no token: HTTP 400, invalid_client/);
    expect(stderr).toContain('--jwks');
  });

  it.each([
    [600_000, /its clock is (?:599|600|601) s ahead of that of this machine/],
    [-600_000, /its clock is (?:599|600|601) s behind that of this machine/],
  ])('whose clock is wrong by %i ms, which is said', async (ahead, words) => {
    const server = await started();
    await described(server);
    server.clockAheadMs = ahead;
    const { stderr } = await refused(6, words);
    expect(stderr).toContain('NTP');
  });

  it('that may not read a type, before it gets an export without it', async () => {
    const server = await started();
    server.grants = 'system/Patient.rs system/Observation.c';
    await described(server);
    await refused(3, /does not let this client read Observation/);
  });

  it('whose key others can read, or is of another kind', async () => {
    const server = await started();
    await described(server);
    chmodSync(join(folder.path, 'fhir-key.pem'), 0o644);
    await refused(5, /fhir-key\.pem/);
    writeKey(generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey);
    await refused(5, /neither a key of the curve P-384/);
  });
});

it('believes no certificate of another authority, and none in the clear', async () => {
  const server = await started();
  await described(server);
  writeFileSync(join(folder.path, 'ca.pem'), certificates.foreignAuthorityPem);
  await refused(5, /certificate that is not trusted/);
  await described(server, {}).catch(() => {});
  writeFileSync(folder.fhirServersPath, readFileSync(folder.fhirServersPath, 'utf8').replace('https://', 'http://'));
  await refused(3, /is the base address of the server: https/);
  expect(server.seen).toEqual([]);
});

it('goes on with files that are what they were, and fetches another again that is as long', async () => {
  const server = await started();
  await described(server);
  // The first file is there when the next one fails.
  server.misbehave(/^\/files\/[^/]+\/2$/, (_request, response) => {
    const whole = setInterval(() => {
      if (!exportFolders().some((name) => existsSync(join(target, name, 'Patient.0.ndjson')))) return;
      clearInterval(whole);
      response.writeHead(302, { location: '/' }).end();
    }, 10);
  });
  await refused(5, /by a redirection/);
  const file = join(target, exportFolders()[0] ?? '', 'Patient.0.ndjson');
  writeFileSync(file, readFileSync(file, 'utf8').replace('p0', 'p9'));
  expect((await run()).code).toBe(0);
  expect([...fetchedLines()].sort()).toEqual([...sent(server.files)].sort());
  expect(server.count(/^\/files\/[^/]+\/0$/)).toBe(2);
});

it('lets no journal name a file outside of its folder', async () => {
  const server = await started();
  await described(server);
  server.misbehave(/^\/files\//, answering(302));
  await refused(5, /by a redirection/);
  const journal = join(target, exportFolders()[0] ?? '', '.journal');
  writeFileSync(journal, readFileSync(journal, 'utf8').replaceAll('"type":"Patient"', '"type":"../../evil"'));
  await refused(3, /journal is damaged/);
  expect((await run('--new')).code).toBe(0);
});

it('fetches into no folder of other things', async () => {
  const server = await started();
  await described(server);
  mkdirSync(target, { mode: 0o700 });
  writeFileSync(join(target, 'Patient.ndjson'), '');
  await refused(3, /holds 1 other files or folders/);
  rmSync(join(target, 'Patient.ndjson'));
  chmodSync(target, 0o755);
  await refused(3, /can be entered by others/);
  const shared = join(root, 'shared');
  mkdirSync(shared);
  chmodSync(shared, 0o775);
  await described(server, { folder: join(shared, 'deep', 'export') });
  await refused(3, /lies in \S+shared, where others can put another folder in its place/);
  await described(server, { folder: join(folder.statePath, 'export') });
  await refused(3, /lies in the folder of the agent itself/);
});

it('says what is wrong with the description of a server', async () => {
  const server = await started();
  await described(server, { since: '2026-01-01' });
  await refused(3, /since.*holds no patient whole/);
  await described(server, { types: ['DocumentReference'] });
  await refused(3, /types/);
  // A path would make it the export of the system.
  await described(server, { export: { group: '..' } });
  await refused(3, /group: .*is an id of FHIR, and not dots alone/);
  await described(server);
  runs.push(await runProgram(folder.path, 'data', 'fetch-fhir', 'neurology'));
  expect(runs.at(-1)?.stderr).toMatch(/describes no server neurology; it has cardiology/);
});
