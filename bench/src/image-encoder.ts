import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** What this file uses of WebAssembly, which the types of Node leave to those of browsers. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
};

type Functions = Readonly<Record<string, (...numbers: number[]) => number>>;

/** Grey pixels: of 8 bits as bytes, of 12 as words. */
export interface GreyImage {
  readonly side: number;
  readonly pixels: Uint8Array | Uint16Array;
}

/** Compresses images for benchmarks, with the other half of the library that decodes them. */
export class ImageEncoder {
  readonly #module: object = new WebAssembly.Module(
    readFileSync(createRequire(import.meta.url).resolve('dcmjs-codecs/build/dcmjs-native-codecs.wasm')),
  );

  /** @param lossy only for `Jpeg` of bytes */
  encode(codec: 'Jpeg' | 'JpegLs' | 'Jpeg2000', { side, pixels }: GreyImage, lossy = false): Buffer {
    const fail = (): never => {
      throw new Error(`${codec} could not be made`);
    };
    const nothing = (): number => 52;
    const { exports } = new WebAssembly.Instance(this.#module, {
      env: {
        onCodecsException: fail,
        onCodecsInfo: nothing,
        onCodecsTrace: nothing,
        emscripten_notify_memory_growth: nothing,
      },
      wasi_snapshot_preview1: {
        proc_exit: fail,
        clock_time_get: nothing,
        fd_write: nothing,
        fd_close: nothing,
        fd_seek: nothing,
        environ_get: nothing,
        environ_sizes_get: nothing,
      },
    });
    const { memory } = exports as { readonly memory: { readonly buffer: ArrayBuffer } };
    const call = (name: string, ...numbers: number[]): number => (exports as Functions)[name]?.(...numbers) ?? 0;
    call('_initialize');
    const context = call('CreateCodecsContext');
    const bits = pixels.BYTES_PER_ELEMENT === 1 ? 8 : 12;
    const values = { Columns: side, Rows: side, BitsAllocated: bits === 8 ? 8 : 16, BitsStored: bits, SamplesPerPixel: 1 };
    for (const [name, value] of Object.entries(values)) call(`Set${name}`, context, value);
    // MONOCHROME2.
    call('SetPhotometricInterpretation', context, 1);
    call('SetDecodedBufferSize', context, pixels.byteLength);
    const plain = new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength);
    new Uint8Array(memory.buffer).set(plain, call('GetDecodedBuffer', context));
    const parameters = call('CreateEncoderParameters');
    const wanted = { Lossy: lossy ? 1 : 0, Quality: 90, Predictor: 1, Rate: 20 };
    for (const [name, value] of Object.entries(wanted)) call(`Set${name}`, parameters, value);
    call(`Encode${codec}`, context, parameters);
    const at = call('GetEncodedBuffer', context);
    const even = call('GetEncodedBufferSize', context);
    const stream = Buffer.from(memory.buffer.slice(at, at + even));
    return stream.length % 2 === 0 ? stream : Buffer.concat([stream, Buffer.alloc(1)]);
  }
}
