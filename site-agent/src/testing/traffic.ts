import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { Readable } from 'node:stream';
import type { consilium, siteService } from '@consilium/proto';
import type { Client } from '@consilium/transport';

type FromSite = consilium.v1.SiteMessage.$Properties;

/** A coordinator that an agent calls, with a note of everything that the agent asks it for or tells it, when it does so. */
export function noting(
  client: Client<typeof siteService>,
  note: (what: string) => void,
  nameOf: (hash: string) => string,
): Client<typeof siteService> {
  async function* said(messages: AsyncIterable<FromSite> | Iterable<FromSite>): AsyncGenerator<FromSite> {
    for await (const message of messages) {
      note(`say ${Object.keys(message).join()}`);
      yield message;
    }
  }
  return {
    session: (messages, options) => client.session(said(messages), options),
    async listPlans(request, options) {
      note('ask for plans');
      return await client.listPlans(request, options);
    },
    async greet(request, options) {
      note('greet');
      return await client.greet(request, options);
    },
    getBlob(request, options) {
      note(`fetch ${nameOf(request.hash ?? '')}`);
      return client.getBlob(request, options);
    },
    async getUploadStatus(request, options) {
      note('ask for the upload');
      return await client.getUploadStatus(request, options);
    },
    async putUpdate(messages, options) {
      note('upload');
      return await client.putUpdate(messages, options);
    },
  };
}

/** Calls `reading` whenever this process is about to read a file as a stream; the bytes come once that is done. @returns undoes it */
export function onReading(path: string, reading: () => Promise<void> | void): () => void {
  const { createReadStream } = fs;
  async function* late(...args: Parameters<typeof createReadStream>): AsyncGenerator<Buffer> {
    await reading();
    yield* createReadStream(...args) as AsyncIterable<Buffer>;
  }
  fs.createReadStream = ((...args: Parameters<typeof createReadStream>) =>
    args[0] === path ? Readable.from(late(...args)) : createReadStream(...args)) as typeof createReadStream;
  syncBuiltinESMExports();
  return () => {
    fs.createReadStream = createReadStream;
    syncBuiltinESMExports();
  };
}
