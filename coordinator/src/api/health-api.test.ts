import { isConsiliumError } from '@consilium/core';
import { healthService, ServingStatus } from '@consilium/proto';
import type { Client } from '@consilium/transport';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createCertificates, TestConsortium, type TestCertificates } from '@consilium/testing';

let certificates: TestCertificates;
let bench: TestConsortium;
let health: Client<typeof healthService>;
beforeAll(async () => {
  certificates = await createCertificates();
});
beforeEach(async () => {
  bench = await TestConsortium.open(certificates, { wire: 'grpc' });
  health = bench.client(healthService, certificates.member('site', 'north'));
});
afterEach(async () => await bench.close());

describe('the health of', () => {
  it.each(['', 'consilium.v1.SiteService', 'consilium.v1.ResearchService', 'consilium.v1.JoinService', 'grpc.health.v1.Health'])(
    'the service "%s" is that it serves',
    async (service) => {
      expect(await health.check({ service })).toMatchObject({ status: ServingStatus.SERVING });
      for await (const { status } of health.watch({ service })) {
        expect(status).toBe(ServingStatus.SERVING);
        break;
      }
    },
  );

  it.each(['consilium.v1.Nothing', 'SiteService', 'consilium.v1.SiteService/Session', 'x'.repeat(10_000)])(
    'a service that is none is not found, and a watch goes on',
    async (service) => {
      const error: unknown = await health.check({ service }).catch((thrown: unknown) => thrown);
      expect(isConsiliumError(error, 'SERVICE_UNKNOWN') && error.entry.grpc).toBe(5);
      const watched = health.watch({ service })[Symbol.asyncIterator]();
      expect((await watched.next()).value).toMatchObject({ status: ServingStatus.SERVICE_UNKNOWN });
      await watched.return?.();
    },
  );
});
