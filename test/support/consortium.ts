import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Clock, systemClock } from '@consilium/core';
import type { CompiledPlan } from '@consilium/plan';
import { researchService } from '@consilium/proto';
import { type Client, openGrpcChannel, type TlsIdentity } from '@consilium/transport';
import {
  coordinatorIdentityCheck,
  createRequest,
  generateKeyPair,
  type Identity,
  issueCertificate,
  type MemberIdentity,
  readIdentityFolder,
} from '@consilium/trust';
import { onTestFinished, TestRunner } from 'vitest';
import { FakeSite } from '@consilium/testing';
import { freePort } from './free-port.ts';
import { mustRun, ServerProcess } from './programs.ts';
import { EXAMPLE, faultPlan, SITES } from './fault-plans.ts';

/** Name of every test consortium. */
export const CONSORTIUM = 'fault';
/** Data set of every test site: ledger and budget go by it. */
export const DATASET = 'cardiology';
/**
 * Budget of every test site; roomy, since attempts that fail are charged too, and not beyond what the grid of the noise is fine enough for.
 */
export const BUDGET = { epsilon: 20, delta: 0.001 } as const;
/** How its hospitals approve a plan: tests run it again and again. */
export const APPROVAL = ['--runs', '100', '--epsilon', String(BUDGET.epsilon)] as const;

const TEMPLATE_PREFIX = 'consilium-test-template-';

/** Coordinator and agents start as the shipped commands run themselves, without eval, but in the very process that a test kills. */
const NODE_ARGS = ['--disallow-code-generation-from-strings'] as const;

/** A consortium on this machine, every part of it made by the commands that operators and hospitals run. */
export class Consortium {
  readonly folder: string;
  readonly port: number;
  readonly plan: CompiledPlan;
  readonly #processes: Set<ServerProcess> = new Set();

  private constructor(folder: string, port: number, plan: CompiledPlan) {
    this.folder = folder;
    this.port = port;
    this.plan = plan;
  }

  /** A consortium of its own for one test. Identities and approvals are copied: making keys takes longest. */
  static async create(): Promise<Consortium> {
    const template = await sharedTemplate();
    const folder = mkdtempSync(join(tmpdir(), 'consilium-fault-'));
    cpSync(template, folder, { recursive: true });
    const consortium = new Consortium(folder, await freePort(), faultPlan());
    consortium.#moveToPort();
    return consortium;
  }

  /** `host:port` of the coordinator. */
  get address(): string {
    return `127.0.0.1:${this.port}`;
  }
  get coordinatorFolder(): string {
    return join(this.folder, 'coordinator');
  }
  get operatorFolder(): string {
    return join(this.coordinatorFolder, 'operator');
  }
  /** Identity of the researcher who submits and runs. */
  get researcherFolder(): string {
    return join(this.folder, 'researcher');
  }
  get planPath(): string {
    return join(this.folder, 'study.yaml');
  }
  siteFolder(site: string): string {
    return join(this.folder, site);
  }

  /** Certificate and key of the coordinator, of the operator, of the researcher, or of a site. */
  identity(member: string): MemberIdentity {
    if (member === 'operator') return readIdentityFolder(this.operatorFolder);
    if (member === 'researcher') return readIdentityFolder(this.researcherFolder);
    return readIdentityFolder(join(member === 'coordinator' ? this.coordinatorFolder : this.siteFolder(member), 'identity'));
  }

  /** Starts the coordinator; resolves when it serves. @param more further options of the command */
  async startCoordinator(extraNodeArgs: readonly string[] = [], more: readonly string[] = []): Promise<ServerProcess> {
    const args = ['coordinator', 'start', '--folder', this.coordinatorFolder, '--listen', '127.0.0.1', ...more];
    const coordinator = this.#keep(new ServerProcess('consilium', args, { nodeArgs: [...NODE_ARGS, ...extraNodeArgs] }));
    await coordinator.saw((record) => record.msg === 'serving');
    return coordinator;
  }

