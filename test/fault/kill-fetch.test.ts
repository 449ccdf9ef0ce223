import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BulkDataServer, builtProgram, createCertificates, fhirPatient, madePerson, ndjson } from '@consilium/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { mustRun, PROGRAMS_MS } from '../support/programs.ts';

const file = (number: number): { readonly type: string; readonly body: string } => ({
  type: 'Patient',
  body: ndjson(Array.from({ length: 20 }, (_, i) => fhirPatient(`p${number}-${i}`, madePerson(number * 20 + i)))),
});
const OLD = [0, 1].map(file);
const NEW = [10, 11, 12, 13, 14, 15].map(file);

let root: string;
let site: string;
let target: string;
let server: BulkDataServer;
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'consilium-kill-fetch-'));
  site = join(root, 'site');
  target = join(root, 'export');
  mkdirSync(join(site, 'state'), { recursive: true, mode: 0o700 });
  const config = { site: 'north', consortium: 'hearts', address: 'fl.example.org:8443' };
  writeFileSync(join(site, 'site.json'), JSON.stringify(config), { mode: 0o600 });
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'secp384r1' });
  writeFileSync(join(site, 'key.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  const certificates = await createCertificates();
  writeFileSync(join(site, 'ca.pem'), certificates.authorityPem);
  const { certificatePem, privateKeyPem } = certificates.member('coordinator', 'coordinator');
  server = await BulkDataServer.start({ certificatePem, privateKeyPem, clientId: 'consilium', files: OLD });
  const description = {
    url: server.url,
    clientId: 'consilium',
    keyFile: 'key.pem',
    export: 'system',
    types: ['Patient'],
    folder: target,
    ca: 'ca.pem',
  };
  writeFileSync(join(site, 'fhir-servers.yaml'), JSON.stringify({ servers: { cardiology: description } }), { mode: 0o600 });
  server.jwks = JSON.parse(await mustRun('site', [...FETCH, '--jwks', '--folder', site])) as typeof server.jwks;
}, PROGRAMS_MS);
afterEach(async () => {
  await server.stop();
  rmSync(root, { recursive: true, force: true });
});

const FETCH = ['data', 'fetch-fhir', 'cardiology'];
const fetched = async (): Promise<string> => await mustRun('site', [...FETCH, '--folder', site]);

/** Begins a fetch that is killed, with all its processes, when a path is asked for the so-manieth time from now on. */
async function killedAt(path: RegExp, request: number): Promise<void> {
  const asked = new Promise<void>((resolve) => {
    if (request > 1) server.misbehave(path, (_request, _response, go) => go(), request - 1);
    server.misbehave(path, () => resolve());
  });
  const child: ChildProcess = spawn(process.execPath, [builtProgram('site'), ...FETCH, '--folder', site], {
    stdio: 'ignore',
    detached: true,
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  await Promise.race([
    asked,
    ended.then(() => {
      throw new Error('the command ended before it was killed');
    }),
  ]);
  process.kill(-(child.pid ?? 0), 'SIGKILL');
  await ended;
}

/** What a source reads: the files of the export that the folder names. */
function lines(): readonly string[] {
  const { export: name } = JSON.parse(readFileSync(join(target, 'fetched.json'), 'utf8')) as { export: string };
  const files = readdirSync(join(target, name)).filter((one) => !one.startsWith('.') && !one.startsWith('_'));
  for (const one of files) expect(statSync(join(target, name, one)).mode & 0o777).toBe(0o600);
  return files
    .flatMap((one) => readFileSync(join(target, name, one), 'utf8').split('\n'))
    .filter((line) => line !== '')
    .sort();
}
const linesOf = (files: typeof OLD): readonly string[] =>
  files.flatMap(({ body }) => body.split('\n').filter((line) => line !== '')).sort();

it(
  'shows the export before until the new one is whole, whenever it is killed, and asks for nothing twice that it has',
  async () => {
    await fetched();
    server.files = NEW;
    const exports = server.count(/\$export$/);
    const places: readonly (readonly [RegExp, number])[] = [
      [/smart-configuration/, 1],
      [/^\/token$/, 1],
      [/\$export$/, 1],
      [/^\/jobs\//, 1],
      [/^\/files\//, 1],
      [/^\/files\//, 5],
    ];
    for (const [path, request] of places) {
      await killedAt(path, request);
      expect(lines()).toEqual(linesOf(OLD));
    }
    // The last kill left a file at least that is whole.
    const before = server.count(/^\/files\//);
    expect(await fetched()).toContain('an earlier fetch was gone on with');
    expect(server.count(/^\/files\//) - before).toBeLessThan(NEW.length);
    expect(lines()).toEqual(linesOf(NEW));
    // Killed while the server was asked for one, a command cannot know whether it is being made.
    expect(server.count(/\$export$/) - exports).toBe(2);
    // Of what was killed nothing is left but the export before.
    server.files = OLD;
    await killedAt(/^\/files\//, 1);
    await fetched();
    expect(lines()).toEqual(linesOf(OLD));
    expect(readdirSync(target).filter((name) => name.startsWith('.fetch-'))).toHaveLength(2);
  },
  PROGRAMS_MS,
);
