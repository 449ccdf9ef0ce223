import { rmSync, writeFileSync } from 'node:fs';
import type { SiteEvent } from '@consilium/transparency';
import { FakeCoordinator, openGate, testPlan, TestSite } from '@consilium/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AgentAudit } from '../audit/index.ts';
import { buildDataset } from '../border/build-dataset.ts';
import { csvFile } from '../connectors/csv/csv-source.ts';
import { answersTo, base, key, plan } from '../testing/answers.ts';
import { determinationOf, installDetermination } from '../testing/determinations.ts';
import { knownSplit } from '../testing/splits.ts';

/** Eleven patients of each ward, then some more. */
function csvOf(more: readonly string[] = []): string {
  const rows = Array.from({ length: 33 }, (_, i) => `p${i},${20 + i},${'abc'[i % 3]},${i % 2 === 0 ? 'yes' : 'no'}`);
  return `${['id,age,ward,ill', ...rows, ...more].join('\n')}\n`;
}
/** The same without the last patient of ward c, who makes it large enough. */
function csvWithout(): string {
  return csvOf()
    .split('\n')
    .filter((line) => !line.startsWith('p32,'))
    .join('\n');
}

let fake: FakeCoordinator;
let site: TestSite;
let events: SiteEvent[];
/** The day on which the record is looked at; until July 2027 it holds. */
let now: number;

beforeEach(() => {
  fake = new FakeCoordinator();
  site = new TestSite();
  events = [];
  now = Date.parse('2026-12-01T12:00:00Z');
});

afterEach(async () => await site.dispose());

const { counted, refused } = answersTo(() => fake);

const audit: AgentAudit = {
  record: (event) => void events.push(event),
  note: (event) => void events.push(event),
  spent: () => {},
  seal: () => {},
  greeting: () => ({}),
  shown: () => {},
};

/** Starts an agent whose hospital has a determination of the table of eleven patients a ward. */
async function startDetermined(change: Parameters<typeof determinationOf>[3] = {}, of = plan): Promise<void> {
  writeFileSync(site.csv, csvOf());
  const gate = openGate(of, {}, {}, { now: () => now });
  const { agent } = await site.start(fake, of, { gate, audit, basis: 'expert-determination', heldOut: 0, patients: 40 });
  const dataset = await buildDataset(csvFile(site.csv), plan, knownSplit(0));
  installDetermination(site.state, determinationOf(agent.catalog.forStudy(plan.document.study), plan, dataset, change));
}

describe('data that are used by an expert determination', () => {
  it('serve rounds while they are as determined', async () => {
    await startDetermined();
    await fake.offer(plan, base, key);
    await counted();
    expect(events.filter(({ event }) => event === 'data.read')).toEqual([
      expect.objectContaining({ rows: 33, determination: 'met' }),
    ]);
    expect(site.logged.filter(({ msg }) => msg.includes('expert determination'))).toEqual([]);
  });

  it('serve them on all the same where one patient makes a class too small, and only people of the hospital learn of it', async () => {
    const worlds: { readonly said: unknown; readonly events: readonly string[] }[] = [];
    for (const csv of [csvOf(), csvWithout()]) {
      await startDetermined();
      writeFileSync(site.csv, csv);
      await fake.offer(plan, base, key);
      await counted();
      const told = site.logged.filter(({ msg }) => msg.includes('expert determination'));
      const [read] = events.filter(({ event }) => event === 'data.read');
      const unmet = csv !== csvOf();
      expect(told).toHaveLength(unmet ? 1 : 0);
      expect(read).toMatchObject({ determination: unmet ? 'unmet' : 'met' });
      worlds.push({
        said: fake.received.map(({ message, taskAnswer, taskFailed }) => [message, taskAnswer?.refusal, taskFailed?.problem]),
        events: events.map(({ event }) => event),
      });
      await site.dispose();
      site = new TestSite();
      fake = new FakeCoordinator();
      events = [];
    }
    // What the coordinator receives, and how many entries the log gets, are the same in both worlds.
    expect(worlds[1]).toEqual(worlds[0]);
  });

  it('differ behind the border in one patient where they do in one before it, however large the classes are', async () => {
    const [whole, without] = await Promise.all(
      [csvOf(), csvWithout()].map(async (csv, i) => {
        const path = `${site.folder}/world-${i}.csv`;
        writeFileSync(path, csv);
        const { training } = await buildDataset(csvFile(path), plan, knownSplit(0));
        const rows = Array.from({ length: training.rows }, (_, row) =>
          [...training.features.subarray(row * training.width, (row + 1) * training.width), training.targets[row]].join(' '),
        );
        return { rows, labels: Array.from({ length: training.patients }, (_, patient) => training.patientLabels?.at(patient)) };
      }),
    );
    expect(whole?.rows).toHaveLength(33);
    expect(without?.rows).toEqual(whole?.rows.slice(0, 32));
    expect(without?.labels).toEqual(whole?.labels.slice(0, 32));
  });

  it('serve nobody without a record, with one that has ended, or with one of other data', async () => {
    await startDetermined();
    rmSync(`${site.state}/determinations`, { recursive: true });
    await fake.offer(plan, base, key);
    expect(await refused()).toMatch(/^DETERMINATION_INVALID: /);
    await site.dispose();
    [site, fake] = [new TestSite(), new FakeCoordinator()];

    await startDetermined();
    now = Date.parse('2027-06-30T23:59:59Z');
    await fake.offer(plan, base, key);
    await counted();
    now += 1000;
    const late = { ...key, round: 2 };
    await fake.offer(plan, base, late);
    expect(await refused(late)).toBe(
      'DETERMINATION_EXPIRED: the expert determination of the data of this hospital has ended on 2027-06-30',
    );
    await site.dispose();
    [site, fake] = [new TestSite(), new FakeCoordinator()];

    await startDetermined({ scope: { dataset: 'patients', source: '0'.repeat(64), dictionary: '0'.repeat(64) } });
    await fake.offer(plan, base, key);
    // The message names what is at the hospital, so that only the code leaves.
    expect(await refused()).toBe('DETERMINATION_INVALID: DETERMINATION_INVALID at the site; its log says more');
    expect(events.filter(({ event }) => event === 'data.read')).toHaveLength(1);
  });
});

describe('the basis of data', () => {
  const accepting = (...accepts: readonly string[]): typeof plan =>
    testPlan('dp-fedsgd', { data: { ...plan.document.data, basis: { accepts } } });

  it('must be one that the plan accepts', async () => {
    const strict = accepting('safe-harbor');
    await startDetermined({}, strict);
    await fake.offer(strict, base, key);
    expect(await refused()).toContain('BASIS_REFUSED: the data of this hospital are used as expert-determination');
  });

  it('is identified only where policy and plan say so, both of them', async () => {
    const wide = accepting('safe-harbor', 'identified');
    const asks: readonly (readonly [typeof plan, boolean, boolean])[] = [
      [plan, true, false],
      [wide, false, false],
      [wide, true, true],
    ];
    for (const [of, allowIdentified, served] of asks) {
      await site.start(fake, of, { gate: openGate(of, { allowIdentified }), basis: 'identified' });
      await fake.offer(of, base, key);
      if (served) await counted();
      else expect(await refused()).toMatch(/^BASIS_REFUSED: /);
      await site.dispose();
      [site, fake] = [new TestSite(), new FakeCoordinator()];
    }
  });
});
