import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Canvas } from './drawn-text.ts';

/** What this file uses of WebAssembly, which the types of Node leave to those of browsers. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
};

/** The encoders of dcmjs-codecs: pointers are numbers. */
type Codecs = Readonly<Record<string, (...numbers: readonly number[]) => number>> & {
  readonly memory: { readonly buffer: ArrayBuffer };
};

/** Transfer syntaxes into which {@link compressed} writes, and the encoder of each. */
export const COMPRESSIONS = {
  'JPEG baseline': { syntax: '1.2.840.10008.1.2.4.50', encoder: 'EncodeJpeg', isLossy: 1 },
  'JPEG lossless': { syntax: '1.2.840.10008.1.2.4.70', encoder: 'EncodeJpeg', isLossy: 0 },
  'JPEG-LS': { syntax: '1.2.840.10008.1.2.4.80', encoder: 'EncodeJpegLs', isLossy: 0 },
  'JPEG 2000': { syntax: '1.2.840.10008.1.2.4.90', encoder: 'EncodeJpeg2000', isLossy: 0 },
} as const;

/** The stream of a grey image of 8 bits; made by the library that decodes it, whose decoders are held to streams of other programs elsewhere (`codestreams.ts`). */
export function compressed({ width, height, pixels }: Canvas, by: keyof typeof COMPRESSIONS): Buffer {
  const { encoder, isLossy } = COMPRESSIONS[by];
  const codecs = loadEncoders();
  const call = (name: string, ...numbers: readonly number[]): number => {
    const named = codecs[name];
    if (named === undefined) throw new TypeError(name);
    return named(...numbers) >>> 0;
  };
  const context = call('CreateCodecsContext');
  call('SetColumns', context, width);
  call('SetRows', context, height);
  call('SetBitsAllocated', context, 8);
  call('SetBitsStored', context, 8);
  call('SetSamplesPerPixel', context, 1);
  call('SetPixelRepresentation', context, 0);
  call('SetPlanarConfiguration', context, 0);
  call('SetDecodedBufferSize', context, pixels.length);
  new Uint8Array(codecs.memory.buffer).set(pixels, call('GetDecodedBuffer', context));
  const parameters = call('CreateEncoderParameters');
  call('SetLossy', parameters, isLossy);
  call('SetQuality', parameters, 90);
  call('SetPredictor', parameters, 1);
  call(encoder, context, parameters);
  const at = call('GetEncodedBuffer', context);
  return Buffer.from(codecs.memory.buffer.slice(at, at + call('GetEncodedBufferSize', context)));
}

function loadEncoders(): Codecs {
  const { resolve } = createRequire(import.meta.url);
  const module = new WebAssembly.Module(readFileSync(resolve('dcmjs-codecs/build/dcmjs-native-codecs.wasm')));
  const stop = (at: number, length: number): never => {
    throw new TypeError(Buffer.from(codecs.memory.buffer, at >>> 0, length).toString('latin1'));
  };
  const nothing = (): number => 0;
  const names = ['proc_exit', 'clock_time_get', 'fd_write', 'fd_close', 'fd_seek', 'environ_get', 'environ_sizes_get'];
  const { exports } = new WebAssembly.Instance(module, {
    env: { onCodecsException: stop, onCodecsInfo: nothing, onCodecsTrace: nothing, emscripten_notify_memory_growth: nothing },
    wasi_snapshot_preview1: Object.fromEntries(names.map((name) => [name, nothing])),
  });
  const codecs = exports as Codecs;
  codecs['_initialize']?.();
  return codecs;
}
