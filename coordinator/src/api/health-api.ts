import { type healthService, ServingStatus } from '@consilium/proto';
import type { Handlers } from '@consilium/transport';
import type { Member } from '../members/identify-member.ts';

/** The standard health service: a coordinator that answers serves. */
export function healthHandlers(): Handlers<typeof healthService, Member> {
  return {
    check: () => ({ status: ServingStatus.SERVING }),
    async *watch(_request, { signal }) {
      yield { status: ServingStatus.SERVING };
      await new Promise<void>((resolve) =>
        signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve(), { once: true }),
      );
    },
  };
}