  /** Starts a site's agent, without waiting for anything. @param more further options of the command */
  startAgent(site: string, nodeArgs: readonly string[] = [], more: readonly string[] = []): ServerProcess {
    return this.#keep(
      new ServerProcess('site', ['start', '--folder', this.siteFolder(site), ...more], { nodeArgs: [...NODE_ARGS, ...nodeArgs] }),
    );
  }

  /** Starts the agents of all sites; resolves when each holds a session. */
  async startAgents(sites: readonly string[] = SITES): Promise<ReadonlyMap<string, ServerProcess>> {
    const agents = new Map(sites.map((site) => [site, this.startAgent(site)]));
    await Promise.all([...agents.values()].map(connected));
    return agents;
  }

  /** Calls the research service as the researcher. */
  async research<T>(work: (research: Client<typeof researchService>) => Promise<T>): Promise<T> {
    return await this.#call('researcher', work);
  }

  /** Calls the research service as the operator. */
  async operate<T>(work: (research: Client<typeof researchService>) => Promise<T>): Promise<T> {
    return await this.#call('operator', work);
  }

  async #call<T>(user: string, work: (research: Client<typeof researchService>) => Promise<T>): Promise<T> {
    const identity = this.identity(user);
    const channel = openGrpcChannel({
      identity,
      address: identity.address,
      checkServer: coordinatorIdentityCheck(identity.consortium),
    });
    try {
      return await work(channel.client(researchService));
    } finally {
      channel.close();
    }
  }

  /** Has the researcher submit another plan; the newest plan of a study is the one that runs. */
  async submit(plan: CompiledPlan): Promise<string> {
    const path = join(this.folder, `${plan.hash}.yaml`);
    writeFileSync(path, plan.json);
    await mustRun('consilium', ['study', 'submit', path, '--identity', this.researcherFolder]);
    return path;
  }

  /** A site played by a test, with a session; by default with that site's own certificate. */
  async fakeSite(site: string, identity: TlsIdentity = this.identity(site)): Promise<FakeSite> {
    const fake = FakeSite.dial({ identity, address: this.address, consortium: CONSORTIUM });
    endWithTest(() => fake.close());
    return await fake.join();
  }

  /** Admits another site, as the operator does, and gives the test its identity. */
  async enrol(site: string): Promise<TlsIdentity> {
    const keyPair = await generateKeyPair();
    const { csrPem } = createRequest({ identity: { consortium: CONSORTIUM, kind: 'site', id: site }, keyPair });
    const { certificatePem } = await this.operate((research) => research.enrolSite({ site, requestPem: csrPem }));
    const { authorityPem } = this.identity('operator');
    return { certificatePem, privateKeyPem: keyPair.privateKeyPem, authorityPem };
  }

  /** Issues a certificate as the operator's authority would, for a test that plays somebody else. */
  async issue(init: { readonly identity: Identity; readonly clock?: Pick<Clock, 'now'> }): Promise<TlsIdentity> {
    const folder = join(this.coordinatorFolder, 'authority');
    const authorityPem = readFileSync(join(folder, 'certificate.pem'), 'utf8');
    const authority = { certificatePem: authorityPem, privateKeyPem: readFileSync(join(folder, 'key.pem'), 'utf8') };
    const pair = await generateKeyPair();
    const certificatePem = issueCertificate(authority, {
      publicKeyPem: pair.publicKeyPem,
      identity: init.identity,
      validityDays: 1,
      clock: init.clock ?? systemClock,
    });
    return { certificatePem, privateKeyPem: pair.privateKeyPem, authorityPem };
  }

  /** Lets agents dial another address than the coordinator's, such as a proxy's. */
  redirectSite(site: string, port: number): void {
    replaceIn(join(this.siteFolder(site), 'identity', 'connection.json'), { address: `127.0.0.1:${port}` });
  }

  /** Ends every process in order; the folders stay for inspection. */
  async stopAll(): Promise<void> {
    await Promise.all([...this.#processes].map((process) => process.stop()));
    this.#processes.clear();
  }

  /** Ends every process and removes the folder. */
  async remove(): Promise<void> {
    await Promise.all([...this.#processes].map((process) => process.kill()));
    rmSync(this.folder, { recursive: true, force: true });
  }

  #keep(process: ServerProcess): ServerProcess {
    this.#processes.add(process);
    endWithTest(async () => await process.stop());
    return process;
  }

  #moveToPort(): void {
    const { address } = this;
    replaceIn(join(this.coordinatorFolder, 'coordinator.json'), { port: this.port });
    for (const folder of ['identity', 'operator'])
      replaceIn(join(this.coordinatorFolder, folder, 'connection.json'), { address });
    replaceIn(join(this.researcherFolder, 'connection.json'), { address });
    for (const site of SITES) {
      replaceIn(join(this.siteFolder(site), 'site.json'), { address });
      replaceIn(join(this.siteFolder(site), 'identity', 'connection.json'), { address });
    }
  }

  /** Makes a whole consortium by its commands. */
  static async build(folder: string): Promise<void> {
    const plan = faultPlan();
    const consortium = new Consortium(folder, await freePort(), plan);
    const { coordinatorFolder, researcherFolder, planPath, port } = consortium;
    writeFileSync(planPath, plan.json);
    const init = ['coordinator', 'init', '--consortium', CONSORTIUM, '--host', '127.0.0.1', 'localhost'];
    const where = ['--port', String(port), '--folder', coordinatorFolder];
    const made = JSON.parse(await mustRun('consilium', [...init, ...where, '--user', 'researcher=researcher', '--json'])) as {
      readonly users: readonly { readonly joinString: string }[];
    };
    await consortium.startCoordinator();
    try {
      const [{ joinString } = { joinString: '' }] = made.users;
      await mustRun('consilium', ['join', joinString, '--folder', researcherFolder, '--submit', planPath]);
      await Promise.all(SITES.map((site) => consortium.#join(site)));
    } finally {
      await consortium.stopAll();
    }
  }

  async #join(site: string): Promise<void> {
    const folder = ['--folder', this.siteFolder(site)];
    const request = join(this.folder, `${site}.csr`);
    const certificate = join(this.folder, `${site}.pem`);
    const authority = join(this.coordinatorFolder, 'authority', 'certificate.pem');
    const where = ['--consortium', CONSORTIUM, '--coordinator', this.address];
    await mustRun('site', ['init', '--site', site, ...where, '--request', request, ...folder]);
    const enrol = ['site', 'enrol', site, '--request', request, '--out', certificate];
    await mustRun('consilium', [...enrol, '--identity', this.operatorFolder]);
    await mustRun('site', ['certificate', certificate, '--authority', authority, ...folder]);
    const { study } = this.plan.document;
    await mustRun('site', [
      'data',
      'add',
      DATASET,
      join(EXAMPLE, `${site}.csv`),
      '--study',
      study,
      '--patient-column',
      'patient_id',
      '--held-out',
      '0.333',
      ...folder,
    ]);
    const policy = join(this.siteFolder(site), 'policy.yaml');
    writeFileSync(policy, readFileSync(policy, 'utf8').replace('allow: noised', 'allow: exact'));
    await Consortium.setBudget(this.siteFolder(site));
    await mustRun('site', ['plan', 'approve', this.planPath, ...APPROVAL, '--reason', 'fault test', ...folder]);
  }

  /** Gives the patients of a site the usual budget. */
  static async setBudget(siteFolder: string): Promise<void> {
    const { epsilon, delta } = BUDGET;
    const budget = ['--epsilon', String(epsilon), '--delta', String(delta)];
    // Above the epsilon that one person may decide.
    const why = ['--reason', 'fault test', '--second-person', 'another tester'];
    await mustRun('site', ['plan', 'budget', DATASET, ...budget, ...why, '--folder', siteFolder]);
  }
}

/**
 * Whom a test starts ends with it, so that nobody of an earlier test meets a later one: an agent that goes on dialling takes
 * its site's session from the next one that plays that site. What a set-up starts ends with {@link Consortium.remove}.
 */
function endWithTest(end: () => unknown): void {
  if (TestRunner.getCurrentTest() !== undefined) onTestFinished(async () => void (await end()));
}

/** Resolves when an agent holds a session. */
export async function connected(agent: ServerProcess): Promise<void> {
  await agent.saw((record) => record.msg === 'connected');
}

function replaceIn(path: string, change: Readonly<Record<string, unknown>>): void {
  const content = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  writeFileSync(path, JSON.stringify({ ...content, ...change }));
}

/** One template for all test files of a run (they are children of one process); the first to come builds it. */
async function sharedTemplate(): Promise<string> {
  removeOldTemplates();
  const folder = join(tmpdir(), `${TEMPLATE_PREFIX}${process.ppid}`);
  const template = join(folder, 'consortium');
  const ready = join(folder, 'ready');
  if (claimed(folder)) {
    try {
      mkdirSync(template);
      await Consortium.build(template);
      writeFileSync(ready, '');
    } catch (error) {
      // The next caller tries again.
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
    return template;
  }
  while (!existsSync(ready)) {
    if (!existsSync(folder)) return await sharedTemplate();
    await wait(50);
  }
  return template;
}

function claimed(folder: string): boolean {
  try {
    mkdirSync(folder, { mode: 0o700 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Templates of test runs that have ended. */
function removeOldTemplates(): void {
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(TEMPLATE_PREFIX)) continue;
    const owner = Number(name.slice(TEMPLATE_PREFIX.length));
    if (!isAlive(owner)) rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
