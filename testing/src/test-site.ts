import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, secureRandom, type SecureRandom, seededRandom, type SeededRandom, systemClock } from '@consilium/core';
import { createLogger } from '@consilium/host';
import { type Backend, loadBackend } from '@consilium/learning';
import type { CompiledPlan } from '@consilium/plan';
import type { siteService } from '@consilium/proto';
import {
  type AgentOptions,
  type Approval,
  createAgent,
  createGate,
  createRehearsalAgent,
  type Gate,
  type Ledger,
  openLedger,
  type PhaseObserver,
  policySchema,
  type Rights,
  type SiteAgent,
  usualRights,
} from '@consilium/site-agent';
import type { Client } from '@consilium/transport';
import { testCsv } from './test-plan.ts';

/** The data set of every test site, a population of its own. */
export const DATASET = 'patients';

/** How a test site differs from the usual one. */
export interface TestSiteOptions {
  readonly gate?: Gate;
  readonly random?: SecureRandom | SeededRandom;
  readonly clock?: Clock;
  readonly observe?: PhaseObserver;
  readonly audit?: AgentOptions['audit'];
  readonly rehearsal?: boolean;
  readonly studies?: readonly string[];
  /** Patients that the hospital declares. @default 50 */
  readonly patients?: number;
  /** The column that the hospital declares. @default that of the plan */
  readonly patientColumn?: string;
  /** Share of the patients who are held out; who they are is the same at every test site. @default 0.2 */
  readonly heldOut?: number;
  /** On what the hospital bases the use of its data. @default `safe-harbor` */
  readonly basis?: 'safe-harbor' | 'expert-determination' | 'identified';
  /** The identity that the client shows. @default it is not renewed */
  readonly renewals?: AgentOptions['renewals'];
  /** The roster that the hospital has accepted. @default none */
  readonly roster?: AgentOptions['roster'];
  /** Positions of ledgers whose loss the hospital has accepted. @default none */
  readonly lossAccepted?: AgentOptions['lossAccepted'];
  /** Whether the folder was restored and nobody has said yet what its ledgers lack. @default it was not */
  readonly unsettled?: AgentOptions['unsettled'];
}

/** A folder with a CSV file and an agent's state, and the agents that work on it one after the other. */
export class TestSite {
  readonly folder: string;
  /** Lines of the agents' logs. */
  readonly logged: { readonly code?: string; readonly msg: string }[] = [];
  readonly #agents: SiteAgent[] = [];

  constructor(copyOf?: string) {
    this.folder = mkdtempSync(join(tmpdir(), 'consilium-site-'));
    if (copyOf === undefined) writeFileSync(this.csv, testCsv(50));
    else cpSync(copyOf, this.folder, { recursive: true });
  }

  get csv(): string {
    return join(this.folder, 'patients.csv');
  }

  get state(): string {
    return join(this.folder, 'state');
  }

  /** Starts an agent that calls a coordinator, real or fake. */
  async start(
    coordinator: { readonly client: Client<typeof siteService> },
    plan: CompiledPlan,
    options: TestSiteOptions = {},
  ): Promise<{ readonly agent: SiteAgent; readonly running: Promise<void> }> {
    const random = options.random ?? secureRandom();
    const common = {
      siteId: 'north',
      stateFolder: this.state,
      client: coordinator.client,
      backend: await backend(),
      gate: options.gate ?? openGate(plan),
      log: createLogger({
        component: 'test',
        level: 'info',
        destination: { write: (line) => void this.logged.push(JSON.parse(line) as { code?: string; msg: string }) },
      }),
      version: 'test',
      clock: options.clock ?? systemClock,
      ...(options.renewals === undefined ? {} : { renewals: options.renewals }),
      ...(options.roster === undefined ? {} : { roster: options.roster }),
      ...(options.lossAccepted === undefined ? {} : { lossAccepted: options.lossAccepted }),
      ...(options.unsettled === undefined ? {} : { unsettled: options.unsettled }),
      ...(options.observe === undefined ? {} : { observe: options.observe }),
      ...(options.audit === undefined ? {} : { audit: options.audit }),
      ...(options.rehearsal === undefined ? {} : { rehearsal: options.rehearsal }),
    };
    const agent = random.kind === 'seeded' ? createRehearsalAgent(common, random) : createAgent(common, random);
    agent.catalog.add(
      {
        dataset: DATASET,
        population: DATASET,
        heldOut: options.heldOut ?? 0.2,
        patientColumn: options.patientColumn ?? plan.document.data.patientId,
        patients: options.patients ?? 50,
        source: { kind: 'csv', path: this.csv },
        studies: [...(options.studies ?? [plan.document.study])],
        basis: options.basis,
      },
      seededRandom('consilium/test-site/split'),
    );
    this.#agents.push(agent);
    const running = agent.run();
    running.catch(() => {});
    return { agent, running };
  }

  /** The counted charges on disk. */
  charges(): ReturnType<Ledger['charges']> {
    mkdirSync(this.state, { recursive: true });
    const ledger = openLedger({ folder: join(this.state, 'ledger'), population: DATASET, clock: systemClock });
    try {
      return ledger.charges();
    } finally {
      ledger.close();
    }
  }

  /** Stops every agent. */
  async stop(): Promise<void> {
    for (const agent of this.#agents.splice(0)) await agent.stop();
  }

  /** Stops every agent and removes the folder. */
  async dispose(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The backend of all test sites. */
export async function backend(): Promise<Backend> {
  loaded ??= loadBackend();
  return await loaded;
}

let loaded: Promise<Backend> | undefined;

/** The decision of a hospital that approves some plans, widely but for `change` and without exact metrics, and knows no others. */
export function approving(plans: readonly CompiledPlan[], change: Partial<Rights> = {}): (planHash: string) => Approval {
  return (planHash) => {
    const plan = plans.find(({ hash }) => hash === planHash);
    if (plan === undefined) return { decision: 'undecided' };
    // Without privacy there are no noised scores.
    const metrics = plan.document.privacy.mechanism === 'none' ? 'exact' : 'noised';
    return { decision: 'approved', rights: { ...usualRights(plan), metrics, runs: 100, attemptsPerRound: 20, ...change } };
  };
}

/** The gate of a hospital that allows a plan, with the plan's own target as its budget. */
export function openGate(
  plan: CompiledPlan,
  change: Readonly<Record<string, unknown>> = {},
  rights: Partial<Rights> = {},
  clock: Pick<Clock, 'now'> = systemClock,
): Gate {
  const { privacy, study } = plan.document;
  const policy = policySchema.parse({
    version: 1,
    allowedStudies: [study],
    minimumPatients: 1,
    budgets: privacy.mechanism === 'none' ? {} : { [DATASET]: { ...privacy.target, accounting: 'one-mechanism' } },
    answers: { everyMs: 0 },
    metrics: { allow: 'exact', minimumCohort: 1, minimumOthers: 0, scoreHistogram: true },
    ...change,
  });
  return createGate({ policy: () => policy, approvalOf: approving([plan], rights), clock });
}
