import { ConsiliumError, type ErrorCode } from '@consilium/core';
import { createLogger } from '@consilium/host';
import { siteService } from '@consilium/proto';
import { bind, type Client, connectInMemory } from '@consilium/transport';
import { describe, expect, it } from 'vitest';
import { reportingStorage, toldToResearchers, toldToSites } from './storage-failures.ts';

const SECRET = '/srv/coordinator/state/blobs/42: the disk is full';

function failing(
  failure: unknown,
  told: typeof toldToResearchers,
): { readonly client: Client<typeof siteService>; readonly logged: string[] } {
  const logged: string[] = [];
  const fail = (): never => {
    throw failure;
  };
  const handlers = {
    async *session() {
      yield await Promise.resolve(fail());
    },
    listPlans: fail,
    async *getBlob() {
      yield await Promise.resolve(fail());
    },
    getUploadStatus: fail,
    greet: fail,
    putUpdate: async () => await Promise.resolve(fail()),
  };
  const log = createLogger({ component: 'coordinator', destination: { write: (line) => void logged.push(line) } });
  const binding = reportingStorage(
    bind(siteService, () => 'north', handlers),
    log,
    told,
  );
  return { client: connectInMemory(siteService, [binding], new Uint8Array()), logged };
}

/** What a site sends: nothing. */
async function* nothing(): AsyncGenerator<never> {}

async function everyCall(client: Client<typeof siteService>): Promise<readonly unknown[]> {
  const caught = (error: unknown): unknown => error;
  const first = async (stream: AsyncIterable<unknown>): Promise<unknown> => await stream[Symbol.asyncIterator]().next();
  return [
    await first(client.session(nothing())).catch(caught),
    await first(client.getBlob({})).catch(caught),
    await client.getUploadStatus({}).catch(caught),
    await client.putUpdate(nothing()).catch(caught),
  ];
}

describe('a storage failure of the coordinator', () => {
  it.each<[string, unknown, ErrorCode]>([
    ['a full disk that the store saw', new ConsiliumError({ code: 'DISK_FULL', message: SECRET }), 'DISK_FULL'],
    ['a full disk of a raw write', Object.assign(new Error(SECRET), { code: 'ENOSPC' }), 'DISK_FULL'],
    ['a store that cannot be written', new ConsiliumError({ code: 'STORE_FAILED', message: SECRET }), 'STORE_FAILED'],
    ['a file that is gone', Object.assign(new Error(SECRET), { code: 'ENOENT' }), 'FILE_UNREADABLE'],
  ])('is loud in its log and closed to sites: %s', async (_what, error, code) => {
    const { client, logged } = failing(error, toldToSites);
    for (const seen of await everyCall(client)) {
      expect(seen).toMatchObject({ code: 'COORDINATOR_FAILED', message: toldToSites().message });
    }
    expect(logged).toHaveLength(4);
    for (const line of logged) expect(JSON.parse(line)).toMatchObject({ level: 50, code });
  });

  it('reaches researchers with its kind, and without a path', async () => {
    const { client } = failing(new ConsiliumError({ code: 'DISK_FULL', message: SECRET }), toldToResearchers);
    for (const seen of await everyCall(client)) {
      expect(seen).toMatchObject({ code: 'DISK_FULL', message: 'the disk of the coordinator is full' });
    }
    expect(toldToResearchers(new ConsiliumError({ code: 'FILE_UNREADABLE', message: SECRET }))).toMatchObject({
      code: 'STORE_FAILED',
      message: 'the coordinator cannot read or write what it keeps; its log says more',
    });
  });
});

it('a refusal is no storage failure', async () => {
  const { client, logged } = failing(new ConsiliumError({ code: 'UPDATE_STALE', message: 'too late' }), toldToSites);
  for (const seen of await everyCall(client)) expect(seen).toMatchObject({ code: 'UPDATE_STALE', message: 'too late' });
  expect(logged).toEqual([]);
});
