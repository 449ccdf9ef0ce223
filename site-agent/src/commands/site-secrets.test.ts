import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SourceDescription, sourceSchema, sourceSecrets } from '../connectors/source-description.ts';
import { beginSite } from './site-key.ts';
import { SiteFolder } from './site-folder.ts';
import { otherSecrets, WITHOUT_SECRETS } from './site-secrets.ts';

let base: string;
let folder: SiteFolder;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'consilium-secrets-'));
  folder = new SiteFolder(join(base, 'site'));
  beginSite(folder, { site: 'north', consortium: 'cardio', address: 'localhost:8443' });
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const CSV = { kind: 'csv', path: '/data/heart.csv' };
const POSTGRES = { kind: 'postgres', host: 'db', database: 'd', user: 'u', table: 't', passwordFile: '/etc/password' };

function store(sources: readonly unknown[]): void {
  const entry = { population: 'cardio', heldOut: 0.2, patientColumn: 'id', patients: 300, studies: ['heart'] };
  const datasets = sources.map((source, i) => ({ ...entry, dataset: `set-${i}`, source }));
  write(JSON.stringify({ datasets }));
}

function write(catalogue: string): void {
  const path = join(folder.statePath, 'datasets.json');
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, catalogue, { mode: 0o600 });
}

describe('secrets that a person has named', () => {
  it('are those that the catalogue itself names, and the one of the proxy', async () => {
    folder.writeProxy({ url: 'http://proxy.example:3128', user: 'agent', passwordFile: '/etc/proxy-password' });
    const expected: [readonly unknown[], readonly string[]][] = [
      [[], []],
      [[CSV], []],
      [[CSV, POSTGRES], ['/etc/password']],
      [[POSTGRES], ['/etc/password']],
    ];
    expect(await otherSecrets(folder)).toEqual(['/etc/proxy-password']);
    for (const [sources, secrets] of expected) {
      store(sources);
      expect(await otherSecrets(folder)).toEqual(['/etc/proxy-password', ...secrets]);
      expect(folder.otherSecrets()).toEqual(['/etc/proxy-password', ...secrets]);
    }
  });

  it('are not known of a catalogue that is damaged', async () => {
    for (const damaged of ['', '[', 'null', '{}', '{"datasets":[null]}', '{"datasets":[{"source":null}]}', '{"datasets":{}}']) {
      write(damaged);
      await expect(otherSecrets(folder)).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    }
  });

  it('are named by no source of a kind that is taken to name none', () => {
    const kinds = new Set(sourceSchema.options.map(({ shape }) => shape.kind.value));
    for (const kind of WITHOUT_SECRETS) {
      expect(kinds).toContain(kind);
      // With everything in it that any source has to name one.
      const source = { ...POSTGRES, kind, clientKey: '/etc/key', database: { ...POSTGRES }, path: '/data' };
      expect(sourceSecrets(source as unknown as SourceDescription)).toEqual([]);
    }
  });
});
