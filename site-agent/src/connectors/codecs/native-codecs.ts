import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { CodedImage, Decoded, DecodingProblem } from '@consilium/deidentify';

/** What this file uses of WebAssembly, which the types of Node leave to those of browsers. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => CompiledCodecs;
  readonly Instance: new (module: CompiledCodecs, imports: object) => { readonly exports: unknown };
};

/** The compiled code of all decoders. */
export type CompiledCodecs = object;

/** The codecs of dcmjs-codecs, of those that are used: pointers are numbers. */
interface Codecs {
  readonly memory: { readonly buffer: ArrayBuffer };
  _initialize(): void;
  CreateCodecsContext(): number;
  SetColumns(context: number, columns: number): void;
  SetRows(context: number, rows: number): void;
  SetBitsAllocated(context: number, bits: number): void;
  SetBitsStored(context: number, bits: number): void;
  SetSamplesPerPixel(context: number, samples: number): void;
  SetPixelRepresentation(context: number, sign: number): void;
  SetPlanarConfiguration(context: number, order: number): void;
  SetEncodedBufferSize(context: number, bytes: number): void;
  GetEncodedBuffer(context: number): number;
  GetDecodedBuffer(context: number): number;
  GetDecodedBufferSize(context: number): number;
  CreateDecoderParameters(): number;
  SetConvertColorspaceToRgb(parameters: number, toRgb: number): void;
  DecodeJpeg(context: number, parameters: number): void;
  DecodeJpegLs(context: number, parameters: number): void;
  DecodeJpeg2000(context: number, parameters: number): void;
}

const DECODERS = { jpeg: 'DecodeJpeg', 'jpeg-ls': 'DecodeJpegLs', 'jpeg-2000': 'DecodeJpeg2000' } as const;

/** Bytes of memory that the codecs begin with, and what they take of it at most for each sample: JPEG 2000 keeps two numbers of 32 bits of each, and the result. */
const BASE_BYTES = 256 * 1024 * 1024;
const BYTES_PER_SAMPLE = 16;
/** What a WASI call answers that is not there; none is needed to decode. */
const NO_SUCH_CALL = 52;

/**
 * What the decoder of JPEG says when it goes on without pixels that are lost, and fills in grey. Not `extraneous bytes`: what some programs fill up the end
 * of a scan with costs no pixel.
 */
const LOST = /Corrupt JPEG data: (?!\d+ extraneous)|Premature end of JPEG file|Inconsistent progression sequence/;

/** Ends the code that called it. */
class Stopped extends Error {
  readonly problem: DecodingProblem;

  constructor(problem: DecodingProblem) {
    super(problem);
    this.problem = problem;
  }
}

/** Compiles the codecs that are installed; takes some 0.1 s. */
export function loadCodecs(): CompiledCodecs {
  const { resolve } = createRequire(import.meta.url);
  return new WebAssembly.Module(readFileSync(resolve('dcmjs-codecs/build/dcmjs-native-codecs.wasm')));
}

/**
 * Decodes an image in memory that nothing else has been in and that goes with it: whatever a broken stream makes of a decoder, no pixel of another image can be in
 * what comes out, and the next one is decoded as if it were the first. The code in there can call nothing: no file, no clock, no network.
 */
export function decodeNatively(module: CompiledCodecs, image: CodedImage): Decoded {
  const { stream, width, height, samples, bits } = image;
  const most = BASE_BYTES + stream.length + width * height * samples * BYTES_PER_SAMPLE;
  try {
    const codecs = instanceOf(module, most);
    const isWide = bits > 8;
    const context = codecs.CreateCodecsContext();
    codecs.SetColumns(context, width);
    codecs.SetRows(context, height);
    codecs.SetBitsAllocated(context, isWide ? 16 : 8);
    codecs.SetBitsStored(context, bits);
    codecs.SetSamplesPerPixel(context, samples);
    codecs.SetPixelRepresentation(context, 0);
    codecs.SetPlanarConfiguration(context, 0);
    codecs.SetEncodedBufferSize(context, stream.length);
    new Uint8Array(codecs.memory.buffer).set(stream, codecs.GetEncodedBuffer(context) >>> 0);
    const parameters = codecs.CreateDecoderParameters();
    codecs.SetConvertColorspaceToRgb(parameters, image.toRgb ? 1 : 0);
    codecs[DECODERS[image.codec]](context, parameters);
    const bytes = width * height * samples * (isWide ? 2 : 1);
    if (codecs.GetDecodedBufferSize(context) >>> 0 !== bytes) return { problem: 'broken' };
    const at = codecs.GetDecodedBuffer(context) >>> 0;
    // A copy: the memory of the codecs goes.
    const decoded = codecs.memory.buffer.slice(at, at + bytes);
    return { samples: isWide ? new Uint16Array(decoded) : new Uint8Array(decoded) };
  } catch (error) {
    // Also a trap, such as a read behind the end of its memory: it is over with this instance.
    return { problem: error instanceof Stopped ? error.problem : 'broken' };
  }
}

function instanceOf(module: CompiledCodecs, mostBytes: number): Codecs {
  const stop = (problem: DecodingProblem) => (): never => {
    throw new Stopped(problem);
  };
  const refuse = (): number => NO_SUCH_CALL;
  const { exports } = new WebAssembly.Instance(module, {
    env: {
      onCodecsException: stop('broken'),
      // Words of decoders may quote what is in a file: they are looked at, and go no further.
      onCodecsInfo: (at: number, length: number) => {
        const words = Buffer.from(codecs.memory.buffer, at >>> 0, length).toString('latin1');
        if (LOST.test(words)) stop('broken')();
      },
      onCodecsTrace: () => {},
      emscripten_notify_memory_growth: () => {
        if (codecs.memory.buffer.byteLength > mostBytes) stop('large')();
      },
    },
    wasi_snapshot_preview1: {
      proc_exit: stop('broken'),
      clock_time_get: refuse,
      fd_write: refuse,
      fd_close: refuse,
      fd_seek: refuse,
      environ_get: refuse,
      environ_sizes_get: refuse,
    },
  });
  const codecs = exports as Codecs;
  // oxlint-disable-next-line no-underscore-dangle -- the name that WASI gives it
  codecs._initialize();
  return codecs;
}
