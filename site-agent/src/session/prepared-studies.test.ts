import { readFileSync, writeFileSync } from 'node:fs';
import { approving, FakeCoordinator, testPlan, TestSite } from '@consilium/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildDataset } from '../border/build-dataset.ts';
import { csvFile } from '../connectors/csv/csv-source.ts';
import { createGate, policySchema } from '../gate/index.ts';
import { answersTo, base, plan } from '../testing/answers.ts';
import { knownSplit } from '../testing/splits.ts';

let fake: FakeCoordinator;
let site: TestSite;

beforeEach(() => {
  fake = new FakeCoordinator();
  site = new TestSite();
});

afterEach(async () => await site.dispose());

const { counted } = answersTo(() => fake);

describe('more studies than are kept in memory', () => {
  it('are all served, one after the other and again', async () => {
    const plans = Array.from({ length: 6 }, (_, i) => testPlan('none', { study: `study-${i}` }));
    const some = plans[0] ?? plan;
    const rules = policySchema.parse({
      version: 1,
      allowedStudies: plans.map(({ document }) => document.study),
      minimumPatients: 1,
    });
    const gate = createGate({ policy: () => rules, approvalOf: approving(plans) });
    await site.start(fake, some, { gate, rehearsal: true, studies: plans.map(({ document }) => document.study) });
    for (const [i, one] of [...plans, ...plans].entries()) {
      const of = { run: `run-${i}`, round: 1, attempt: 1 };
      await fake.offer(one, base, of);
      await counted(of);
    }
  });
});

it('a file that changes between rounds leaves one line with both hashes in the log of the site, and nothing elsewhere', async () => {
  // As `data check` prints it.
  const digits = async (): Promise<string> =>
    (await buildDataset(csvFile(site.csv), plan, knownSplit(0.2))).contentHash.slice(0, 12);
  await site.start(fake, plan);
  const round = async (n: number): Promise<void> => {
    const of = { run: 'run-1', round: n, attempt: 1 };
    await fake.offer(plan, base, of);
    await counted(of);
  };
  await round(1);
  await round(2);
  const changes = (): unknown[] => site.logged.filter(({ msg }) => msg.startsWith('the file changed'));
  expect(changes()).toEqual([]);
  const before = await digits();
  const text = readFileSync(site.csv, 'utf8');
  writeFileSync(site.csv, text.slice(0, text.lastIndexOf('\n', text.length - 2) + 1));
  await round(3);
  await round(4);
  const after = await digits();
  expect(after).not.toBe(before);
  expect(changes()).toEqual([expect.objectContaining({ level: 40, before, after })]);
  expect(JSON.stringify(fake.received)).not.toContain(after);
});
