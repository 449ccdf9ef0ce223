import { ConsiliumError, type ErrorCode, fromUnknown } from '@consilium/core';
import type { Logger } from '@consilium/host';
import { type Binding, mappedErrors } from '@consilium/transport';

/** Codes of a coordinator that cannot read or write what it keeps. A caller can do nothing about them; the operator must learn of them. */
const STORAGE: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'DISK_FULL',
  'FILE_UNREADABLE',
  'KEY_STORE_UNAVAILABLE',
  'KEY_STORE_WRONG',
  'SEAL_BROKEN',
  'STORE_FAILED',
]);

/** What a hospital learns of a storage failure: that it is the coordinator's, and nothing of the coordinator's disk. */
export function toldToSites(): ConsiliumError {
  return new ConsiliumError({
    code: 'COORDINATOR_FAILED',
    message: 'the coordinator cannot work at the moment: ask its operator',
  });
}

/** What a researcher or operator learns of a storage failure: which it is, and whose. */
export function toldToResearchers({ code }: ConsiliumError): ConsiliumError {
  const message =
    code === 'DISK_FULL'
      ? 'the disk of the coordinator is full'
      : 'the coordinator cannot read or write what it keeps; its log says more';
  return new ConsiliumError({ code: code === 'DISK_FULL' ? code : 'STORE_FAILED', message });
}

/**
 * A service whose storage failures are errors in the coordinator's log, and reach callers only in the words of `told`: a failure that
 * nobody but the caller sees would be looked for at the caller.
 */
export function reportingStorage(binding: Binding, log: Logger, told: (error: ConsiliumError) => ConsiliumError): Binding {
  const calls: Record<string, Binding['calls'][string]> = {};
  for (const [name, call] of Object.entries(binding.calls)) {
    const method = binding.service.methods[name];
    if (method === undefined) continue;
    const seen = (error: unknown): unknown => {
      const known = fromUnknown(error);
      if (!STORAGE.has(known.code)) return error;
      log.error(
        { method: method.path, code: known.code, err: known.cause ?? known },
        `the coordinator cannot work: ${known.toUserText()}`,
      );
      return told(known);
    };
    calls[name] =
      method.kind === 'unary' || method.kind === 'client-stream'
        ? async (request, peer, signal): Promise<unknown> => await one(() => call(request, peer, signal), seen)
        : (request, peer, signal): AsyncIterable<unknown> =>
            mappedErrors(() => call(request, peer, signal) as AsyncIterable<unknown>, seen);
  }
  return { service: binding.service, calls };
}

async function one(call: () => unknown, seen: (error: unknown) => unknown): Promise<unknown> {
  try {
    return await call();
  } catch (error) {
    throw seen(error);
  }
}
