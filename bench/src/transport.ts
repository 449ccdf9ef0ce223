import { secureRandom, systemClock } from '@consilium/core';
import { siteService } from '@consilium/proto';
import { bind, CHUNK_BYTES, type Client, openGrpcChannel, startGrpcServer } from '@consilium/transport';
import { coordinatorIdentityCheck, createAuthority, generateKeyPair, issueCertificate } from '@consilium/trust';
import { type Benchmark, type Measurement, sample } from './benchmark.ts';

/** One update of a model of 33 million parameters. */
const CHUNKS = 128;
const CONSORTIUM = 'bench';

/** Serves and calls over mutual TLS on the loopback interface, both ends in this process. */
async function withClient(work: (client: Client<typeof siteService>) => Promise<Measurement>): Promise<Measurement> {
  const [authorityKey, memberKey] = await Promise.all([generateKeyPair(), generateKeyPair()]);
  const authority = createAuthority({ consortium: CONSORTIUM, clock: systemClock, keyPair: authorityKey });
  const identityOf = (kind: 'coordinator' | 'site', id: string) => ({
    certificatePem: issueCertificate(authority, {
      publicKeyPem: memberKey.publicKeyPem,
      identity: { consortium: CONSORTIUM, kind, id },
      ...(kind === 'coordinator' ? { hosts: ['127.0.0.1'] } : {}),
      validityDays: 1,
      clock: systemClock,
    }),
    privateKeyPem: memberKey.privateKeyPem,
    authorityPem: authority.certificatePem,
  });
  const chunk = new Uint8Array(CHUNK_BYTES);
  secureRandom().fill(chunk);
  const binding = bind(siteService, (peer) => peer, {
    async putUpdate(requests) {
      let received = 0;
      for await (const part of requests) received += part.chunk?.data?.length ?? 0;
      return { received, counted: true };
    },
    async *getBlob() {
      for (let i = 0; i < CHUNKS; i++) yield { offset: i * CHUNK_BYTES, data: chunk };
    },
    listPlans: () => ({}),
    getUploadStatus: () => ({ received: 0, counted: false }),
    greet: () => ({ welcome: {} }),
    async *session() {},
  });
  const server = await startGrpcServer({ identity: identityOf('coordinator', 'coordinator'), port: 0, bindings: [binding] });
  const channel = openGrpcChannel({
    identity: identityOf('site', 'north'),
    address: `127.0.0.1:${server.port}`,
    checkServer: coordinatorIdentityCheck(CONSORTIUM),
  });
  try {
    return await work(channel.client(siteService));
  } finally {
    channel.close();
    await server.stop();
  }
}

/** Megabytes (10^6 bytes) a second of one transfer. */
async function speed(transfer: () => Promise<number>): Promise<Measurement> {
  return await sample(7, 2, async () => {
    const start = performance.now();
    const bytes = await transfer();
    if (bytes !== CHUNKS * CHUNK_BYTES) throw new RangeError(`only ${bytes} bytes arrived`);
    return bytes / 1e3 / (performance.now() - start);
  });
}

async function upload(client: Client<typeof siteService>): Promise<number> {
  const data = new Uint8Array(CHUNK_BYTES);
  const parts = async function* () {
    for (let i = 0; i < CHUNKS; i++) yield { chunk: { offset: i * CHUNK_BYTES, data } };
  };
  return (await client.putUpdate(parts())).received;
}

async function download(client: Client<typeof siteService>): Promise<number> {
  let received = 0;
  for await (const { data } of client.getBlob({})) received += data.length;
  return received;
}

/** Bytes over mutual TLS. */
export const benchmarks: readonly Benchmark[] = [
  { name: 'transport/grpc/upload', unit: 'MB/s', run: () => withClient((client) => speed(() => upload(client))) },
  { name: 'transport/grpc/download', unit: 'MB/s', run: () => withClient((client) => speed(() => download(client))) },
];
