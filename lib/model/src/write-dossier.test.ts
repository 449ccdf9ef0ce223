import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConsiliumError, sha256Hex } from '@consilium/core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parse } from 'yaml';
import { hashFolder } from './folder/hash-folder.ts';
import { sampleKeys, sampleParts } from './testing/sample-dossier.ts';
import { writeDossier } from './write-dossier.ts';

const { secret } = sampleKeys();
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-dossier-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => join(folder, name);
const json = (path: string): unknown => JSON.parse(readFileSync(at(path), 'utf8'));

it('is the same bytes for the same model, the signature apart, and has another address for any other', () => {
  const address = writeDossier(at('one'), sampleParts(), secret);
  expect(writeDossier(at('two'), sampleParts(), sampleKeys().secret)).toBe(address);
  const without = (name: string): unknown => [...hashFolder(at(name))].filter(([path]) => path !== 'model.sig');
  expect(without('two')).toEqual(without('one'));
  expect(address).toBe(sha256Hex(readFileSync(at('one/manifest.json'))));
  const { evidence } = sampleParts();
  const others = [
    sampleParts({ author: {} }),
    sampleParts({ evidence: { ...evidence, endedMs: 1 } }),
    sampleParts({ evidence: { ...evidence, rounds: evidence.rounds.slice(0, 1) } }),
  ];
  const addresses = others.map((parts, i) => writeDossier(at(`other${i}`), parts, secret));
  expect(new Set([address, ...addresses]).size).toBe(1 + others.length);
});

it('says where the model comes from, in the form of SLSA, by the clock of the run', () => {
  writeDossier(at('one'), sampleParts(), secret);
  const weights = { name: 'model/weights.bin', digest: { sha256: sha256Hex('w') } };
  const scores = {
    name: 'evaluation/released.json',
    digest: { sha256: sha256Hex(readFileSync(at('one/evaluation/released.json'))) },
  };
  const { plan } = sampleParts();
  expect(json('one/provenance.json')).toMatchObject({
    _type: 'https://in-toto.io/Statement/v1',
    subject: [weights],
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: {
      buildDefinition: {
        externalParameters: { study: 'hip-stay', plan: plan.hash },
        internalParameters: {
          rehearsal: false,
          rounds: [
            { round: 1, attempt: 1, sites: ['alpine', 'harbour'] },
            { round: 2, attempt: 2, sites: ['alpine', 'harbour'] },
          ],
          privacy: { planned: { epsilon: 2 }, spent: [{ site: 'alpine', epsilon: 1.9 }] },
        },
        resolvedDependencies: [{ name: 'plan', digest: { sha256: plan.hash } }],
      },
      runDetails: {
        builder: { id: 'urn:consilium:run', version: { consilium: '1.2.3' } },
        metadata: { invocationId: 'run-1', startedOn: '2026-01-02T03:04:05.000Z', finishedOn: '2026-01-02T04:00:00.000Z' },
        byproducts: [scores],
      },
    },
  });
});

it('has a card with every source attribute: known, stated or named as not stated', () => {
  writeDossier(at('one'), sampleParts(), secret);
  const card = parse(readFileSync(at('one/card.yaml'), 'utf8')) as {
    readonly attributes: readonly {
      readonly name: string;
      readonly citation: string;
      readonly text: string;
      readonly from: string;
    }[];
  };
  expect(card.attributes).toHaveLength(31);
  expect(new Set(card.attributes.map(({ citation }) => citation)).size).toBe(31);
  const by = (from: string): readonly string[] => card.attributes.filter((one) => one.from === from).map(({ name }) => name);
  expect(by('author')).toEqual(['intendedUse']);
  expect(by('plan')).toEqual(['outputKind', 'inputs']);
  expect(by('run')).toEqual(['representativeness', 'validity', 'fairness']);
  const page = readFileSync(at('one/card.html'), 'utf8');
  expect(page.match(/not stated/g)).toHaveLength(by('nobody').length);
  for (const text of ['plan the beds of a ward', 'auc 0.400', 'sex: female', 'explanation']) expect(page).toContain(text);
  expect(page).not.toMatch(/<script|https?:\/\//);
});

it('names what is missing and makes nothing up for it', () => {
  const { evidence } = sampleParts();
  const { released: _none, ...bare } = evidence;
  const parts = sampleParts({ author: {}, evidence: { ...bare, rounds: [], warnings: ['<b>careful</b>'] } });
  writeDossier(at('one'), parts, secret);
  const { missing } = json('one/manifest.json') as { readonly missing: readonly { readonly part: string }[] };
  expect(missing.map(({ part }) => part)).toEqual(['explanation', 'bias', 'change control', 'evaluation']);
  expect(existsSync(at('one/evaluation'))).toBe(false);
  expect(JSON.stringify(json('one/ml-bom.json'))).not.toMatch(/quantitativeAnalysis|considerations/);
  expect(readFileSync(at('one/card.html'), 'utf8')).toContain('&lt;b&gt;careful&lt;/b&gt;');
});

it('is there whole or not at all, and takes the place of nothing', () => {
  mkdirSync(at('empty'));
  writeDossier(at('empty'), sampleParts(), secret);
  const before = [...hashFolder(at('empty'))];
  expect(() => writeDossier(at('empty'), sampleParts(), secret)).toThrow(expect.objectContaining({ code: 'TARGET_EXISTS' }));
  expect([...hashFolder(at('empty'))]).toEqual(before);
  writeFileSync(at('file'), 'f');
  expect(() => writeDossier(at('file'), sampleParts(), secret)).toThrow(ConsiliumError);
  const failing = sampleParts({
    writeModel(model) {
      mkdirSync(model);
      throw Object.assign(new Error('no room'), { code: 'ENOSPC' });
    },
  });
  expect(() => writeDossier(at('new'), failing, secret)).toThrow(expect.objectContaining({ code: 'DISK_FULL' }));
  expect(readdirSync(folder).sort()).toEqual(['empty', 'file']);
});
