import { createPrivateKey, createPublicKey } from 'node:crypto';
import { connect } from 'node:tls';
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canonicalJson, sha256Hex, systemClock } from '@consilium/core';
import { createLogger } from '@consilium/host';
import { signApproval } from '@consilium/model';
import { NOT_APPROVED } from '@consilium/plan';
import { joinService, researchService, ROLES } from '@consilium/proto';
import {
  CONSORTIUM,
  createCertificates,
  DEADLINE_SECONDS,
  exactLoss,
  fourSitePlan,
  HandClock,
  keyOf,
  MaskedSite,
  settled,
  TestConsortium,
  type TestCertificates,
  testRoster,
  threeSitePlan,
  TokenIssuer,
} from '@consilium/testing';
import {
  AuditChain,
  type AuditEntry,
  COORDINATOR_LOG,
  leafHash,
  LogCheck,
  openCheckpoint,
  readVerifierKey,
  requireContinued,
  requireIncluded,
} from '@consilium/transparency';
import { type Client, openGrpcChannel } from '@consilium/transport';
import {
  coordinatorIdentityCheck,
  createRequest,
  generateKeyPair,
  type KeyPairPem,
  keyPairOf,
  openBackup,
  publicKeyFingerprint,
  readIdentityFolder,
} from '@consilium/trust';
import { PHASES } from '@consilium/secure-sum';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backUpCoordinator } from './server/backup.ts';
import { rolloverAuthority } from './server/certificates.ts';
import { initCoordinator } from './server/init.ts';
import { sealCoordinator } from './server/keys.ts';
import { restoreCoordinator } from './server/restore.ts';
import { serveCoordinator } from './server/serve.ts';
import { restartStoredAudit } from './server/restart-audit.ts';
import { withStoredAudit } from './server/stored-audit.ts';
import { testSigner } from './testing/test-signer.ts';

const HOUR_MS = 3_600_000;
const UPKEEP_MS = 60_000;
const DEADLINE_MS = DEADLINE_SECONDS * 1000 + 1;
const COMMITMENT = Buffer.alloc(32, 7);
const ONES = Float32Array.of(1, 1, 1);
const FOUR = ['east', 'north', 'south', 'west'] as const;
/** What a hostile or a broken site could put where a name or a code belongs. */
const PLANTED = 'Jane-Doe-1970-HIV';

let certificates: TestCertificates;
let pairs: readonly KeyPairPem[];
/** Events that were caused so far. */
const caused = new Set<string>();
beforeAll(async () => {
  certificates = await createCertificates();
  pairs = await Promise.all([1, 2, 3].map(() => generateKeyPair()));
});

const pair = (i: number): KeyPairPem => pairs[i] as KeyPairPem;
const requestOf = (site: string, keyPair: KeyPairPem): string =>
  createRequest({ identity: { consortium: CONSORTIUM, kind: 'site', id: site }, keyPair }).csrPem;

/** Reads and checks the audit log as an operator does. */
async function logOf(research: Client<typeof researchService>): Promise<readonly AuditEntry[]> {
  await settled();
  const entries: AuditEntry[] = [];
  let check: LogCheck | undefined;
  for await (const piece of research.readAudit({})) {
    check ??= new LogCheck(new AuditChain(COORDINATOR_LOG), [
      openCheckpoint(piece.checkpoint, readVerifierKey(piece.verifierKey)),
    ]);
    for (const line of piece.entries) entries.push(check.take(line));
  }
  expect(check?.end()).toBe(0);
  for (const { event } of entries) caused.add(event);
  return entries;
}

const of = (entries: readonly AuditEntry[], event: string): readonly AuditEntry[] => entries.filter((one) => one.event === event);

async function refusedAs(code: string, call: Promise<unknown>): Promise<void> {
  await expect(call).rejects.toMatchObject({ code });
}

