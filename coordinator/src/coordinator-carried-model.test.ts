import { sha256Hex } from '@consilium/core';
import { createCertificates, type TestCertificates, TestConsortium, testPlan, threeSitePlan } from '@consilium/testing';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';

let certificates: TestCertificates;
let bench: TestConsortium;
beforeAll(async () => {
  certificates = await createCertificates();
});
afterEach(async () => await bench.close());

const ONES = Float32Array.of(1, 1, 1);

/** The model as a site asks for it. */
async function asked(site: { readonly client: TestClient }, hash: string): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const { data } of site.client.getBlob({ hash })) pieces.push(data);
  return Buffer.concat(pieces);
}
type TestClient = Awaited<ReturnType<TestConsortium['sites']>>[number]['client'];

describe.each(['memory', 'grpc'] as const)('a task, over %s', (wire) => {
  it('brings a short model along, the one that can be asked for: in each round, and to a site that comes back', async () => {
    bench = await TestConsortium.open(certificates, { wire });
    await bench.run(threeSitePlan({ rounds: 2, quorum: 3 }));
    const sites = await bench.sites('north', 'south', 'west');
    for (const round of [1, 2]) {
      for (const site of sites) {
        const { base, baseHash, baseBytes } = await site.task(round);
        expect(sha256Hex(base)).toBe(baseHash);
        expect(base.length).toBe(baseBytes);
        expect(Buffer.from(base).equals(await asked(site, baseHash))).toBe(true);
      }
      if (round === 1) {
        for (const site of sites) await site.take(1, ONES);
        for (const site of sites) await site.declineScores(1);
      }
    }
    sites[0].close();
    const [again] = await bench.sites('north');
    const { base, baseHash } = await again.task(2);
    expect(sha256Hex(base)).toBe(baseHash);
  });

  it('leaves a longer model to be asked for', async () => {
    bench = await TestConsortium.open(certificates, { wire });
    const features = Object.fromEntries(
      Array.from({ length: 64 }, (_, i) => [`x${i}`, { kind: 'number', unit: '1', range: [0, 1] }]),
    );
    const plan = testPlan('dp-fedavg', {
      sites: { north: {}, south: {}, west: {} },
      data: {
        patientId: 'id',
        target: { kind: 'binary', column: 'y', positive: ['1'], negative: ['0'] },
        features,
      },
      layers: [
        { type: 'dense', units: 64, activation: 'relu' },
        { type: 'dense', units: 1, activation: 'sigmoid' },
      ],
      strategy: { kind: 'fedavg' },
    });
    expect(plan.manifest.parameters).toBeGreaterThan(4096);
    await bench.run(plan);
    const [north] = await bench.sites('north');
    const { base, baseHash, baseBytes } = await north.task(1);
    expect(base).toHaveLength(0);
    expect(await asked(north, baseHash)).toHaveLength(baseBytes);
  });
});
