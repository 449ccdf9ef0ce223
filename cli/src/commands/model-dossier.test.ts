import { generateKeyPairSync } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canonicalJson, sha256Hex } from '@consilium/core';
import { readPublicKey, readReleaseKey, type RunEvidence, verifyDossier } from '@consilium/model';
import { readModelFolder, runEvidence, writeModelDossier } from '@consilium/sim';
import {
  CONSORTIUM,
  createCertificates,
  fourSitePlan,
  testRoster,
  type TestCertificates,
  TestConsortium,
} from '@consilium/testing';
import { writeVerifierKey } from '@consilium/transparency';
import { writeIdentityFolder } from '@consilium/trust';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { LEDGER, maskedRound, SITES, twoRounds } from '../testing/finished-run.ts';
import { typeCommand } from '../testing/type-command.ts';
import { signOtherManifest } from '../testing/sign-other-manifest.ts';

const ROSTER = testRoster(SITES);
const log = generateKeyPairSync('ed25519');
const verifier = {
  name: 'consilium/test/coordinator',
  publicKey: Buffer.from(log.publicKey.export({ format: 'jwk' }).x ?? '', 'base64url'),
};

let certificates: TestCertificates;
let bench: TestConsortium;
let folder: string;
let run: string;
const at = (name: string): string => join(folder, name);

beforeAll(async () => {
  certificates = await createCertificates();
  const signer = { verifier, privateKey: log.privateKey, used: false, remember: () => {} };
  bench = await TestConsortium.open(certificates, { wire: 'grpc', sites: SITES, signer, roster: ROSTER, rehearsal: false });
  folder = mkdtempSync(join(tmpdir(), 'consilium-run-dossier-'));
  writeIdentityFolder(at('ada'), { ...certificates.member('user', 'ada'), consortium: CONSORTIUM, address: bench.address });
  run = await twoRounds(bench, fourSitePlan({ masks: false, rounds: 2 }));
  await typed('run', 'results', run, '--out', at('results'), '--identity', at('ada'));
  await typed('model', 'key', '--out', at('release.key'));
  writeFileSync(at('card.yaml'), 'intendedUse: tell the ward whom to see first\n');
  await typed('model', 'dossier', at('results'), '--key', at('release.key'), '--card', at('card.yaml'), '--out', at('dossier'));
  writeFileSync(at('key.vkey'), `${writeVerifierKey(verifier)}\n`);
});
afterEach(() => {
  vi.restoreAllMocks();
  process.removeAllListeners('uncaughtException');
});
afterAll(async () => {
  await bench.close();
  rmSync(folder, { recursive: true, force: true });
});

async function typed(...args: readonly string[]): Promise<string> {
  const { code, text } = await typeCommand(...args);
  expect({ code, text }).toMatchObject({ code: 0 });
  return text;
}

it('the dossier of a run is made of what the audit log shows, and verified by it', async () => {
  const text = await typed(
    'model',
    'verify',
    at('dossier'),
    '--key',
    at('release.key.pub'),
    '--log-key',
    at('key.vkey'),
    '--json',
  );
  const verified = JSON.parse(text) as { readonly statements: readonly { readonly by: string; readonly what: string }[] };
  expect(verified).toMatchObject({ run, rehearsal: false, log: { key: writeVerifierKey(verifier) } });
  expect(verified.statements.filter(({ by }) => by === 'log').map(({ what }) => what)).toEqual([
    expect.stringMatching(/has made this model in 2 rounds and was completed: entry \d+ of \d+ under a signed checkpoint/),
    expect.stringContaining('which sites and updates'),
  ]);
  const provenance = readFileSync(at('dossier/provenance.json'), 'utf8');
  expect(JSON.parse(provenance)).toMatchObject({
    predicate: {
      buildDefinition: {
        internalParameters: {
          rehearsal: false,
          rounds: [
            { round: 1, attempt: 2, sites: SITES },
            { round: 2, attempt: 1, sites: SITES },
          ],
          privacy: { planned: { epsilon: expect.any(Number) as number }, spent: [] },
          warnings: [expect.stringContaining('had to be tried again')],
        },
      },
      runDetails: { builder: { id: 'urn:consilium:run' } },
    },
  });
  expect(JSON.parse(readFileSync(at('dossier/evaluation/released.json'), 'utf8'))).toMatchObject({
    released: { sites: ['east', 'north', 'south'] },
    rounds: [{ round: 1 }, { round: 2 }],
  });
});

