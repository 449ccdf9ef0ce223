import type { consilium } from '@consilium/proto';
import { CHUNK_BYTES } from '@consilium/transport';
import type { BlobStore } from '../store/blob-store.ts';

/** Content from an offset on, in chunks as large as they travel. @throws ConsiliumError `BLOB_UNKNOWN` */
export async function* blobChunks(
  blobs: BlobStore,
  hash: string,
  offset: number,
): AsyncGenerator<consilium.v1.Chunk.$Properties, void> {
  let position = offset;
  for await (const data of blobs.read(hash, offset, CHUNK_BYTES)) {
    yield { offset: position, data };
    position += data.length;
  }
}
