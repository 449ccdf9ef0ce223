import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canonicalJson, type Json } from '@consilium/core';
import { signApproval } from '@consilium/model';
import { researchService, type Role } from '@consilium/proto';
import { CONSORTIUM, createCertificates, fourSitePlan, keyOf, type TestCertificates, TestConsortium } from '@consilium/testing';
import { openCheckpoint, readVerifierKey, signCheckpoint, writeVerifierKey } from '@consilium/transparency';
import type { Client } from '@consilium/transport';
import { writeIdentityFolder } from '@consilium/trust';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { SITES, twoRounds } from '../testing/finished-run.ts';
import { typeCommand } from '../testing/type-command.ts';

/** Ada starts the run, ben has registered and may approve, dora may approve only. */
const PEOPLE: Readonly<Record<string, readonly Role[]>> = {
  ada: ['researcher'],
  ben: ['researcher', 'clinical-approver'],
  dora: ['clinical-approver'],
  otto: ['operator'],
};

const DAY_MS = 86_400_000;

let certificates: TestCertificates;
let bench: TestConsortium;
let folder: string;
let dossier: string;
const at = (name: string): string => join(folder, name);
const identityOf = (user: string) => certificates.member('user', user, { otherKey: user === 'dora' });

beforeAll(async () => {
  certificates = await createCertificates();
  const pair = generateKeyPairSync('ed25519');
  const publicKey = Buffer.from(pair.publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
  const verifier = { name: 'consilium/test/coordinator', publicKey };
  const signer = { verifier, privateKey: pair.privateKey, used: false, remember: () => {} };
  const founders = Object.entries(PEOPLE).map(([user, roles]) => ({ user, roles, key: keyOf(identityOf(user)) }));
  bench = await TestConsortium.open(certificates, { wire: 'grpc', sites: SITES, signer, founders, rehearsal: false });
  folder = mkdtempSync(join(tmpdir(), 'consilium-registry-'));
  writeIdentities();
  const run = await twoRounds(bench, fourSitePlan({ masks: false, rounds: 2 }));
  await typed('ada', 'run', 'results', run, '--out', at('results'));
  await typeCommand('model', 'key', '--out', at('release.key'));
  const make = ['model', 'dossier', at('results'), '--key', at('release.key'), '--out'] as const;
  await typeCommand(...make, at('dossier'));
  writeFileSync(at('card.yaml'), 'users: nurses\n');
  await typeCommand(...make, at('other'), '--card', at('card.yaml'));
});
afterEach(() => {
  vi.restoreAllMocks();
  process.removeAllListeners('uncaughtException');
});
afterAll(async () => {
  await bench.close();
  rmSync(folder, { recursive: true, force: true });
});

function writeIdentities(): void {
  for (const user of Object.keys(PEOPLE))
    writeIdentityFolder(at(user), { ...identityOf(user), consortium: CONSORTIUM, address: bench.address });
}

/** What somebody's command prints with `--json`. */
async function typed(user: string, ...args: readonly string[]): Promise<Record<string, unknown>> {
  const { code, text } = await typeCommand(...args, '--json', '--identity', at(user));
  expect({ code, text }).toMatchObject({ code: 0 });
  return JSON.parse(text) as Record<string, unknown>;
}

async function refused(user: string, ...args: readonly string[]): Promise<string> {
  const { code, text } = await typeCommand(...args, '--identity', at(user));
  expect(code).not.toBe(0);
  return text;
}

const register = (from = 'dossier') =>
  ['model', 'register', at(from), '--key', at('release.key.pub'), '--name', 'heart'] as const;
const propose = ['model', 'propose', 'heart@1', '--for', 'whom to see first', '--risk', 'moderate'] as const;
const USE = ['--for', 'whom to see first', '--risk', 'moderate'] as const;
const approve = (from = 'dossier', version = 'heart@1', use: readonly string[] = USE) => [
  ...['model', 'approve', version, '--dossier', at(from), '--key', at('release.key.pub')],
  ...[...use, '--reason', 'committee'],
];

/** Calls as somebody, without the checks of the commands. */
function as(user: string): Client<typeof researchService> {
  return bench.client(researchService, identityOf(user));
}

describe('the life of a version', { shuffle: false }, () => {
  it('begins with the dossier of a run, by a researcher, once', async () => {
    expect(await refused('dora', ...register())).toContain('clinical-approver');
    const first = await typed('ben', ...register());
    expect(first).toMatchObject({ name: 'heart', version: 1, state: 'registered', outcome: 'completed' });
    dossier = String(first['dossier']);
    expect(await typed('ada', ...register())).toEqual(first);
    expect(await typed('ben', ...register('other'))).toMatchObject({ version: 2, state: 'registered' });
  });

  it('does not begin with a dossier that does not hold, or that is of no run here', async () => {
    const before = readFileSync(at('dossier/card.html'));
    writeFileSync(at('dossier/card.html'), 'x');
    expect(await refused('ben', ...register())).toContain('card.html is not as it was signed');
    writeFileSync(at('dossier/card.html'), before);
    const manifest = JSON.parse(readFileSync(at('dossier/manifest.json'), 'utf8')) as Record<string, unknown>;
    const registering = (change: object): Promise<unknown> =>
      as('ben').registerModel({
        name: 'heart',
        manifest: Buffer.from(canonicalJson({ ...manifest, ...change } as unknown as Json)),
      });
    await expect(registering({ model: 'ab'.repeat(32) })).rejects.toMatchObject({ code: 'MODEL_STATE' });
    await expect(registering({ run: 'run-none' })).rejects.toMatchObject({ code: 'RUN_UNKNOWN' });
    await expect(registering({ rehearsal: true })).rejects.toMatchObject({ code: 'REHEARSAL_ONLY' });
    await expect(registering({ notice: 'approved' })).rejects.toMatchObject({ code: 'DOSSIER_ALTERED' });
    await expect(as('ben').registerModel({ name: 'He art', manifest: Buffer.of(1) })).rejects.toMatchObject({
      code: 'PARAMETER_INVALID',
    });
  });

  it('is approved by nobody before it is proposed, nor by who has a part in it', async () => {
    expect(await refused('dora', ...approve())).toContain('heart@1 is registered');
    expect(await typed('ben', ...propose)).toMatchObject({ state: 'proposed' });
    expect(await refused('ben', ...approve())).toContain('ben has registered heart@1');
    expect(await refused('ada', ...approve())).toContain('researcher');
    expect(await refused('dora', ...approve('other'))).toMatch(/heart@1 has the dossier/);
    // Signed are the words of who signs: no coordinator puts others under a signature.
    const other = ['--for', 'whom to treat', '--risk', 'moderate'];
    expect(await refused('dora', ...approve('dossier', 'heart@1', other))).toContain('is of something else');
  });

  it('is approved with no signature but that of the key of who calls, over this very version', async () => {
    const untilMs = bench.clock.now() + DAY_MS;
    const of = { name: 'heart', version: 1, dossier, use: 'whom to see first', risk: 'moderate', untilMs };
    const { privateKeyPem } = identityOf('dora');
    const calling = (approval: typeof of, key: string): Promise<unknown> => {
      const secret = createPrivateKey(key);
      const publicKeyPem = createPublicKey(secret).export({ type: 'spki', format: 'pem' }).toString();
      const { name, version } = of;
      const signature = signApproval(approval, secret);
      return as('dora').approveModel({ name, version, dossier, reason: 'read', untilMs, publicKeyPem, signature });
    };
    const stranger = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey.export({ type: 'pkcs8', format: 'pem' });
    await expect(calling(of, stranger.toString())).rejects.toMatchObject({ code: 'APPROVAL_REFUSED' });
    for (const change of [
      { version: 2 },
      { use: 'anything' },
      { risk: 'low' },
      { untilMs: untilMs + 1 },
      { dossier: '0'.repeat(64) },
    ])
      await expect(calling({ ...of, ...change }, privateKeyPem)).rejects.toMatchObject({ code: 'APPROVAL_REFUSED' });
    expect(await typed('dora', 'model', 'show', 'heart@1')).toMatchObject({ state: 'proposed' });
  });

  it('is approved by another person, whose signature anybody can check', async () => {
    const approved = await typed('dora', ...approve(), '--days', '30');
    expect(approved).toMatchObject({
      state: 'approved',
      acts: [
        { action: 'registered', user: 'ben' },
        { action: 'proposed', user: 'ben', use: 'whom to see first', risk: 'moderate' },
        { action: 'approved', user: 'dora', reason: 'committee', signedBy: keyOf(identityOf('dora')) },
      ],
    });
    expect(await refused('dora', ...approve())).toContain('heart@1 is approved');
    expect((await typeCommand('model', 'show', 'heart@1', '--identity', at('otto'))).text).toContain('signed by the key');
  });

  it('survives a restart with its model, and stands in the log', async () => {
    const before = await typed('ada', 'model', 'show', 'heart@1');
    await bench.restart();
    writeIdentities();
    expect(await typed('ada', 'model', 'show', 'heart@1')).toEqual(before);
    const lines: string[] = [];
    for await (const { entries } of as('otto').readAudit({})) lines.push(...entries);
    const events = lines
      .map((line) => JSON.parse(line) as { event: string; actor: string })
      .filter(({ event }) => event.startsWith('model.'));
    expect(events.filter(({ event }) => event !== 'model.made')).toMatchObject([
      { event: 'model.registered', actor: 'ben', name: 'heart', version: 1, dossier },
      { event: 'model.registered', actor: 'ben', name: 'heart', version: 2 },
      { event: 'model.proposed', actor: 'ben', version: 1, risk: 'moderate' },
      { event: 'model.approved', actor: 'dora', version: 1, dossier, reason: 'committee' },
    ]);
  });

  it('ends when its time is over, or when somebody who answers for it withdraws it, for good', async () => {
    const withdraw = ['model', 'withdraw', 'heart@1', '--reason', 'drift'] as const;
    expect(await typed('otto', ...withdraw)).toMatchObject({ state: 'withdrawn' });
    expect(await refused('dora', ...approve())).toContain('heart@1 is withdrawn');
    const second = (words: readonly string[]): string[] => words.map((word) => (word === 'heart@1' ? 'heart@2' : word));
    await typed('ada', ...second(propose));
    await typed('dora', ...approve('other', 'heart@2'), '--days', '1');
    await bench.clock.advance(2 * DAY_MS);
    expect(await typed('ada', 'model', 'show', 'heart@2')).toMatchObject({ state: 'expired' });
  });

  it('is rejected with a reason', async () => {
    writeFileSync(at('card.yaml'), 'users: doctors\n');
    await typeCommand(
      'model',
      'dossier',
      at('results'),
      '--key',
      at('release.key'),
      '--out',
      at('third'),
      '--card',
      at('card.yaml'),
    );
    await typed('ben', ...register('third'));
    await typed('ben', 'model', 'propose', 'heart@3', '--for', 'triage', '--risk', 'high');
    expect(await typed('dora', 'model', 'reject', 'heart@3', '--reason', 'too few')).toMatchObject({ state: 'rejected' });
  });

  it('is listed with all versions and all that was done', async () => {
    const models = (await typed('otto', 'model', 'list')) as unknown as readonly object[];
    expect(models).toMatchObject([{ state: 'withdrawn' }, { state: 'expired' }, { state: 'rejected' }]);
    const { text } = await typeCommand('model', 'history', 'heart', '--identity', at('ada'));
    expect(text).toMatch(/heart@1 withdrawn by otto at .*, drift/);
    expect(await refused('ada', 'model', 'history', 'lung')).toContain('there is no model "lung"');
    expect(await refused('ada', 'model', 'show', 'heart@9')).toContain('there is no model heart@9');
    expect(await refused('ada', 'model', 'show', 'heart')).toContain('name@number');
  });

  it('is not approved by a log that somebody has signed with a key of their own', async () => {
    const own = ownLog();
    await typeCommand('model', 'dossier', at('results'), '--key', at('release.key'), '--out', at('forged'));
    await typed('ben', ...register('forged'), '--name', 'forged');
    await typed('ben', 'model', 'propose', 'forged@1', ...USE);
    const refusal = await refused('dora', ...approve('forged', 'forged@1'));
    expect(refusal).toContain(`the log of the run is signed by ${own}`);
    expect(await typed('dora', 'model', 'show', 'forged@1')).toMatchObject({ state: 'proposed' });
    writeFileSync(at('other.vkey'), readKey('dossier'));
    expect(await refused('dora', ...approve('forged', 'forged@1'), '--log-key', at('other.vkey'))).toContain(own);
  });
});

/** Signs the log in the results with another key, as who has them can; they could as well write another one. @returns the key */
function ownLog(): string {
  const path = at('results/run-log.json');
  const before = JSON.parse(readFileSync(path, 'utf8')) as { readonly key: string; readonly checkpoint: string };
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const verifier = readVerifierKey(before.key);
  const checkpoint = signCheckpoint(openCheckpoint(before.checkpoint, verifier), privateKey);
  const own = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
  const key = writeVerifierKey({ name: verifier.name, publicKey: own });
  writeFileSync(path, canonicalJson({ ...before, key, checkpoint } as unknown as Json));
  return key;
}

function readKey(from: string): string {
  return (JSON.parse(readFileSync(at(`${from}/evidence/run-log.json`), 'utf8')) as { readonly key: string }).key;
}
