import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, ConsiliumError, type SecureRandom, type SeededRandom, uniform53 } from '@consilium/core';
import type { Logger } from '@consilium/host';
import type { Backend } from '@consilium/learning';
import type { CompiledPlan } from '@consilium/plan';
import { type NoiseChoice, type PrivacyEvent, statedEpsilon } from '@consilium/privacy';
import type { siteService } from '@consilium/proto';
import {
  type AgentOptions,
  type Approval,
  createAgent,
  createRehearsalAgent,
  type PhaseObserver,
  policySchema,
  createGate,
  entryHash,
  type Gate,
  type HeldRoster,
  type SiteAgent,
  type SourceEntry,
  SourcesFile,
  usualRights,
} from '@consilium/site-agent';
import type { Client } from '@consilium/transport';
import type { VirtualSplit } from './virtual-split.ts';

/** The one data set of a virtual site, a population of its own. */
const DATASET = 'patients';

/** How to make a virtual site. */
export interface VirtualSiteOptions {
  readonly siteId: string;
  readonly plan: CompiledPlan;
  /** Where its patients are. */
  readonly source: SourceEntry;
  /** Patients of the file, as the site declares them. */
  readonly patients: number;
  /** Share of the patients who are held out, and what chooses them. */
  readonly split: VirtualSplit;
  readonly folder: string;
  readonly client: Client<typeof siteService>;
  readonly backend: Backend;
  readonly random: SecureRandom | SeededRandom;
  /** `'none'` only with a seeded generator. */
  readonly noise: NoiseChoice;
  readonly clock: Clock;
  readonly log: Logger;
  readonly version: string;
  readonly observe: PhaseObserver;
  /** Probability with which the site sits a round out. */
  readonly dropout: number;
  /** Whether its data cannot be used: then it refuses every task, whatever its agent would make of them. */
  readonly unusable?: boolean;
  /** The roster of sums under masks, and the key by which the site is on it. */
  readonly roster?: HeldRoster;
}

/** What patients of each part have spent: one is in one part for good, so that no patient spends both. */
export interface SpentEpsilon {
  readonly training: number;
  readonly heldOut: number;
}

/** A real agent with a hospital's policy of its own, whose budget is exactly the plan's target. */
export interface VirtualSite {
  readonly agent: SiteAgent;
  /** Epsilon that the site's ledger holds at delta, for each part of its patients. */
  spentEpsilon(delta: number): SpentEpsilon;
  /** Resolves when the agent has ended; rejects when it had to give up. */
  readonly running: Promise<void>;
  stop(): Promise<void>;
}

/** Starts the agent of a virtual site. */
export function startVirtualSite(options: VirtualSiteOptions): VirtualSite {
  const { siteId, plan, random, noise, clock, source } = options;
  if (noise === 'none' && random.kind !== 'seeded')
    throw new ConsiliumError({ code: 'INTERNAL', message: 'noise is left out with a seeded generator only' });
  const folder = join(options.folder, siteId);
  mkdirSync(folder);
  new SourcesFile(join(folder, 'sources.yaml')).write(DATASET, source);
  const agentOptions: AgentOptions = {
    siteId,
    stateFolder: join(folder, 'state'),
    client: options.client,
    backend: options.backend,
    gate:
      options.unusable === true
        ? closed(virtualGate(plan))
        : withDropout(virtualGate(plan), options.dropout, random.fork(`dropout/${siteId}`)),
    log: options.log.child({ siteId }),
    version: options.version,
    clock,
    rehearsal: true,
    observe: options.observe,
    roster: () => options.roster,
  };
  const agent = random.kind === 'seeded' ? createRehearsalAgent(agentOptions, random, noise) : createAgent(agentOptions, random);
  agent.catalog.add(
    {
      dataset: DATASET,
      population: DATASET,
      heldOut: options.split.share,
      patientColumn: plan.document.data.patientId,
      patients: options.patients,
      source: options.unusable === true ? standIn(folder) : source.source,
      studies: [plan.document.study],
      accepted: entryHash(source),
    },
    options.split.random(siteId),
  );
  const running = agent.run();
  // The caller that waits for the run looks at `running`; until then a failure must not end the process.
  running.catch(() => {});
  let spent: (delta: number) => SpentEpsilon = () => ({ training: 0, heldOut: 0 });
  return {
    agent,
    running,
    spentEpsilon(delta) {
      return spent(delta);
    },
    async stop() {
      const [training, heldOut] = (['training', 'held-out'] as const).map((part) => agent.ledger(DATASET).events({ part }));
      const epsilon = (events: readonly PrivacyEvent[] = [], delta: number): number =>
        events.length === 0 ? 0 : statedEpsilon(events, delta).epsilon;
      spent = (delta) => ({ training: epsilon(training, delta), heldOut: epsilon(heldOut, delta) });
      await agent.stop();
    },
  };
}

function virtualGate(plan: CompiledPlan): Gate {
  const { privacy, study } = plan.document;
  const policy = policySchema.parse({
    version: 1,
    allowedStudies: [study],
    minimumPatients: 1,
    budgets: privacy.mechanism === 'none' ? {} : { [DATASET]: { ...privacy.target, accounting: 'one-mechanism' } },
    metrics: { allow: 'exact', minimumCohort: 1, minimumOthers: 0, scoreHistogram: true },
  });
  // Without privacy there are no noised scores.
  const rights = { ...usualRights(plan), metrics: privacy.mechanism === 'none' ? 'exact' : 'noised' } as const;
  const approved: Approval = { decision: 'approved', rights };
  return createGate({
    policy: () => policy,
    approvalOf: (planHash) => (planHash === plan.hash ? approved : { decision: 'undecided' }),
  });
}

/** What cannot be used may not even be there: an empty file stands for it, which the closed gate keeps from being read. */
function standIn(folder: string): SourceEntry['source'] {
  const path = join(folder, 'unusable.csv');
  writeFileSync(path, '');
  return { kind: 'csv', path };
}

function closed(gate: Gate): Gate {
  return {
    ...gate,
    admitTask() {
      throw new ConsiliumError({
        code: 'SITE_UNAVAILABLE',
        message: 'its data cannot be used, as the check before the first round said',
      });
    },
  };
}

function withDropout(gate: Gate, dropout: number, random: SecureRandom | SeededRandom): Gate {
  if (dropout === 0) return gate;
  const drawn = new Set<string>();
  return {
    ...gate,
    admitTask(facts) {
      gate.admitTask(facts);
      // A sum under masks asks twice: before the site joins, and before it works.
      const { run, round, attempt } = facts.exchange;
      const name = `${run}.${round}.${attempt}`;
      if (drawn.has(name)) return;
      drawn.add(name);
      if (uniform53(random) < dropout) throw new ConsiliumError({ code: 'SITE_UNAVAILABLE', message: 'a simulated dropout' });
    },
  };
}
