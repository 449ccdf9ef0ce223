import { siteService } from '@consilium/proto';
import { ChaosProxy, CONSORTIUM, createCertificates, FakeCoordinator } from '@consilium/testing';
import { type Client, openGrpcChannel } from '@consilium/transport';
import { coordinatorIdentityCheck } from '@consilium/trust';
import { readingRemoteErrors } from '../session/remote-errors.ts';
import { content } from './update-samples.ts';

/** Bytes of an update or a model that is cut. */
export const LONG_BYTES = 100_000_000;
/** How often it is cut. */
export const CUTS = 20;
/** Cuts fall into the transfer, the last one before its end, wherever a chunk or a record then is. */
export const EVERY_BYTES: number = Math.floor(LONG_BYTES / (CUTS + 1)) + 12_345;
/** A hang is found by then. */
export const TRANSFER_MS = 1_800_000;

/** A coordinator played by hand, behind a cable that breaks, over real sockets. */
export interface BadLine {
  readonly fake: FakeCoordinator;
  readonly proxy: ChaosProxy;
  readonly client: Client<typeof siteService>;
  close(): Promise<void>;
}

/** Opens one. */
export async function openBadLine(): Promise<BadLine> {
  const certificates = await createCertificates();
  const fake = new FakeCoordinator();
  const proxy = await ChaosProxy.start(await fake.serve(certificates.member('coordinator', 'coordinator')));
  proxy.turns = 8;
  const channel = openGrpcChannel({
    identity: certificates.member('site', 'north'),
    address: `127.0.0.1:${proxy.port}`,
    checkServer: coordinatorIdentityCheck(CONSORTIUM),
  });
  return {
    fake,
    proxy,
    client: readingRemoteErrors(channel.client(siteService)),
    async close() {
      channel.close();
      await proxy.close();
      await fake.close();
    },
  };
}

/** {@link LONG_BYTES}, no two chunks of which are alike: their pattern is no divisor of a chunk. */
export function longContent(): Buffer {
  return Buffer.alloc(LONG_BYTES, content(1_000_003));
}

/** What a cut cost, in bytes that the line carried, and had carried before. */
export function costOfOneCut(proxy: ChaosProxy): number {
  return (proxy.carried - LONG_BYTES) / proxy.cuts;
}
