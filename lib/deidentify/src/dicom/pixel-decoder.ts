/** A compressed image that is to be decoded, with what its head was found to say. */
export interface CodedImage {
  readonly codec: 'jpeg' | 'jpeg-ls' | 'jpeg-2000';
  readonly stream: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly samples: 1 | 3;
  /** Bits of a sample; what has up to 8 becomes bytes. */
  readonly bits: number;
  /** Samples of JPEG become red, green and blue, whatever they are in the stream. */
  readonly toRgb: boolean;
}

/**
 * Why there are no pixels: `broken`, the stream is no such image, or the decoder failed on it; `slow`, decoding took longer than an honest image takes; `large`, it
 * took more memory.
 */
export type DecodingProblem = 'broken' | 'slow' | 'large';

/** All samples of an image, row by row; or none. */
export type Decoded = { readonly samples: Uint8Array | Uint16Array } | { readonly problem: DecodingProblem };

/**
 * Decodes compressed pixels. It is handed in, since libraries that do so are large, load code of their own, and read what anybody may have written: the caller of
 * this room decides where they run and what they may take. Never throws for an image, and leaves nothing of one for the next.
 */
export type PixelDecoder = (image: CodedImage) => Promise<Decoded>;