it('has what released scores say as the coordinator shows them', async () => {
  const summary = JSON.parse(readFileSync(at('results/summary.json'), 'utf8')) as { readonly released: unknown };
  const evaluation = JSON.parse(readFileSync(at('dossier/evaluation/released.json'), 'utf8')) as { readonly released: unknown };
  expect(summary.released).toEqual(evaluation.released);
});

it('names where ledgers stood, and no address, user or patient', () => {
  const text = readFileSync(at('dossier/evidence/run-log.json'), 'utf8');
  const { rounds } = JSON.parse(text) as { readonly rounds: readonly { readonly contributions: readonly object[] }[] };
  expect(rounds[0]?.contributions[0]).toMatchObject({ site: 'east', ledger: { seq: 3, hash: LEDGER.hash } });
  expect(text).not.toMatch(/127\.0\.0\.1|peer|"ada"|cardiology/);
});

it('is refused where the log is that of another key, or the dossier one of another signer', async () => {
  const other = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }).x ?? '';
  writeFileSync(at('other.vkey'), writeVerifierKey({ ...verifier, publicKey: Buffer.from(other, 'base64url') }));
  const { code, text } = await typeCommand(
    'model',
    'verify',
    at('dossier'),
    '--key',
    at('release.key.pub'),
    '--log-key',
    at('other.vkey'),
  );
  expect({ code, text }).toMatchObject({ code: 5, text: expect.stringContaining('the key given is') as string });
});

/** What of a log somebody may change who has the folder of results. */
const CHANGES: readonly (readonly [string, (log: Log) => void, RegExp])[] = [
  [
    'a site in the place of another',
    (it) => (it.rounds[0].contributions[0].site = 'elsewhere'),
    /the updates of round 1 are not/,
  ],
  ['an update fewer', (it) => it.rounds[1].contributions.pop(), /the updates of round 2 are not/],
  ['better scores', (it) => (it.rounds[1].scores.words['east'] = it.rounds[0].scores.words['north'] ?? ''), /scores of round 2/],
  ['scores left out', (it) => Reflect.deleteProperty(it.rounds[1], 'scores'), /scores of round 2/],
  [
    'an attempt that came to nothing left out',
    (it) => {
      const at = it.entries.findIndex(({ line }) => line.includes('"attempt.failed"'));
      expect(it.entries.splice(at, 1)).toHaveLength(1);
    },
    /attempt 1 of round 1 is left out/,
  ],
  ['a round left out', (it) => it.rounds.pop(), /not all of its closed rounds/],
  [
    'an entry changed',
    (it) => (it.entries[0].line = it.entries[0].line.replace('"round":1', '"round":2')),
    /does not have the one/,
  ],
  ['an entry in the place of another', (it) => (it.entries[0].position += 1), /does not have the one/],
  ['entries in another order', (it) => it.entries.reverse(), /comes after entry/],
  ['no end', (it) => it.entries.pop(), /has not the beginning and the end/],
  ['another run', (it) => (it.run = 'run-2'), /it is about run-2/],
  ['a checkpoint that nobody signed', (it) => (it.checkpoint = it.checkpoint.replace(/\n\d+\n/, '\n1\n')), /./],
];

interface Log {
  run: string;
  checkpoint: string;
  entries: [LogEntry, ...LogEntry[]];
  rounds: [Round, Round, ...Round[]];
}

interface LogEntry {
  position: number;
  line: string;
}

