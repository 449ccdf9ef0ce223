import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signingKey } from '@consilium/secure-sum';
import { AuditChain, COORDINATOR_LOG, signCheckpoint, writeVerifierKey } from '@consilium/transparency';
import { ConsiliumError } from '@consilium/core';
import { type consilium, researchService } from '@consilium/proto';
import { CONSORTIUM, createCertificates, ROOT } from '@consilium/testing';
import { bind, type GrpcServer, startGrpcServer } from '@consilium/transport';
import { writeIdentityFolder } from '@consilium/trust';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { typeCommand } from './testing/type-command.ts';

/** What no terminal may receive but for line ends. */
const HIDDEN = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;
const PLAN = join(ROOT, 'examples/heart-disease/study.yaml');

const consoleBefore = { ...console };
let folder = '';
let server: GrpcServer;
/** What the coordinator puts into every text that it sends, and whether it fails instead. */
let evil = '';
let fails = false;

const problem = (): consilium.v1.Problem.$Properties => ({ code: evil, message: evil });
const round = (): consilium.v1.RoundInfo.$Properties => ({
  round: 1,
  attempt: 1,
  state: evil,
  participants: [
    { site: evil, state: evil, problem: problem() },
    { site: evil, state: 'waiting' },
  ],
});
const run = (): consilium.v1.RunInfo.$Properties => ({
  run: evil,
  study: evil,
  planHash: evil,
  state: evil,
  modelHash: evil,
  problem: problem(),
  decisions: [
    { action: evil, user: evil, key: evil, atMs: 1 },
    { action: 'started', user: evil, atMs: 1 },
  ],
  roundInfos: [round(), { ...round(), state: 'collecting' }, { ...round(), state: 'closed' }],
});
const paused = (): consilium.v1.RunInfo.$Properties => ({
  ...run(),
  state: 'paused',
  problem: null,
  pause: { reason: evil, sinceMs: 1, againMs: 2, waitsFor: [evil, evil], lacks: 3 },
});
const study = (): consilium.v1.StudyInfo.$Properties => ({ study: evil, planHash: evil });
const site = (): consilium.v1.SiteInfo.$Properties => ({
  quarantine: evil.length % 2 === 0 ? evil : '',
  site: evil,
  agentVersion: evil,
  connected: true,
  keys: [evil, 'ff'.repeat(32)],
});
const readiness = (): consilium.v1.StudyReadiness.$Properties => ({
  study: evil,
  planHash: evil,
  quorum: 2,
  sites: [
    { site: evil, standing: 'unknown', word: 'none' },
    { site: evil, standing: 'admitted', word: 'refused', problem: problem() },
    { site: evil, standing: 'admitted', word: 'none' },
    { site: evil, standing: evil, word: evil },
  ],
});
const version = (): consilium.v1.ModelVersionInfo.$Properties => ({
  name: evil,
  version: 1,
  state: evil,
  dossier: evil,
  modelHash: evil,
  planHash: evil,
  run: evil,
  outcome: evil,
  missing: [evil],
  acts: [
    { action: 'proposed', user: evil, use: evil, risk: evil, atMs: Number.MAX_SAFE_INTEGER },
    { action: 'approved', user: evil, reason: evil, publicKeyPem: evil, signature: new Uint8Array(3) },
    { action: evil, user: evil, reason: evil },
  ],
});
const user = (): consilium.v1.UserInfo.$Properties => ({ user: evil, roles: [evil], state: evil, key: evil });
const invitation = (): consilium.v1.InvitationInfo.$Properties => ({ site: evil, state: evil, key: evil });

const act = (): consilium.v1.IncidentAct.$Properties => ({ by: evil, at: evil, reason: evil });
const incident = (): consilium.v1.IncidentInfo.$Properties => ({
  incident: 3,
  kind: evil,
  severity: evil,
  subject: evil,
  state: evil,
  // A time that is none is refused; what else there is, only where it is one.
  at: evil.length % 4 === 0 ? evil : '2026-11-26T10:00:00.000Z',
  lastAt: evil,
  times: 2,
  evidence: [{ entry: 1, hash: evil }],
  acknowledged: act(),
  assessment: {
    nature: evil,
    recipient: evil,
    acquired: evil,
    mitigation: evil,
    conclusion: evil,
    discovered: evil.length % 4 === 1 ? evil : '',
  },
  assessed: act(),
  closed: act(),
});
const receipts = (): consilium.v1.SiteReceipts.$Properties => ({ receipts: [{ dataset: evil, sequence: 1, hash: evil }] });

