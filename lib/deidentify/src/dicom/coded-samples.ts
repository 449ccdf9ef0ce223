import type { CodestreamHead } from './codestream-head.ts';
import { invalidDicom, refusedDicom } from './dicom-error.ts';
import { jpeg2000Head } from './jpeg2000-head.ts';
import { jpegHead, type JpegProcess } from './jpeg-head.ts';
import { cut } from './markers.ts';
import type { CodedImage, DecodingProblem, PixelDecoder } from './pixel-decoder.ts';
import type { PixelDescription } from './pixels.ts';

interface JpegSyntax {
  readonly codec: 'jpeg' | 'jpeg-ls';
  readonly process: JpegProcess;
  /** Bits that a sample may have. */
  readonly bits: readonly number[] | undefined;
  /** Pixels become others. */
  readonly isLossy: boolean;
}

/** PS3.5, annex A.4. A syntax that may lose something need not: JPEG 2000 has the same streams for both. */
const SYNTAXES: ReadonlyMap<string, JpegSyntax | 'jpeg-2000'> = new Map(
  Object.entries({
    50: { codec: 'jpeg', process: 'sequential', bits: [8], isLossy: true },
    51: { codec: 'jpeg', process: 'sequential', bits: [8, 12], isLossy: true },
    57: { codec: 'jpeg', process: 'lossless', bits: undefined, isLossy: false },
    70: { codec: 'jpeg', process: 'lossless', bits: undefined, isLossy: false },
    80: { codec: 'jpeg-ls', process: 'ls', bits: undefined, isLossy: false },
    81: { codec: 'jpeg-ls', process: 'ls', bits: undefined, isLossy: true },
    90: 'jpeg-2000',
    91: 'jpeg-2000',
  } as const).map(([last, syntax]) => [`1.2.840.10008.1.2.4.${last}`, syntax]),
);

/** What came of an image. */
export interface CodedSamples {
  readonly samples: Uint8Array | Uint16Array;
  /** They are one colour after the other, not side by side. */
  readonly isPlanar: boolean;
}

/**
 * Decodes an image of one frame, after its stream was found to be what the head of the file says: as large, with as many samples, and with room for all bits.
 *
 * @throws ConsiliumError `DICOM_INVALID` where they contradict each other, or the decoder cannot read it; `DICOM_REFUSED` for what is not decoded
 */
export async function codedSamples(said: PixelDescription, decode: PixelDecoder): Promise<CodedSamples> {
  const syntax = SYNTAXES.get(said.transferSyntax);
  if (syntax === undefined)
    throw refusedDicom('its pixels are compressed by high-throughput JPEG 2000, which is not unpacked here');
  if (said.highBit !== said.bitsStored - 1)
    throw refusedDicom('its pixels are compressed, and their bits do not begin at the lowest');
  const stream = joined(said.pixelData as readonly Uint8Array[]);
  const { image, isPlanar } = syntax === 'jpeg-2000' ? jpeg2000(stream, said) : jpeg(stream, said, syntax);
  const decoded = await decode(image);
  if ('problem' in decoded) throw PROBLEMS[decoded.problem]();
  const { samples } = decoded;
  if (samples.length !== image.width * image.height * image.samples) throw cut();
  return { samples, isPlanar };
}

const PROBLEMS: Readonly<Record<DecodingProblem, () => Error>> = {
  broken: cut,
  slow: () => refusedDicom('its pixels take too long to be unpacked'),
  large: () => refusedDicom('its pixels take too much memory to be unpacked'),
};

interface ToDecode {
  readonly image: CodedImage;
  readonly isPlanar: boolean;
}

function jpeg(stream: Uint8Array, said: PixelDescription, { codec, process, bits, isLossy }: JpegSyntax): ToDecode {
  const head = jpegHead(stream);
  if (head.process !== process || bits?.includes(head.bits) === false || (head.near > 0 && !isLossy)) throw contradicted();
  const samples = requireSaid(head, said);
  // A sign is the highest bit of a pattern, and a palette one of many colours: near is not alike.
  if (process === 'sequential' && (said.pixelRepresentation === 1 || said.photometric === 'PALETTE COLOR'))
    throw refusedDicom('its pixels are numbers that JPEG with losses does not keep');
  if (process === 'sequential' && head.colours !== undefined && (head.colours === 'rgb') !== (said.photometric === 'RGB'))
    throw contradicted();
  const { width, height } = head;
  return {
    image: { codec, stream, width, height, samples, bits: head.bits, toRgb: false },
    isPlanar: head.isPlanar && samples === 3,
  };
}

function jpeg2000(stream: Uint8Array, said: PixelDescription): ToDecode {
  const head = jpeg2000Head(stream);
  const { width, height, bits } = head;
  const samples = requireSaid(head, said);
  if (head.isSigned && said.pixelRepresentation === 0) throw contradicted();
  // What was made of red, green and blue is decoded to them, so nothing else must be said of it.
  const isSaid = said.photometric === 'YBR_RCT' || said.photometric === 'YBR_ICT';
  if (samples === 3 && (head.isTransformed ? !isSaid && said.photometric !== 'RGB' : isSaid)) throw contradicted();
  return { image: { codec: 'jpeg-2000', stream, width, height, samples, bits, toRgb: false }, isPlanar: false };
}

function requireSaid(head: CodestreamHead, said: PixelDescription): 1 | 3 {
  const fits = head.width === said.columns && head.height === said.rows && head.samples === said.samplesPerPixel;
  if (!fits || head.bits < said.bitsStored || head.bits > said.bitsAllocated) throw contradicted();
  return head.samples as 1 | 3;
}

function contradicted(): ReturnType<typeof invalidDicom> {
  return invalidDicom('its compressed pixels are not what its head says (size, samples, bits, colours or compression)');
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  if (pieces.length === 1) return pieces[0] as Uint8Array;
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