interface Round {
  contributions: [{ site: string }, ...unknown[]];
  scores: { words: Record<string, string> };
}

it.each(CHANGES)('nothing is made of a log with %s', async (_what, change, why) => {
  const path = at('results/run-log.json');
  const before = readFileSync(path, 'utf8');
  const changed = JSON.parse(before) as Log;
  change(changed);
  writeFileSync(path, JSON.stringify(changed));
  const { code, text } = await typeCommand('model', 'dossier', at('results'), '--key', at('release.key'), '--out', at('forged'));
  writeFileSync(path, before);
  expect({ code, text }).toEqual({ code: 5, text: expect.stringMatching(why) as string });
});

it.each<[string, (shown: RunEvidence) => RunEvidence, RegExp]>([
  [
    'better scores',
    (shown) => ({ ...shown, rounds: shown.rounds.map(({ released: _none, ...round }) => round) }),
    /evaluation\/released\.json is not what/,
  ],
  [
    'another epsilon',
    (shown) => ({ ...shown, spending: [{ site: 'east', epsilon: 0.1, delta: 0 }] }),
    /provenance\.json is not what/,
  ],
  ['a warning fewer', (shown) => ({ ...shown, warnings: [] }), /(?:card|provenance)\.\w+ is not what/],
  ['another end', (shown) => ({ ...shown, endedMs: 1 }), /(?:card|provenance)\.\w+ is not what/],
])('a dossier that says other than its log, %s, is refused although its key has signed it', async (what, change, why) => {
  const model = readModelFolder(at('results'));
  const { evidence, log: kept } = runEvidence(at('results'), model);
  const out = at(what.replaceAll(' ', '-'));
  writeModelDossier(out, model, change(evidence), {}, readReleaseKey(at('release.key')), kept);
  const { code, text } = await typeCommand('model', 'verify', out, '--key', at('release.key.pub'));
  expect({ code, text }).toEqual({ code: 5, text: expect.stringMatching(why) as string });
});

it('a ledger is where the signer says, and stands as the word of the signer', async () => {
  const path = at('results/run-log.json');
  const before = readFileSync(path, 'utf8');
  writeFileSync(path, before.replace('"seq":3', '"seq":4711'));
  await typed('model', 'dossier', at('results'), '--key', at('release.key'), '--out', at('ledger'));
  writeFileSync(path, before);
  const text = await typed('model', 'verify', at('ledger'), '--key', at('release.key.pub'), '--log-key', at('key.vkey'));
  expect(text).toMatch(/ signer +where the ledger of each site stood/);
  expect(text).not.toMatch(/ (?:operator|by log|proven) .*ledger/);
});

it.each<[string, object, RegExp]>([
  ['that no evaluation is missing', { missing: [] }, /its manifest says other things of it, or of what is missing/],
  ['another study', { study: 'approved-study' }, /names another study or title than its plan/],
  ['another title', { title: 'A study that hospitals know' }, /names another study or title than its plan/],
])('a dossier whose manifest says %s is refused although its key has signed it', async (_what, change, why) => {
  const out = at('manifest');
  rmSync(out, { recursive: true, force: true });
  cpSync(at('dossier'), out, { recursive: true });
  signOtherManifest(out, change, readReleaseKey(at('release.key')));
  expect(verifyDossier(out, readPublicKey(at('release.key.pub'))).manifest).toMatchObject(change);
  const { code, text } = await typeCommand('model', 'verify', out, '--key', at('release.key.pub'));
  expect({ code, text }).toEqual({ code: 5, text: expect.stringMatching(why) as string });
});

it('a signed dossier of a run without its log is refused', async () => {
  const model = readModelFolder(at('results'));
  const { evidence } = runEvidence(at('results'), model);
  writeModelDossier(at('without-log'), model, evidence, {}, readReleaseKey(at('release.key')));
  const { code, text } = await typeCommand('model', 'verify', at('without-log'), '--key', at('release.key.pub'));
  expect({ code, text }).toEqual({ code: 5, text: expect.stringContaining('has no evidence/run-log.json') as string });
});