/** An audit log that holds, by the key of whom it comes from: the name of a study is any text. */
function* auditLog(): Generator<consilium.v1.AuditPiece.$Properties> {
  const { publicKey, secret } = signingKey(new Uint8Array(32));
  const verifier = { name: 'hostile', publicKey };
  const chain = new AuditChain(COORDINATOR_LOG);
  const hash = 'ab'.repeat(32);
  const common = { v: 1, at: '2026-11-26T10:00:00.000Z', salt: 'ab'.repeat(16), actor: evil.slice(0, 200), as: 'user' } as const;
  const { line } = chain.add({ ...common, event: 'study.submitted', study: evil.slice(0, 200), plan: hash });
  yield answer(() => ({
    verifierKey: writeVerifierKey(verifier),
    checkpoint: signCheckpoint({ origin: verifier.name, size: 1, root: chain.root() }, secret),
  }));
  yield { entries: [line] };
  // Another entry, if anything may follow, is none.
  if (evil.length % 2 === 0) yield { entries: [evil] };
}

/** An answer, unless the coordinator fails. */
function answer<T>(value: () => T): T {
  if (fails) throw new ConsiliumError({ code: 'STUDY_UNKNOWN', message: evil });
  return value();
}

const hostile = bind(researchService, (peer) => peer, {
  submitStudy: () => answer(study),
  listStudies: () => answer(() => ({ studies: [study(), study()] })),
  checkStudy: () => answer(readiness),
  startRun: () => answer(run),
  pauseRun: () => answer(paused),
  resumeRun: () => answer(paused),
  stopRun: () => answer(run),
  getRun: () => answer(run),
  listRuns: () => answer(() => ({ runs: [run(), run()] })),
  async *watchRun() {
    yield answer(() => ({ ...run(), state: 'running' }));
    yield answer(paused);
    yield answer(run);
  },
  async *getModel() {
    yield answer(() => ({ data: new Uint8Array(4) }));
  },
  getTranscript: () => answer(() => ({ run: evil, transcriptHash: evil })),
  listSites: () => answer(() => ({ sites: [site(), site()] })),
  enrolSite: () => answer(() => ({ certificatePem: evil })),
  inviteSite: () => answer(() => ({ token: new Uint8Array(20), expiresMs: 1 })),
  listInvitations: () => answer(() => ({ invitations: [invitation(), invitation()] })),
  renewCertificate: () => answer(() => ({ certificatePem: evil, authoritiesPem: evil })),
  registerModel: () => answer(version),
  proposeModel: () => answer(version),
  approveModel: () => answer(version),
  rejectModel: () => answer(version),
  withdrawModel: () => answer(version),
  listModels: () => answer(() => ({ models: [version(), version()] })),
  async *readRunLog() {
    yield answer(() => ({ verifierKey: evil, checkpoint: evil }));
  },
  async *readAudit() {
    yield* auditLog();
  },
  revokeSite: () => answer(site),
  quarantineSite: () => answer(site),
  releaseSite: () => answer(site),
  listIncidents: () => answer(() => ({ incidents: [incident(), incident()] })),
  decideIncident: () => answer(incident),
  listReceipts: () => answer(receipts),
  clearReceipts: () => answer(receipts),
  addUser: () => answer(() => ({ token: new Uint8Array(20), expiresMs: 1 })),
  enrolUser: () => answer(() => ({ certificatePem: evil })),
  setRoles: () => answer(user),
  revokeUser: () => answer(user),
  listUsers: () => answer(() => ({ users: [user(), user()] })),
});

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-hostile-'));
  const certificates = await createCertificates();
  server = await startGrpcServer({ identity: certificates.member('coordinator', 'coordinator'), port: 0, bindings: [hostile] });
  writeIdentityFolder(join(folder, 'ada'), {
    ...certificates.member('user', 'ada'),
    consortium: CONSORTIUM,
    address: `127.0.0.1:${server.port}`,
  });
  writeFileSync(join(folder, 'request'), 'x');
});
afterEach(() => {
  vi.restoreAllMocks();
  Object.assign(console, consoleBefore);
  process.removeAllListeners('uncaughtException');
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs a command in this process; what a terminal would receive. */
async function shown(argv: readonly string[]): Promise<string> {
  return (await typeCommand(...argv, '--identity', join(folder, 'ada'))).text;
}

const commands = fc.constantFrom<readonly string[]>(
  ['run', 'list'],
  ['run', 'list', '--json'],
  ['run', 'status', 'r'],
  ['run', 'status', 'r', '--json'],
  ['run', 'watch', 'r'],
  ['run', 'watch', 'r', '--json'],
  ['run', 'start', 's'],
  ['run', 'start', 's', '--yes'],
  ['run', 'start', 's', '--json'],
  ['run', 'start', 's', '--watch', '--yes'],
  ['run', 'pause', 'r'],
  ['run', 'resume', 'r'],
  ['run', 'stop', 'r'],
  ['model', 'list'],
  ['model', 'show', 'heart@1'],
  ['model', 'show', 'heart@1', '--json'],
  ['model', 'history', 'heart'],
  ['model', 'withdraw', 'heart@1', '--reason', 'r'],
  ['study', 'list'],
  ['study', 'list', '--json'],
  ['study', 'submit', PLAN],
  ['study', 'submit', PLAN, '--json'],
  ['site', 'list'],
  ['user', 'list'],
  ['user', 'list', '--json'],
  ['user', 'add', 'bob', '--role', 'auditor'],
  ['user', 'roles', 'bob', '--role', 'auditor'],
  ['user', 'revoke', 'bob'],
  ['site', 'list', '--json'],
  ['site', 'invites'],
  ['site', 'invites', '--json'],
  ['site', 'invite', 'north'],
  ['site', 'revoke', 'north'],
  ['site', 'quarantine', 'north', '--reason', 'x'],
  ['site', 'release', 'north', '--reason', 'x'],
  ['incident', 'list'],
  ['incident', 'list', '--json'],
  ['incident', 'show', '3'],
  ['incident', 'show', '3', '--json'],
  ['incident', 'close', '3', '--reason', 'x'],
  ['site', 'receipts', 'show', 'north'],
  ['site', 'receipts', 'show', 'north', '--json'],
  ['site', 'receipts', 'clear', 'north', '--reason', 'lost'],
  ['site', 'enrol', 'north', '--request', 'REQUEST', '--out', 'OUT'],
  ['audit', 'show'],
  ['audit', 'show', '--json'],
  ['audit', 'verify'],
  ['model', 'pull', 'r', '--out', 'OUT'],
);
const pieces = fc.oneof(
  fc.constantFrom(
    '\u001b[2J',
    '\u001b]0;x\u0007',
    '\u009b8m',
    '\r',
    '\r\n',
    '\u202e',
    '\u2066',
    '\u200b',
    '\u2028',
    '\ufeff',
    '\u{e0041}',
    '│',
    'a',
  ),
  fc.string({ unit: 'binary', maxLength: 4 }),
);
/** Text that wants to begin a line of its own, or to command the terminal. */
const evilText = fc
  .array(pieces, { minLength: 1, maxLength: 8 })
  .map((parts) => `${parts.join('')}\nFORGED${parts.join('\nFORGED')}`);

it('whatever a coordinator writes into any field or error, a terminal gets letters, and no line is forged', async () => {
  let seen = 0;
  await fc.assert(
    fc.asyncProperty(commands, evilText, fc.boolean(), async (command, text, failing) => {
      [evil, fails] = [text, failing];
      const argv = command.map((word) => ({ REQUEST: join(folder, 'request'), OUT: join(folder, 'out') })[word] ?? word);
      const output = await shown(argv);
      expect(output).not.toBe('');
      for (const line of output.split('\n')) {
        expect([argv, line]).not.toEqual([argv, expect.stringMatching(HIDDEN)]);
        expect([argv, line]).not.toEqual([argv, expect.stringMatching(/^FORGED/u)]);
      }
      if (output.includes('FORGED')) seen++;
    }),
    { numRuns: 150 },
  );
  // The property would hold of a program that shows nothing.
  expect(seen).toBeGreaterThan(80);
});
