import { fileURLToPath } from 'node:url';
import type { TlsIdentity } from '@consilium/transport';
import { answerAs, Child, cpuSeconds } from './child.ts';
import { PlayedSite, playedUpdate } from './played-site.ts';

/** What the process of sites can be asked. */
export type SitesQuestion =
  | {
      readonly t: 'connect';
      readonly consortium: string;
      readonly address: string;
      readonly identities: readonly TlsIdentity[];
    }
  | { readonly t: 'make'; readonly parameters: number }
  | { readonly t: 'play'; readonly rounds: number }
  | { readonly t: 'close' };

/** When the first of the sites was offered each round. */
export interface PlayedRounds {
  /** Milliseconds from any beginning. */
  readonly offeredMs: readonly number[];
  /** Processor seconds of the process of sites by then. */
  readonly cpuSeconds: readonly number[];
}

const ROLE = 'sites';

/** Sites that dial at the same time: one process is not as quick as a thousand machines, and TLS has a limit of ten seconds. */
const DIALLING = 64;

/** All sites of a benchmark in one process, each on a connection of its own. */
export function startSites(): Child<SitesQuestion> {
  return new Child(fileURLToPath(import.meta.url), ROLE);
}

let sites: readonly PlayedSite[] = [];
let updates: readonly ReturnType<typeof playedUpdate>[] = [];

answerAs<SitesQuestion>(ROLE, async (question) => {
  switch (question.t) {
    case 'connect':
      return await connect(question);
    case 'make':
      updates = sites.map((_, i) => playedUpdate(question.parameters, i));
      return undefined;
    case 'play':
      return await play(question.rounds);
    case 'close':
      for (const site of sites) site.close();
      return undefined;
  }
});

/** @returns milliseconds from the first that dials to the last that is welcomed */
async function connect({ consortium, address, identities }: Extract<SitesQuestion, { t: 'connect' }>): Promise<number> {
  // Each hospital has read its key long before it dials; to do so a thousand times takes two seconds.
  sites = identities.map((identity) => new PlayedSite(consortium, identity, address));
  const start = performance.now();
  const waiting = sites.values();
  const dial = async (): Promise<void> => {
    for (const site of waiting) await site.connect();
  };
  await Promise.all(Array.from({ length: DIALLING }, dial));
  return performance.now() - start;
}

async function play(rounds: number): Promise<PlayedRounds> {
  const offeredMs: number[] = [];
  const cpu: number[] = [];
  const note = (): void => {
    offeredMs.push(performance.now());
    cpu.push(cpuSeconds());
  };
  await Promise.all(
    sites.map(async (site, i) => {
      const update = updates[i];
      if (update === undefined) throw new Error('no update was made');
      await site.play(update, rounds, i === 0 ? note : () => {});
    }),
  );
  return { offeredMs, cpuSeconds: cpu };
}
