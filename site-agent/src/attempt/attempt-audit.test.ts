import { ConsiliumError } from '@consilium/core';
import { FakeCoordinator, TestSite } from '@consilium/testing';
import type { SiteEvent } from '@consilium/transparency';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { AgentAudit } from '../audit/index.ts';
import { answersTo, base, key, plan } from '../testing/answers.ts';

let fake: FakeCoordinator;
let site: TestSite;
let written: (SiteEvent & { readonly uploads: number })[];
let paid: unknown[];
let full: boolean;
/** Whether the disk has no room for what is read. */
let unread: boolean;

const audit: AgentAudit = {
  record: (event) => {
    if (full && event.event === 'update.leaving') throw new ConsiliumError({ code: 'DISK_FULL', message: 'no room' });
    if (unread && event.event === 'data.read') throw new ConsiliumError({ code: 'DISK_FULL', message: 'no room' });
    written.push({ ...event, uploads: fake.uploads.size });
  },
  note: (event) => void written.push({ ...event, uploads: fake.uploads.size }),
  spent: ({ study, round, population }) => void paid.push({ study, round, population, uploads: fake.uploads.size }),
  seal: () => {},
  greeting: () => ({}),
  shown: () => {},
};

beforeEach(() => {
  fake = new FakeCoordinator();
  site = new TestSite();
  written = [];
  paid = [];
  full = false;
  unread = false;
});
afterEach(async () => await site.dispose());

const { counted, refused, nextRound } = answersTo(() => fake);

it('writes down what leaves before it leaves, with the charge that pays for it, and the outcome after it', async () => {
  await site.start(fake, plan, { audit });
  await fake.offer(plan, base, key);
  await counted();
  await nextRound(2);
  await site.stop();
  expect(written.map(({ event }) => event).slice(0, 4)).toEqual([
    'session.opened',
    'data.read',
    'update.leaving',
    'update.counted',
  ]);
  const [charge] = site.charges();
  const leaving = written.find(({ event }) => event === 'update.leaving');
  expect(leaving).toMatchObject({ ...key, kind: 'training', update: charge?.update, ledger: { seq: 2 }, uploads: 0 });
  expect(written.find(({ event }) => event === 'update.counted')).toMatchObject({ update: charge?.update, uploads: 1 });
  // What that has cost is counted once it has left: how long it takes must hold nothing up.
  expect(paid[0]).toMatchObject({ study: plan.document.study, round: key.round, uploads: 1 });
});

it('lets nothing leave that cannot be written down, and sends the same update when it can', async () => {
  await site.start(fake, plan, { audit });
  full = true;
  await fake.offer(plan, base, key);
  await expect.poll(() => site.logged.some(({ code }) => code === 'DISK_FULL'), { timeout: 60_000 }).toBe(true);
  expect(fake.uploads.size).toBe(0);
  full = false;
  await fake.offer(plan, base, key);
  await counted();
  await site.stop();
  expect(site.charges().map(({ state }) => state)).toEqual(['committed']);
});

it('works on no data whose reading cannot be written down, and on them again when it can', async () => {
  await site.start(fake, plan, { audit });
  unread = true;
  await fake.offer(plan, base, key);
  expect(await refused()).toMatch(/^SITE_UNAVAILABLE/);
  unread = false;
  await nextRound(2);
  await site.stop();
  expect(site.charges().map(({ key: { round }, state }) => `${round} ${state}`)).toEqual(['2 committed']);
  expect(fake.uploads.size).toBe(1);
});
