import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isConsiliumError, sha256Hex } from '@consilium/core';
import { siteService, UpdateEncoding } from '@consilium/proto';
import { type Breakage, ChaosProxy, CONSORTIUM, createCertificates } from '@consilium/testing';
import { bind, CHUNK_BYTES, openGrpcChannel, startGrpcServer } from '@consilium/transport';
import { coordinatorIdentityCheck, createSealer, type Sealer } from '@consilium/trust';
import { expect, it, onTestFinished } from 'vitest';
import { chunks } from '../api/site-messages.ts';
import { Database } from '../store/database.ts';
import { openSqlite } from '../store/sqlite/open-sqlite.ts';
import { UpdateIntake } from './update-intake.ts';
import { bytesOf } from './vectors.ts';

const BYTES = 100_000_000;
const CUTS = 20;
/** Cuts fall into the upload, the last one before its end, wherever a chunk or a record then is. */
const EVERY_BYTES = Math.floor(BYTES / (CUTS + 1)) + 12_345;
/** A hang is found by then. */
const UPLOAD_MS = 1_800_000;

it.each<[string, Breakage, Sealer | undefined]>([
  ['cut', 'cut', undefined],
  ['reset on the side of the site only', 'reset-client', undefined],
  ['cut, while it is sealed,', 'cut', createSealer(Buffer.alloc(32, 9))],
])(
  'an update of 100 MB whose connection is %s twenty times is taken, and no time costs two chunks',
  async (_how, breakage, sealer) => {
    const folder = mkdtempSync(join(tmpdir(), 'consilium-intake-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const database = await Database.open(openSqlite(folder));
    onTestFinished(() => database.close());
    const intake = new UpdateIntake(join(folder, 'updates'), database, sealer);

    // The pattern is no divisor of a chunk, so that no two chunks are alike.
    const bytes = Buffer.alloc(BYTES, bytesOf(Float32Array.from({ length: 250_007 }, (_, i) => i / 7)));
    const header = {
      ...{ run: 'run-1', round: 1, attempt: 1, site: 'north' },
      updateHash: sha256Hex(bytes),
      bytes: BYTES,
      encoding: UpdateEncoding.UPDATE_ENCODING_FLOAT32,
      longest: undefined,
    };
    const certificates = await createCertificates();
    const server = await startGrpcServer({
      identity: certificates.member('coordinator', 'coordinator'),
      port: 0,
      bindings: [
        bind(siteService, (peer) => peer, {
          listPlans: () => ({}),
          greet: () => ({ welcome: {} }),
          async *getBlob(): AsyncGenerator<never> {},
          async *session(): AsyncGenerator<never> {},
          async getUploadStatus() {
            await intake.settle(header);
            return { received: intake.received(header) };
          },
          async putUpdate(requests) {
            await intake.take(header, chunks(requests[Symbol.asyncIterator]()));
            return { received: BYTES, counted: true };
          },
        }),
      ],
    });
    onTestFinished(() => server.stop());
    const proxy = await ChaosProxy.start(server.port);
    onTestFinished(() => proxy.close());
    proxy.turns = 8;
    const channel = openGrpcChannel({
      identity: certificates.member('site', 'north'),
      address: `127.0.0.1:${proxy.port}`,
      checkServer: coordinatorIdentityCheck(CONSORTIUM),
    });
    onTestFinished(() => channel.close());
    const client = channel.client(siteService);
    async function* from(start: number) {
      for (let offset = start; offset < BYTES; offset += CHUNK_BYTES)
        yield { chunk: { offset, data: bytes.subarray(offset, offset + CHUNK_BYTES) } };
    }

    proxy.cutEvery(EVERY_BYTES, CUTS, { breakage });
    for (let taken = false; !taken; ) {
      try {
        const { received } = await client.getUploadStatus({});
        taken = (await client.putUpdate(from(received))).counted;
      } catch (error) {
        // Anything else is no cut: a site would give up on it what it has paid for.
        if (!isConsiliumError(error, 'UNREACHABLE')) throw error;
      }
    }
    expect(proxy.cuts).toBe(CUTS);
    const kept = Buffer.concat(Array.from(await intake.counted(header), (piece) => Uint8Array.from(piece)));
    expect(kept.equals(bytes)).toBe(true);
    expect((proxy.carried - BYTES) / CUTS).toBeLessThan(2 * CHUNK_BYTES);
  },
  UPLOAD_MS,
);
