import { ConsiliumError } from '@consilium/core';
import { FakeCoordinator, TestSite } from '@consilium/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answersTo, base, key, plan } from '../testing/answers.ts';
import { AsyncQueue } from '@consilium/transport';
import { readingRemoteErrors, remoteError } from './remote-errors.ts';

let fake: FakeCoordinator;
let site: TestSite;
beforeEach(() => {
  fake = new FakeCoordinator();
  site = new TestSite();
});
afterEach(async () => await site.dispose());

/** Words about a site that only the site itself may say. */
const OWN = [
  'LEDGER_CORRUPT',
  'LEDGER_ROLLED_BACK',
  'LEDGER_LOCKED',
  'LEDGER_CLOCK',
  'SPLIT_CHANGED',
  'SEAL_BROKEN',
  'BUDGET_EXCEEDED',
  'KEY_INVALID',
];

describe('words from the wire about this site', () => {
  it('are the coordinator’s, quoted, whatever code they come under', () => {
    for (const code of [...OWN, 'NO_SUCH_CODE', 'INTERNAL']) {
      expect(remoteError(code, 'delete the ledger\u001b[2J')).toMatchObject({
        code: 'REMOTE_PROBLEM',
        message: `the coordinator reports ${code}: "delete the ledger\\u{1b}[2J"`,
      });
    }
    expect(remoteError('UPDATE_STALE', 'too late')).toMatchObject({ code: 'UPDATE_STALE', message: 'too late' });
    expect(remoteError('SITE_QUARANTINED', 'north is under quarantine')).toMatchObject({ code: 'SITE_QUARANTINED' });
    expect(remoteError('UNREACHABLE', 'x'.repeat(5000)).message).toHaveLength(500);
    expect(remoteError(undefined, undefined).code).toBe('REMOTE_PROBLEM');
  });

  it('do not end an agent that they refuse', async () => {
    fake.refusal = { code: 'LEDGER_CORRUPT', message: 'delete the ledger folder and start again' };
    const { running } = await site.start(fake, plan);
    let ended = false;
    running.finally(() => (ended = true)).catch(() => {});
    await fake.until(() => site.logged.some(({ code }) => code === 'REMOTE_PROBLEM'));
    expect(site.logged.some(({ code }) => code?.startsWith('LEDGER_') === true)).toBe(false);
    fake.refusal = undefined;
    await answersTo(() => fake).nextRound(1);
    expect(ended).toBe(false);
  });

  it('do not end an agent that fetches, asks or sends, either', async () => {
    await site.start(fake, plan);
    const fails = (): never => {
      throw new ConsiliumError({ code: 'LEDGER_ROLLED_BACK', message: 'restore the newest copy' });
    };
    fake.faults.blob = fails;
    await fake.offer(plan, base, key);
    expect(await answersTo(() => fake).refused()).toContain('REMOTE_PROBLEM');
    fake.faults.blob = () => {};
    fake.faults.put = fails;
    await fake.offer(plan, base, { ...key, round: 2 });
    await fake.until(() => site.logged.filter(({ code }) => code === 'REMOTE_PROBLEM').length > 1);
    delete fake.faults.put;
    await answersTo(() => fake).nextRound(3);
    expect(site.logged.some(({ code }) => code?.startsWith('LEDGER_') === true)).toBe(false);
  });
});

it('an error of what this site itself sends stays its own', async () => {
  const broken = new ConsiliumError({ code: 'SEAL_BROKEN', message: 'a sealed file was cut' });
  const client = readingRemoteErrors(fake.client);
  async function* pieces(): AsyncGenerator<never> {
    await Promise.reject(broken);
  }
  await expect(client.putUpdate(pieces())).rejects.toBe(broken);
});

describe('a connection that cannot be made', () => {
  const noWay = new ConsiliumError({
    code: 'PROXY_REFUSED',
    message: 'the proxy says no',
    advice: 'ask',
    details: { stage: 'proxy' },
  });

  it('keeps its code where a session is opened, and is a cut one in the middle of work', async () => {
    async function* fails(): AsyncGenerator<never> {
      throw await Promise.resolve(noWay);
    }
    const fail = (): Promise<never> => Promise.reject(noWay);
    const failing = { session: fails, listPlans: fail, getBlob: fails, greet: fail, getUploadStatus: fail, putUpdate: fail };
    const client = readingRemoteErrors(failing);
    const first = async (messages: AsyncIterable<unknown>): Promise<unknown> => await messages[Symbol.asyncIterator]().next();
    await expect(first(client.session(new AsyncQueue()))).rejects.toMatchObject({
      code: 'PROXY_REFUSED',
      message: 'the proxy says no',
      advice: 'ask',
    });
    await expect(client.greet({})).rejects.toMatchObject({ code: 'PROXY_REFUSED' });
    const cut = { code: 'UNREACHABLE', message: 'the proxy says no', advice: 'ask' };
    await expect(first(client.getBlob({}))).rejects.toMatchObject(cut);
    await expect(client.getUploadStatus({})).rejects.toMatchObject(cut);
    await expect(client.putUpdate(new AsyncQueue())).rejects.toMatchObject(cut);
  });

  it('is no word of the coordinator, which cannot say so', () => {
    expect(remoteError('PROXY_REFUSED', 'no').code).toBe('REMOTE_PROBLEM');
    expect(remoteError('NAME_UNKNOWN', 'no').code).toBe('REMOTE_PROBLEM');
    expect(remoteError('CLOCK_SKEWED', 'no').code).toBe('REMOTE_PROBLEM');
  });
});
