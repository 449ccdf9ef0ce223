import type { Benchmark } from './benchmark.ts';
import { probeSum, type SecureProbeCase } from './secure-probe.ts';

/** One sum under masks, from its first key to its plain words; the figure is what one site computes. */
function secure(name: string, of: SecureProbeCase): Benchmark {
  return {
    name: `secure/${name}`,
    unit: 's/site',
    run: async () => {
      const probe = await probeSum(of);
      return {
        value: probe.siteSeconds,
        n: of.sites,
        details: {
          maskSeconds: probe.maskSeconds,
          siteCipherSeconds: probe.siteCipherSeconds,
          timesCipher: probe.siteSeconds / probe.siteCipherSeconds,
          serverSeconds: probe.serverSeconds,
          serverCipherSeconds: probe.serverCipherSeconds,
          sentBytes: probe.sent,
          receivedBytes: probe.received,
          stateBytes: probe.stateBytes,
          peakMB: probe.peakBytes / 1e6,
        },
      };
    },
  };
}

/** Sums under masks. A thousand sites check a thousand signatures each, three times, so that ten of them alone are real. */
export const benchmarks: readonly Benchmark[] = [
  secure('4x1M', { sites: 4, words: 1_000_000, colluding: 1, minimum: 3 }),
  secure('100x1M', { sites: 100, words: 1_000_000, colluding: 10, minimum: 80 }),
  secure('1000x1k', { sites: 1000, words: 1000, colluding: 50, minimum: 800 }),
];
