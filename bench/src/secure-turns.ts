import { createHash } from 'node:crypto';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { replaySum, turns } from '@consilium/coordinator';
import { systemClock } from '@consilium/core';
import type { SiteMessage } from '@consilium/secure-sum';
import { quickSum } from '@consilium/secure-sum/testing';
import type { Benchmark } from './benchmark.ts';
import { sumAmong } from './sum-among.ts';

const WORDS = 1000;
const RESOLUTION_MS = 1;

/** How long the event loop of a coordinator stands still while it checks all messages of a sum, which come at once, and opens it. */
function standstill(sites: number, colluding: number): Benchmark {
  return {
    name: `secure/turns/${sites}`,
    unit: 'ms',
    run: async () => {
      const minimum = Math.floor(0.8 * sites);
      const { terms, players } = sumAmong(sites, WORDS, colluding, minimum);
      const quick = quickSum(terms, players);
      const wordsHash = createHash('sha256').update('a vector').digest();
      const vectors = [...players.keys()].map((site) => quick.masked(site, wordsHash));
      const said: readonly SiteMessage[] = [
        ...quick.keys.map((message) => ({ t: 'keys', ...message }) as const),
        ...quick.shares.map((message) => ({ t: 'shares', ...message }) as const),
        ...vectors.map((message) => ({ t: 'masked', ...message }) as const),
        ...quick.agreements(vectors).map((message) => ({ t: 'agreement', ...message }) as const),
        ...quick.unmaskings(vectors).map((message) => ({ t: 'unmask', ...message }) as const),
      ];
      const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
      const start = systemClock.monotonic();
      delay.enable();
      // The first tick of the monitor.
      await setTimeout(10 * RESOLUTION_MS);
      delay.reset();
      const { masks } = await replaySum(terms, 'opened', said, minimum, turns(systemClock));
      await setTimeout(10 * RESOLUTION_MS);
      delay.disable();
      if (masks?.length !== sites) throw new Error('the sum was not opened');
      return {
        value: delay.max / 1e6,
        n: said.length,
        details: { p99: delay.percentile(99) / 1e6, seconds: (systemClock.monotonic() - start) / 1000 },
      };
    },
  };
}

export const benchmarks: readonly Benchmark[] = [standstill(100, 10), standstill(1000, 50)];
