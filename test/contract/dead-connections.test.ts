import { siteService } from '@consilium/proto';
import { type Breakage, ChaosProxy, CONSORTIUM, createCertificates } from '@consilium/testing';
import { bind, CHUNK_BYTES, type GrpcChannel, type GrpcServer, openGrpcChannel, startGrpcServer } from '@consilium/transport';
import { coordinatorIdentityCheck } from '@consilium/trust';
import { afterEach, expect, it, vi } from 'vitest';

/** A hang is found by then. */
const LONG_MS = 280_000;
const CALLS = 5;

let open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open) await close();
  open = [];
}, LONG_MS);

/** A server of content without an end, and a reader behind a cable that breaks. */
async function endless(silentMs?: number) {
  const certificates = await createCertificates();
  /** Calls that the server has not seen the end of. */
  const going = { calls: 0 };
  const binding = bind(siteService, (peer) => peer, {
    listPlans: () => ({}),
    greet: () => ({ welcome: {} }),
    getUploadStatus: () => ({}),
    putUpdate: () => Promise.resolve({}),
    async *session(): AsyncGenerator<never> {},
    async *getBlob() {
      going.calls++;
      try {
        for (;;) yield { data: new Uint8Array(CHUNK_BYTES) };
      } finally {
        going.calls--;
      }
    },
  });
  const server: GrpcServer = await startGrpcServer({
    identity: certificates.member('coordinator', 'coordinator'),
    port: 0,
    bindings: [binding],
    ...(silentMs === undefined ? {} : { silentMs }),
  });
  const proxy = await ChaosProxy.start(server.port);
  const channel: GrpcChannel = openGrpcChannel({
    identity: certificates.member('site', 'north'),
    address: `127.0.0.1:${proxy.port}`,
    checkServer: coordinatorIdentityCheck(CONSORTIUM),
  });
  open = [() => channel.close(), () => proxy.close(), () => server.stop()];
  const read = async (): Promise<number> => {
    let bytes = 0;
    try {
      for await (const { data } of channel.client(siteService).getBlob({})) bytes += data?.length ?? 0;
    } catch {
      // Broken, as a test wants it.
    }
    return bytes;
  };
  return { server, proxy, read, going };
}

it.each<Breakage>(['cut', 'reset-client', 'reset-server'])(
  'a server stops, whatever is left of connections that were broken (%s) while it was sending',
  async (breakage) => {
    const { server, proxy, read } = await endless();
    proxy.cutEvery(5_000_000, CALLS, { breakage });
    // Nobody waits for a reader that does not learn of it.
    const reading = Array.from({ length: CALLS }, () => read());
    await vi.waitFor(() => expect(proxy.cuts).toBeGreaterThan(0), { timeout: LONG_MS, interval: 20 });
    await server.stop();
    await proxy.close();
    await Promise.all(reading);
  },
  LONG_MS,
);

it(
  'a server releases a connection over which nothing comes any more, and with it what waits to be sent there',
  async () => {
    const { proxy, read, going } = await endless(2_000);
    proxy.cutEvery(5_000_000, 1, { breakage: 'silence' });
    const reading = read();
    await vi.waitFor(() => expect(proxy.cuts).toBe(1), { timeout: LONG_MS, interval: 20 });
    await vi.waitFor(() => expect(going.calls).toBe(0), { timeout: LONG_MS, interval: 20 });
    await proxy.close();
    await reading;
  },
  LONG_MS,
);
