import { ConsiliumError } from '@consilium/core';
import { healthService, joinService, researchService, type Service, ServingStatus, siteService } from '@consilium/proto';
import type { Handlers } from '@consilium/transport';
import type { Member } from '../members/identify-member.ts';

/** What a coordinator can say how it stands: each of its services, and, without a name, the whole server. */
const SERVED: ReadonlySet<string> = new Set([
  '',
  ...([siteService, researchService, joinService, healthService] as readonly Service[]).map(({ name }) => name),
]);

/**
 * The standard health service: a coordinator that answers serves. Of a service that is none a check is refused, and a watch says so and goes on,
 * since a later version may have it (https://github.com/grpc/grpc/blob/master/doc/health-checking.md).
 */
export function healthHandlers(): Handlers<typeof healthService, Member> {
  return {
    check({ service }) {
      if (SERVED.has(service ?? '')) return { status: ServingStatus.SERVING };
      throw new ConsiliumError({ code: 'SERVICE_UNKNOWN', message: 'this coordinator serves nothing of that name' });
    },
    async *watch({ service }, { signal }) {
      yield { status: SERVED.has(service ?? '') ? ServingStatus.SERVING : ServingStatus.SERVICE_UNKNOWN };
      await new Promise<void>((resolve) =>
        signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve(), { once: true }),
      );
    },
  };
}