it('nothing is made without a log, whatever the summary says', async () => {
  const path = at('results/run-log.json');
  const before = readFileSync(path, 'utf8');
  rmSync(path);
  const { code, text } = await typeCommand('model', 'dossier', at('results'), '--key', at('release.key'), '--out', at('forged'));
  writeFileSync(path, before);
  expect({ code, text }).toMatchObject({ code: 5, text: expect.stringContaining('has no run-log.json') as string });
});

it('of a run under masks it has the sum of the scores, and names the transcripts', async () => {
  const masked = await maskedRound(bench, fourSitePlan({ honest: 2 }), ROSTER);
  await typed('run', 'results', masked, '--out', at('masked'), '--identity', at('ada'));
  await typed('model', 'dossier', at('masked'), '--key', at('release.key'), '--out', at('masked-dossier'));
  const text = await typed('model', 'verify', at('masked-dossier'), '--key', at('release.key.pub'));
  expect(text).toMatch(/1 transcripts of sums under masks/);
  const { rounds } = JSON.parse(readFileSync(at('masked/run-log.json'), 'utf8')) as { readonly rounds: readonly object[] };
  expect(rounds).toMatchObject([{ scores: { t: 'sum', sites: SITES } }]);
  expect(JSON.parse(readFileSync(at('masked-dossier/evaluation/released.json'), 'utf8'))).toMatchObject({
    released: { sites: SITES },
  });
});

/** Changes the description of a model, and what binds it to the model: both are there for everybody to write. */
function describeAsReal(model: string): void {
  const [inputsPath, modelPath] = [join(model, 'inputs.json'), join(model, 'model.json')];
  const inputs = JSON.parse(readFileSync(inputsPath, 'utf8')) as Record<'run' | 'software', string> &
    Record<'privacy', null> & { readonly plan: { hash: string }; readonly model: { sha256: string } };
  const { plan, run, software, privacy } = inputs;
  const said = { plan: plan.hash, model: inputs.model.sha256, run, rehearsal: false, software, privacy };
  writeFileSync(inputsPath, JSON.stringify({ ...inputs, rehearsal: false }));
  const written = JSON.parse(readFileSync(modelPath, 'utf8')) as object;
  const userDefinedMetadata = { consiliumOriginSha256: sha256Hex(canonicalJson(said)) };
  writeFileSync(modelPath, JSON.stringify({ ...written, userDefinedMetadata }));
}

it('of a run whose coordinator only rehearses none is made', async () => {
  const signer = { verifier, privateKey: log.privateKey, used: false, remember: () => {} };
  const rehearsing = await TestConsortium.open(certificates, { wire: 'grpc', sites: SITES, signer, rehearsal: true });
  try {
    const identity = { ...certificates.member('user', 'ada'), consortium: CONSORTIUM, address: rehearsing.address };
    writeIdentityFolder(at('rehearser'), identity);
    const rehearsed = await twoRounds(rehearsing, fourSitePlan({ masks: false, rounds: 2 }));
    await typed('run', 'results', rehearsed, '--out', at('rehearsed'), '--identity', at('rehearser'));
  } finally {
    await rehearsing.close();
  }
  const { code, text } = await typeCommand(
    'model',
    'dossier',
    at('rehearsed'),
    '--key',
    at('release.key'),
    '--out',
    at('no-dossier'),
  );
  expect([code, text]).toEqual([4, expect.stringContaining('was started with --rehearsal') as string]);
  // Somebody has described the model as that of a run with hospitals.
  describeAsReal(at('rehearsed/model'));
  expect(readModelFolder(at('rehearsed')).origin.rehearsal).toBe(false);
  const forged = await typeCommand('model', 'dossier', at('rehearsed'), '--key', at('release.key'), '--out', at('no-dossier'));
  expect(forged).toEqual({ code: 5, text: expect.stringContaining('it was a rehearsal') as string });
});
