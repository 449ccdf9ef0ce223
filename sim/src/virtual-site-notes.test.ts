import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { secureRandom, systemClock } from '@consilium/core';
import { createLogger } from '@consilium/host';
import { loadBackend } from '@consilium/learning';
import { parsePlan } from '@consilium/plan';
import { siteService } from '@consilium/proto';
import { createCertificates, madePerson, type TestCertificates, TestConsortium } from '@consilium/testing';
import type { Client } from '@consilium/transport';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startVirtualSite } from './virtual-site.ts';
import { virtualSplit } from './virtual-split.ts';

const PEOPLE = 120;
const SITES = ['north', 'south'];
const STUDY = readFileSync(new URL('../../examples/notes/study.yaml', import.meta.url), 'utf8')
  .replace(/sites:\n(?: {2}\w+: \{ patients: \d+ \}\n)+/, 'sites: { north: { patients: 100 }, south: { patients: 100 } }\n')
  .replace('rounds: 40', 'rounds: 2');

let folder: string;
let certificates: TestCertificates;
let consortium: TestConsortium;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-notes-wire-'));
  mkdirSync(join(folder, 'sites'));
  certificates = await createCertificates();
  consortium = await TestConsortium.open(certificates, { wire: 'grpc', sites: SITES, clock: systemClock });
});
afterEach(async () => {
  await consortium.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A patient of whom the note says everything that is known, in small letters too. */
function rowOf(site: string, i: number): string {
  const { family, given, mrn, ssn, phone, email, street } = madePerson(i);
  const finding = i % 2 === 0 ? 'Presents with pyrexia and wibblewort' : 'Denies fever';
  const note = [
    `Seen on the ward round before going home. ${finding}. All is well, and the family knows it since yesterday.`,
    `${given} ${family.toLowerCase()} calls from ${phone}, writes from ${email}, lives at`,
    `${street}, ${ssn}`,
    ...(i % 10 === 3 ? ['\ufffd'] : []),
  ].join('\n');
  return `${site}${mrn},${family},${given},${40 + (i % 40)},${i % 3 === 0 ? 1 : 0},"${note}"`;
}

/** Everything that would tell who somebody is, and a word of notes for which nobody asks. */
function planted(): readonly string[] {
  return Array.from({ length: PEOPLE }, (_, i) => {
    const { latitude: _latitude, contact: _contact, ...person } = madePerson(i);
    return [...Object.values(person), person.family.toLowerCase()];
  })
    .flat()
    .concat(['wibblewort', 'Nightjar', 'ward round']);
}

/** A client of which every message that leaves is kept, as an object and as bytes. */
function recorded(client: Client<typeof siteService>, sent: string[]): Client<typeof siteService> {
  const keep = <T>(message: T): T => {
    sent.push(inspect(message, { depth: 20, maxArrayLength: null, maxStringLength: null }));
    for (const value of Object.values(message ?? {}))
      if (ArrayBuffer.isView(value)) sent.push(Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1'));
    return message;
  };
  async function* kept(messages: AsyncIterable<unknown>): AsyncGenerator {
    for await (const message of messages) yield keep(message);
  }
  const isStream = (value: unknown): value is AsyncIterable<unknown> =>
    typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
  return new Proxy(client, {
    get: (target, name) => {
      const call = Reflect.get(target, name) as (first: unknown, ...rest: readonly unknown[]) => unknown;
      return typeof call === 'function'
        ? (first: unknown, ...rest: readonly unknown[]) => call.call(target, isStream(first) ? kept(first) : keep(first), ...rest)
        : call;
    },
  });
}

function filesIn(root: string): readonly string[] {
  return readdirSync(root).flatMap((name) => {
    const path = join(root, name);
    return statSync(path).isDirectory() ? filesIn(path) : [path];
  });
}

it('nothing of a note goes over the wire, to the coordinator, into logs or into the folder of an agent', async () => {
  const plan = parsePlan(STUDY, 'study.yaml');
  const sent: string[] = [];
  const logged: string[] = [];
  const backend = await loadBackend();
  const sites = SITES.map((siteId) => {
    const path = join(folder, `${siteId}.csv`);
    const rows = Array.from({ length: PEOPLE }, (_, i) => rowOf(siteId, i));
    writeFileSync(path, `patient_id,family_name,given_name,age,readmitted,note\n${rows.join('\n')}\n`, { mode: 0o600 });
    return startVirtualSite({
      siteId,
      plan,
      source: {
        source: { kind: 'csv', path },
        patient: { column: 'patient_id', name: 'patient_id' },
        identifiers: ['family_name', 'given_name'],
      },
      patients: 100,
      split: virtualSplit(0.2, '1'),
      folder: join(folder, 'sites'),
      client: recorded(consortium.client(siteService, certificates.member('site', siteId)), sent),
      backend,
      random: secureRandom(),
      noise: 'grid',
      clock: systemClock,
      log: createLogger({ component: 'site', level: 'debug', destination: { write: (line) => void logged.push(line) } }),
      version: '1',
      observe: () => {},
      dropout: 0,
    });
  });
  const run = await consortium.run(plan);
  await expect.poll(async () => (await consortium.info(run)).state, { timeout: 60_000, interval: 200 }).toBe('completed');
  for (const { agent } of sites) await agent.stop();
  expect(sent.length).toBeGreaterThan(10);
  const texts: [string, string][] = [
    ...sent.map((text): [string, string] => ['the wire', text]),
    ['logs of the sites', logged.join('')],
    ['log of the coordinator', consortium.logged.join('')],
    ...[...filesIn(join(folder, 'sites')), ...filesIn(consortium.folder)].map((path): [string, string] => [
      path,
      readFileSync(path, 'latin1'),
    ]),
  ];
  const found = texts.flatMap(([what, text]) =>
    planted().flatMap((value) => (text.includes(value) ? [`${what}: ${value}`] : [])),
  );
  expect(found).toEqual([]);
}, 180_000);