describe('the audit log of a coordinator', () => {
  it('has who joined, renewed, was shut out and tried to pass for another, by whom and from where', async () => {
    const { authority } = certificates;
    const bench = await TestConsortium.open(certificates, { wire: 'grpc', authority, signer: testSigner(), sites: ['north'] });
    try {
      const { token } = await bench.research.inviteSite({ site: 'east', validMs: HOUR_MS });
      const strangers = bench.strangerClient(joinService);
      await refusedAs('INVITATION_INVALID', strangers.join({ site: 'west', token, requestPem: requestOf('west', pair(0)) }));
      await strangers.join({ site: 'east', token, requestPem: requestOf('east', pair(0)) });
      await bench.research.enrolSite({ site: 'west', requestPem: requestOf('west', pair(1)) });
      const north = bench.site('north');
      const welcome = (await north.connect({ auditCommitment: COMMITMENT, coordinatorLogSize: 2 }))?.welcome;
      north.send({ certificateRequest: { requestPem: requestOf('north', pair(2)) } });
      await north.next('certificateIssued');
      const ada = certificates.member('user', 'ada');
      const { csrPem } = createRequest({
        identity: { consortium: CONSORTIUM, kind: 'user', id: 'ada' },
        keyPair: keyPairOf(ada.privateKeyPem),
      });
      await bench.research.renewCertificate({ requestPem: csrPem });
      await refusedAs('ADMISSION_REFUSED', bench.site('north', certificates.member('site', 'north', { otherKey: true })).join());
      await refusedAs('ROLE_MISSING', bench.client(researchService, certificates.member('site', 'north')).listRuns({}));
      const person = await bench.research.addUser({ user: 'bob', roles: ['auditor'], validMs: HOUR_MS });
      await strangers.join({ user: 'bob', token: person.token, requestPem: requestOf('bob', await generateKeyPair()) });
      await bench.research.setRoles({ user: 'bob', roles: ['researcher'] });
      await bench.research.revokeUser({ user: 'bob' });
      await bench.research.revokeSite({ site: 'north' });
      await north.until(() => north.end !== undefined);

      const entries = await logOf(bench.research);
      const operator = { actor: 'ada', as: 'user', key: keyOf(ada), peer: expect.stringMatching(/^127\.0\.0\.1:\d+$/) as string };
      expect(of(entries, 'site.invited')).toMatchObject([{ ...operator, site: 'east', replace: false }]);
      const fingerprint = (i: number): string => publicKeyFingerprint(pair(i).privateKeyPem);
      const site = { actor: 'north', as: 'site', key: keyOf(certificates.member('site', 'north')) };
      expect(of(entries, 'site.admitted')).toMatchObject([
        { actor: 'stranger', as: 'stranger', peer: operator.peer, site: 'east', by: 'invitation', admitted: fingerprint(0) },
        { ...operator, site: 'west', by: 'enrolment', admitted: fingerprint(1) },
        { ...site, peer: operator.peer, site: 'north', by: 'renewal', admitted: fingerprint(2) },
      ]);
      expect(entries.filter(({ event }) => event.startsWith('user.'))).toMatchObject([
        { ...operator, event: 'user.renewed' },
        { ...operator, event: 'user.invited', user: 'bob', roles: ['auditor'] },
        { as: 'stranger', peer: operator.peer, event: 'user.admitted', user: 'bob' },
        { ...operator, event: 'user.roles', user: 'bob', roles: ['researcher'] },
        { ...operator, event: 'user.revoked', user: 'bob' },
      ]);
      expect(of(entries, 'session.opened')).toMatchObject([{ ...site, commitment: COMMITMENT.toString('hex') }]);
      // What the site was shown continues the log of two entries that it said it knew.
      const { verifierKey, checkpoint, proof } = welcome?.coordinatorLog ?? {};
      const shown = openCheckpoint(checkpoint ?? '', readVerifierKey(verifierKey ?? ''));
      const beginning = new AuditChain(COORDINATOR_LOG);
      for (const entry of entries.slice(0, 2)) beginning.take(canonicalJson(entry));
      const nodes = (proof ?? []).map((node) => Buffer.from(node));
      requireContinued({ size: 2, root: beginning.root() }, shown, nodes);
      expect(shown.size).toBeGreaterThan(2);
      // And it has what the site committed itself to in this greeting.
      const { entry = 0, line, inclusion } = welcome?.coordinatorLog ?? {};
      expect(JSON.parse(line ?? '')).toMatchObject({ ...site, event: 'session.opened', commitment: COMMITMENT.toString('hex') });
      requireIncluded(
        leafHash(line ?? ''),
        (entry ?? 0) - 1,
        shown,
        (inclusion ?? []).map((node) => Buffer.from(node)),
      );
      expect(of(entries, 'session.ended')).toMatchObject([site]);
      expect(of(entries, 'site.revoked')).toMatchObject([{ ...operator, site: 'north' }]);
      const otherKey = keyOf(certificates.member('site', 'north', { otherKey: true }));
      expect(of(entries, 'identity.alarm')).toMatchObject([
        { member: 'north', kind: 'site', code: 'ADMISSION_REFUSED', key: otherKey },
      ]);
      expect(of(entries, 'call.refused')).toMatchObject([
        { as: 'stranger', method: 'join', code: 'INVITATION_INVALID' },
        { actor: 'north', key: otherKey, method: 'session', code: 'ADMISSION_REFUSED' },
        { ...site, method: 'listRuns', code: 'ROLE_MISSING' },
        { ...site, method: 'session', code: 'CERTIFICATE_UNKNOWN' },
      ]);
    } finally {
      await bench.close();
    }
  });

  it('says of no key that was refused that it was admitted', async () => {
    const { authority } = certificates;
    const bench = await TestConsortium.open(certificates, { wire: 'grpc', authority, signer: testSigner(), sites: [] });
    try {
      const request = { site: 'north', requestPem: requestOf('north', pair(0)) };
      await bench.research.enrolSite(request);
      // The key speaks for the site, and is not to take the place of itself.
      await refusedAs('ADMISSION_REFUSED', bench.research.enrolSite({ ...request, replace: true }));
      const strangers = bench.strangerClient(joinService);
      const bob = { user: 'bob', requestPem: requestOf('bob', pair(1)) };
      const { token } = await bench.research.addUser({ user: 'bob', roles: ['auditor'], validMs: HOUR_MS });
      await strangers.join({ ...bob, token });
      await bench.research.revokeUser({ user: 'bob' });
      const again = await bench.research.addUser({ user: 'bob', roles: ['auditor'], validMs: HOUR_MS, replace: true });
      await refusedAs('ADMISSION_REFUSED', strangers.join({ ...bob, token: again.token }));
      // The refusal has not spent the invitation.
      await strangers.join({ user: 'bob', requestPem: requestOf('bob', pair(2)), token: again.token });

      const entries = await logOf(bench.research);
      expect(of(entries, 'site.admitted')).toMatchObject([{ by: 'enrolment', replace: false }]);
      expect(of(entries, 'user.admitted').map(({ replace }) => replace)).toEqual([false, true]);
    } finally {
      await bench.close();
    }
  });

  it('has what became of a run: tasks, answers, updates, models, scores, pauses, its end, and who asked for what', async () => {
    const bench = await TestConsortium.open(certificates, { signer: testSigner() });
    try {
      const plan = threeSitePlan({ rounds: 2, attempts: 2 });
      const run = await bench.run(plan);
      const [north, south, west] = await bench.sites('north', 'south', 'west');
      // The first attempt comes to nothing: one refuses, one sends what is no update.
      await north.take(1, ONES);
      south.refuse(await south.task(1), PLANTED, `${PLANTED} is why`);
      await expect(west.take(1, Float32Array.of(Number.NaN, 1, 1))).rejects.toMatchObject({ code: 'UPDATE_NOT_FINITE' });
      const ledger = { dataset: `${PLANTED} (4711)`, sequence: 3, hash: 'ab'.repeat(32), mac: 'cd'.repeat(32) };
      for (const site of [north, south]) {
        const task = await site.task(1, 2);
        await site.upload(task, ONES, site === north ? { ledger } : {});
      }
      west.refuse(await west.task(1, 2), 'BUDGET_EXCEEDED', 'the budget is spent');
      await north.score(1, exactLoss(0.5));
      await south.declineScores(1);
      await settled();
      await bench.research.pauseRun({ run });
      await bench.research.resumeRun({ run });
      south.hangUp();
      west.hangUp();
      await settled();
      await bench.clock.advance(DEADLINE_MS);
      const [again] = await bench.sites('south');
      await again.task(2);
      await settled();
      await bench.research.stopRun({ run });
      await bench.research.clearReceipts({ site: 'north', reason: 'its disk died' });

      const entries = await logOf(bench.research);
      const about = entries.filter((entry) => entry['run'] === run);
      const key = keyOf(certificates.member('site', 'north'));
      const ada = { actor: 'ada', as: 'user', key: keyOf(certificates.member('user', 'ada')), peer: 'memory' };
      const site = (actor: string) => ({ actor, as: 'site', key, peer: 'memory' });
      const first = { run, round: 1, attempt: 1 };
      const second = { run, round: 1, attempt: 2 };
      const update = sha256Hex(new Uint8Array(ONES.buffer));
      const { modelHash } = await bench.info(run);
      expect(of(entries, 'study.submitted')).toMatchObject([{ ...ada, study: 'tests', plan: plan.hash }]);
      const { hash } = ledger;
      expect(of(entries, 'site.receipts-cleared')).toMatchObject([
        { ...ada, site: 'north', ledgers: [{ dataset: 'unnamed', seq: 3, hash }], reason: 'its disk died' },
      ]);
      expect(about).toMatchObject([
        { ...ada, event: 'run.started', study: 'tests', plan: plan.hash, rounds: 2 },
        { as: 'coordinator', event: 'attempt.opened', ...first },
        { ...site('north'), event: 'update.counted', kind: 'training', ...first, update, bytes: 12 },
        { ...site('south'), event: 'task.refused', kind: 'training', ...first, code: 'UNKNOWN' },
        { ...site('west'), event: 'update.rejected', kind: 'training', ...first, code: 'UPDATE_NOT_FINITE' },
        { as: 'coordinator', event: 'attempt.failed', ...first },
        { as: 'coordinator', event: 'attempt.opened', ...second },
        { ...site('north'), event: 'update.counted', ...second, ledger: { dataset: 'unnamed', seq: 3, hash: ledger.hash } },
        { ...site('south'), event: 'update.counted', ...second },
        { ...site('west'), event: 'task.refused', ...second, code: 'BUDGET_EXCEEDED' },
        { as: 'coordinator', event: 'model.made', ...second, updates: 2, model: modelHash },
        { ...site('north'), event: 'update.counted', kind: 'evaluation', ...second },
        { ...site('south'), event: 'task.refused', kind: 'evaluation', ...second },
        { event: 'round.closed', ...second, model: modelHash, scored: 1 },
        { event: 'attempt.opened', run, round: 2, attempt: 1, model: modelHash },
        { ...ada, event: 'run.paused', run, reason: 'asked' },
        { ...ada, event: 'run.resumed', run },
        { as: 'coordinator', event: 'run.paused', run, reason: 'absent' },
        { as: 'coordinator', event: 'run.resumed', run },
        { ...ada, event: 'run.stopped', run, code: 'RUN_STOPPED' },
        { event: 'attempt.failed', run, round: 2, attempt: 1 },
        { event: 'run.ended', run, outcome: 'stopped', model: modelHash, code: 'RUN_STOPPED' },
      ]);
      expect(JSON.stringify(entries)).not.toMatch(/Jane|Doe|HIV|\(4711\)/);
    } finally {
      await bench.close();
    }
  });

  it('has what is said and made in sums under masks, and who lied', async () => {
    const SITES = ['east', 'north', 'south', 'west'] as const;
    const roster = testRoster(SITES);
    const bench = await TestConsortium.open(certificates, { sites: SITES, roster, signer: testSigner() });
    try {
      const plan = fourSitePlan({});
      const run = await bench.run(plan);
      const sites = (await bench.sites(...SITES)).map((fake, i) => new MaskedSite(fake, { id: SITES[i] ?? '', plan, roster }));
      const [liar] = sites;
      liar?.bend((state) => ({
        ...state,
        held: (state.held ?? []).map((held) => ({ ...held, self: held.self.map((byte) => byte ^ 1) })),
      }));
      for (const phase of PHASES) {
        if (phase === 'unmask')
          liar?.bend((state) => ({
            ...state,
            held: (state.held ?? []).map((held) => ({ ...held, self: held.self.map((byte) => byte ^ 1) })),
          }));
        for (const site of sites) await site.say(phase, Int32Array.of(1000, -1000, 1000), 1, 1);
        await settled();
      }
      for (const { fake, id } of sites) if (id !== 'east') await fake.declineScores(1);
      await settled();
      const entries = await logOf(bench.research);
      const counted = of(entries, 'update.counted');
      expect(counted.map(({ actor }) => actor)).toEqual([...SITES]);
      expect(of(entries, 'sum.misconduct')).toMatchObject([{ as: 'coordinator', site: 'east', run, round: 1, attempt: 1 }]);
      const { transcriptHash } = await bench.research.getTranscript({ run });
      expect(of(entries, 'model.made')).toMatchObject([{ updates: 4, transcript: transcriptHash }]);
      expect(of(entries, 'scores.withheld')).toHaveLength(1);
      expect(of(entries, 'run.ended')).toMatchObject([{ outcome: 'completed' }]);
    } finally {
      await bench.close();
    }
  });

  it('has what people decided about versions of models', async () => {
    const bench = await TestConsortium.open(certificates, { sites: FOUR, signer: testSigner(), rehearsal: false });
    try {
      const plan = fourSitePlan({ masks: false });
      const run = await bench.run(plan);
      const sites = await bench.sites(...FOUR);
      for (const site of sites) await site.upload(await site.task(1), Int32Array.of(1, 2, 3));
      for (const site of sites) await site.declineScores(1);
      await settled();
      const { modelHash: model } = await bench.info(run);
      const facts = { study: 'tests', title: 'Tests', model, plan: plan.hash, run, rehearsal: false, software: '1' };
      const manifest = Buffer.from(
        canonicalJson({ format: 'consilium-dossier', version: 1, ...facts, notice: NOT_APPROVED, missing: [], files: [] }),
      );
      const { research } = bench;
      const cleo = bench.client(researchService, certificates.member('user', 'cleo'));
      const dossier = sha256Hex(manifest);
      const use = 'whom to see first';
      for (const name of ['heart', 'lung']) {
        await research.registerModel({ name, manifest });
        await research.proposeModel({ name, version: 1, use, risk: 'low' });
      }
      const untilMs = bench.clock.now() + 1000;
      const heart = { name: 'heart', version: 1, dossier };
      const { privateKeyPem } = certificates.member('user', 'cleo');
      const secret = createPrivateKey(privateKeyPem);
      const signature = signApproval({ ...heart, use, risk: 'low', untilMs }, secret);
      const publicKeyPem = createPublicKey(secret).export({ type: 'spki', format: 'pem' }).toString();
      await cleo.approveModel({ ...heart, reason: 'read', untilMs, publicKeyPem, signature });
      await research.withdrawModel({ ...heart, reason: 'drift' });
      await cleo.rejectModel({ name: 'lung', version: 1, reason: 'too few' });
      const entries = await logOf(research);
      expect(entries.filter(({ event }) => event.startsWith('model.') && event !== 'model.made')).toMatchObject([
        { event: 'model.registered', actor: 'ada', ...heart, model, plan: plan.hash, run },
        { event: 'model.proposed', actor: 'ada', ...heart, use, risk: 'low' },
        { event: 'model.registered', actor: 'ada', name: 'lung' },
        { event: 'model.proposed', actor: 'ada', name: 'lung' },
        { event: 'model.approved', actor: 'cleo', ...heart, reason: 'read', signature: sha256Hex(signature) },
        { event: 'model.withdrawn', actor: 'ada', ...heart, reason: 'drift' },
        { event: 'model.rejected', actor: 'cleo', name: 'lung', reason: 'too few' },
      ]);
    } finally {
      await bench.close();
    }
  });

  it('has what people decided about incidents and about sites under quarantine, and that a site shows another log', async () => {
    const bench = await TestConsortium.open(certificates, { signer: testSigner() });
    try {
      const { research } = bench;
      const north = bench.site('north');
      await north.connect({ auditLog: 1 });
      const ada = { actor: 'ada', as: 'user', peer: 'memory' };
      await research.decideIncident({ incident: 1, acknowledge: {} });
      const factors = { nature: 'a log', recipient: 'nobody', acquired: 'no', mitigation: 'a backup' };
      await research.decideIncident({ incident: 1, assess: { ...factors, conclusion: 'low-probability' } });
      await research.decideIncident({ incident: 1, close: { reason: 'disk replaced' } });
      await research.quarantineSite({ site: 'north', reason: 'looked into' });
      await research.releaseSite({ site: 'north', reason: 'explained' });
      const entries = await logOf(research);
      expect(of(entries, 'site.log-restarted')).toMatchObject([{ actor: 'north', as: 'site', site: 'north', log: 1 }]);
      expect(entries.filter(({ event }) => event.startsWith('incident.'))).toMatchObject([
        { as: 'coordinator', event: 'incident.opened', incident: 1, kind: 'log-restarted', subject: 'site/north' },
        { ...ada, event: 'incident.acknowledged', incident: 1 },
        { ...ada, event: 'incident.assessed', incident: 1, ...factors, conclusion: 'low-probability' },
        { ...ada, event: 'incident.closed', incident: 1, reason: 'disk replaced' },
      ]);
      expect(of(entries, 'site.quarantined')).toMatchObject([{ ...ada, site: 'north', reason: 'looked into' }]);
      expect(of(entries, 'site.released')).toMatchObject([{ ...ada, site: 'north', reason: 'explained' }]);
    } finally {
      await bench.close();
    }
  });

  it('has starts and stops with the configuration, followed authorities, failed handshakes, and what was left out of a flood', async () => {
    const root = mkdtempSync(join(tmpdir(), 'consilium-coordinator-audit-'));
    const folder = join(root, 'coordinator');
    const log = createLogger({ component: 'test', level: 'silent' });
    const clock = new HandClock(systemClock.now());
    try {
      await initCoordinator(folder, { consortium: CONSORTIUM, hosts: ['127.0.0.1'], port: 0 }, clock);
      const running = await serveCoordinator({ folder, log, version: '1.2.3', clock, listen: '127.0.0.1' });
      for (let i = 0; i < 25; i += 1) await shakeHands(running.port);
      await rolloverAuthority(folder, 120, clock);
      await clock.advance(UPKEEP_MS + 1);
      await settled();
      const identity = readIdentityFolder(join(folder, 'operator'));
      const channel = openGrpcChannel({
        identity,
        address: `127.0.0.1:${running.port}`,
        checkServer: coordinatorIdentityCheck(CONSORTIUM),
      });
      const entries = await logOf(channel.client(researchService));
      channel.close();
      renameSync(join(folder, 'authority'), join(folder, 'authority-away'));
      await clock.advance(UPKEEP_MS + 1);
      await settled();
      renameSync(join(folder, 'authority-away'), join(folder, 'authority'));
      await running.stop();
      expect(of(entries, 'coordinator.started')).toMatchObject([
        { as: 'coordinator', version: '1.2.3', models: 'newest', graceMs: 30_000 },
      ]);
      expect(of(entries, 'certificate.shown')).toHaveLength(1);
      expect(of(entries, 'handshake.failed')).toHaveLength(20);
      expect(of(entries, 'incident.opened')).toMatchObject([{ kind: 'failed-identification', subject: 'strangers' }]);
      const whole = await withStoredAudit(folder, clock, async ({ lines }) => {
        const found: AuditEntry[] = [];
        for await (const line of lines) found.push(JSON.parse(line) as AuditEntry);
        return found;
      });
      for (const { event } of whole) caused.add(event);
      expect(of(whole, 'certificate.trouble')).toMatchObject([{ as: 'coordinator', code: 'FILE_UNREADABLE' }]);
      expect(whole.slice(-2)).toMatchObject([
        { event: 'coordinator.stopped' },
        { event: 'notes.left-out', of: 'handshake.failed', entries: 5 },
      ]);
      // What was written with another key, or is gone, does not serve.
      rmSync(join(folder, 'audit', 'signing.key'));
      await expect(serveCoordinator({ folder, log, version: '1', clock, listen: '127.0.0.1' })).rejects.toMatchObject({
        code: 'AUDIT_CORRUPT',
      });
      const restarted = await restartStoredAudit(folder, clock, 'key lost');
      expect(restarted).toMatchObject({ entries: whole.length, intact: whole.length });
      expect(readFileSync(join(restarted.aside, 'entries.jsonl'), 'utf8').split('\n')).toHaveLength(whole.length + 1);
      const again = await serveCoordinator({ folder, log, version: '1', clock, listen: '127.0.0.1' });
      await again.stop();
      const passphrase = join(root, 'passphrase');
      writeFileSync(passphrase, 'correct horse battery staple, and more', { mode: 0o600 });
      await sealCoordinator({ folder, store: { kind: 'passphrase', path: passphrase }, log, clock });
      // Copied while it serves, and restored from there.
      const copied = await serveCoordinator({ folder, log, version: '1', clock, listen: '127.0.0.1' });
      const file = join(root, 'backup');
      const { audit } = await backUpCoordinator({ folder, to: file, clock, version: '1' });
      await copied.stop();
      const backup = openBackup(file, { kind: 'passphrase', path: passphrase });
      const restored = join(root, 'restored');
      await restoreCoordinator({ backup, to: restored, reason: 'disk died', log, clock });
      backup.close();
      await withStoredAudit(restored, clock, async ({ lines }) => {
        const entries: AuditEntry[] = [];
        for await (const line of lines) entries.push(JSON.parse(line) as AuditEntry);
        for (const { event } of entries) caused.add(event);
        const taken = new Date(clock.now()).toISOString();
        const event = { event: 'folder.restored', backup: backup.id, taken, entries: audit.entries, reason: 'disk died' };
        expect(entries.slice(-3)).toMatchObject([
          { as: 'command', event: 'backup.made', store: 'passphrase' },
          { as: 'command', ...event },
          { as: 'coordinator', event: 'incident.opened', kind: 'restored', subject: 'coordinator' },
        ]);
      });
      await withStoredAudit(folder, clock, async ({ lines }) => {
        for await (const line of lines) caused.add((JSON.parse(line) as AuditEntry).event);
      });
      await expect(restartStoredAudit(folder, clock, 'key lost')).rejects.toMatchObject({ code: 'USAGE' });
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  });

  it('has whom an operator has linked to a provider, and the first token of theirs', async () => {
    const issuer = await TokenIssuer.start(Date.now);
    const usual = { clientId: 'consilium', audience: 'consilium', claim: 'sub', scope: 'openid', listen: '127.0.0.1', port: 0 };
    const provider = { issuer: issuer.issuer, ...usual, loopbackHttp: true };
    const founders = [{ user: 'ada', roles: ROLES, key: keyOf(certificates.member('user', 'ada')) }];
    const options = { wire: 'grpc', signer: testSigner(), sites: [], provider, founders } as const;
    const bench = await TestConsortium.open(certificates, options);
    try {
      await bench.research.addUser({ user: 'bob', roles: ['auditor'], providerName: 'sub-1' });
      await bench.tokenClient(researchService, await issuer.token('sub-1')).listRuns({});
      const entries = await logOf(bench.research);
      expect(of(entries, 'user.linked')).toMatchObject([
        { actor: 'ada', user: 'bob', roles: ['auditor'], provider: issuer.issuer, known: 'sub-1', replace: false },
      ]);
      expect(of(entries, 'user.identified')).toMatchObject([
        { actor: 'bob', as: 'user', issuer: issuer.issuer, subject: 'sub-1' },
      ]);
    } finally {
      await bench.close();
      await issuer.stop();
    }
  });

  afterAll(() => {
    // Every event of the catalogue was caused above.
    expect(Object.keys(COORDINATOR_LOG.events).filter((event) => !caused.has(event))).toEqual([]);
  });
});

/** Connects without a certificate, as anybody can, and is gone again. */
async function shakeHands(port: number): Promise<void> {
  await new Promise<void>((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false, ALPNProtocols: ['h2'] });
    socket.on('error', () => {});
    socket.on('close', () => resolve());
  });
}
