import { createCertificates, type TestCertificates, TestConsortium } from '@consilium/testing';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';

const ONES = Float32Array.of(1, 1, 1);
const REASON = 'the disk of north died, no copy: Dr. Vogel';

let certificates: TestCertificates;
let bench: TestConsortium;
beforeAll(async () => {
  certificates = await createCertificates();
});
beforeEach(async () => {
  bench = await TestConsortium.open(certificates);
});
afterEach(async () => await bench.close());

const hash = (digit: string): string => digit.repeat(64);
const at = (dataset: string, sequence: number, digit: string) => ({ dataset, sequence, hash: hash(digit), mac: hash('c') });

async function kept(site: string): Promise<readonly string[]> {
  const { receipts } = await bench.research.listReceipts({ site });
  return (receipts ?? []).map(({ dataset, sequence }) => `${dataset} ${sequence}`);
}

it('a site that begins its ledger again is counted once its receipt is cleared, and learns of it at once', async () => {
  await bench.run();
  const [north] = await bench.sites('north');
  await north.upload(await north.task(1), ONES, { ledger: at('cardiology', 6, 'a') });
  expect(await kept('north')).toEqual(['cardiology 6']);
  const { receipts } = await bench.research.clearReceipts({ site: 'north', dataset: 'cardiology', reason: REASON });
  expect(receipts).toEqual([expect.objectContaining({ dataset: 'cardiology', sequence: 6, hash: hash('a') })]);
  await north.until(() => north.end !== undefined);
  expect(north.end).toMatchObject({ code: 'UNREACHABLE' });
  const again = bench.site('north');
  expect((await again.connect())?.welcome?.ledgerHeads).toEqual([]);
  expect(bench.logged.filter((line) => line.includes('receipts of a site were cleared'))).toHaveLength(1);
});

it('nothing but what was named is forgotten: not another population, nor that of another site', async () => {
  await bench.run();
  const [north, south, west] = await bench.sites('north', 'south', 'west');
  await north.upload(await north.task(1), ONES, { ledger: at('cardiology', 6, 'a') });
  await south.upload(await south.task(1), ONES, { ledger: at('cardiology', 3, 'a') });
  await west.upload(await west.task(1), ONES, { ledger: at('cardiology', 2, 'a') });
  await bench.research.clearReceipts({ site: 'north', dataset: 'oncology', reason: REASON });
  expect(await kept('north')).toEqual(['cardiology 6']);
  // Where there was nothing, nothing has happened.
  expect(north.end).toBeUndefined();
  await bench.research.clearReceipts({ site: 'north', reason: REASON });
  expect(await Promise.all(['north', 'south', 'west'].map(kept))).toEqual([[], ['cardiology 3'], ['cardiology 2']]);
  expect(south.end).toBeUndefined();
});

it('needs a reason that auditors can read, and a site that there is', async () => {
  for (const reason of ['', '  ', 'x'.repeat(1001)])
    await expect(bench.research.clearReceipts({ site: 'north', reason })).rejects.toMatchObject({ code: 'PARAMETER_INVALID' });
  await expect(bench.research.clearReceipts({ site: 'nobody', reason: REASON })).rejects.toMatchObject({ code: 'SITE_UNKNOWN' });
  await expect(bench.research.listReceipts({ site: 'nobody' })).rejects.toMatchObject({ code: 'SITE_UNKNOWN' });
});
