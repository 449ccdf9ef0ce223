import type { CodestreamHead } from './codestream-head.ts';
import { cut, EOI, lengthAt, markerAt, nextMarker, SOI, SOS, word } from './markers.ts';

/** How a JPEG image was made: in 8x8 blocks (`sequential`, in one turn; `progressive`, in several), from neighbouring pixels, or by JPEG-LS. */
export type JpegProcess = 'sequential' | 'progressive' | 'lossless' | 'ls';

export interface JpegHead extends CodestreamHead {
  readonly process: JpegProcess;
  /** What the file says its three samples are, where it says so (JFIF, Adobe). */
  readonly colours: 'rgb' | 'ycc' | undefined;
  /** By how much JPEG-LS may be off; 0: by nothing. */
  readonly near: number;
  /** Colours come one plane after the other (JPEG-LS). */
  readonly isPlanar: boolean;
}

/** SOF0 to SOF3 and SOF55: ISO/IEC 10918-1, table B.1, and 14495-1. The others (arithmetic coding, hierarchies) nobody writes. */
const PROCESSES: ReadonlyMap<number, JpegProcess> = new Map([
  [0xffc0, 'sequential'],
  [0xffc1, 'sequential'],
  [0xffc2, 'progressive'],
  [0xffc3, 'lossless'],
  [0xfff7, 'ls'],
]);
const FIRST_FRAME = 0xffc0;
const LAST_FRAME = 0xffcf;
/** Tables between the frames of other kinds: Huffman, reserved, arithmetic coding. */
const NO_FRAME: ReadonlySet<number> = new Set([0xffc4, 0xffc8, 0xffcc]);
const JFIF = 0xffe0;
const ADOBE = 0xffee;
/** Each scan of a progressive image goes over all of it: more than 3 colours in 13 steps each make no better picture. */
const MOST_SCANS = 100;

/**
 * Reads the head of a JPEG or JPEG-LS image.
 *
 * @throws ConsiliumError `DICOM_INVALID` where it is cut off, holds another frame or so many scans that decoding them would take forever, or is of no kind that
 *   can be decoded
 */
export function jpegHead(image: Uint8Array): JpegHead {
  if (image.length < 2 || word(image, 0) !== SOI) throw cut();
  let frame: (CodestreamHead & { readonly process: JpegProcess }) | undefined;
  let colours: JpegHead['colours'];
  let scan: { readonly near: number; readonly isPlanar: boolean } | undefined;
  let scans = 0;
  let at = 2;
  for (;;) {
    const marker = markerAt(image, at);
    if (marker === EOI) break;
    const after = at + 2 + lengthAt(image, at);
    if (after > image.length) throw cut();
    const body = image.subarray(at + 4, after);
    const process = PROCESSES.get(marker);
    if (process !== undefined) {
      if (frame !== undefined) throw cut();
      frame = { process, ...frameOf(body) };
    } else if (marker >= FIRST_FRAME && marker <= LAST_FRAME && !NO_FRAME.has(marker)) throw cut();
    else if (marker === SOS) {
      if (frame === undefined || ++scans > MOST_SCANS) throw cut();
      scan ??= scanOf(body, frame.process);
    } else colours = coloursBy(marker, body) ?? colours;
    at = marker === SOS ? nextMarker(image, after) : after;
  }
  if (frame === undefined || scan === undefined) throw cut();
  return { ...frame, ...scan, colours: frame.samples === 3 ? colours : undefined };
}

/** Of two words that contradict each other the last counts: Adobe comes behind JFIF, and knows more. */
function coloursBy(marker: number, body: Uint8Array): JpegHead['colours'] {
  if (marker === JFIF && startsWith(body, 'JFIF\0')) return 'ycc';
  if (marker !== ADOBE || !startsWith(body, 'Adobe') || body.length < 12) return undefined;
  return body[11] === 0 ? 'rgb' : 'ycc';
}

function frameOf(body: Uint8Array): CodestreamHead {
  const [bits = 0, , , , , samples = 0] = body;
  // A height of 0 is said behind the first scan, which no DICOM image does.
  const [height, width] = [word(body, 1), word(body, 3)];
  if (body.length !== 6 + 3 * samples || width === 0 || height === 0 || bits < 2 || bits > 16) throw cut();
  return { width, height, samples, bits };
}

function scanOf(body: Uint8Array, process: JpegProcess): { readonly near: number; readonly isPlanar: boolean } {
  const count = body[0] ?? 0;
  if (body.length !== 4 + 2 * count) throw cut();
  if (process !== 'ls') return { near: 0, isPlanar: false };
  return { near: body[1 + 2 * count] as number, isPlanar: body[2 + 2 * count] === 0 };
}

function startsWith(body: Uint8Array, text: string): boolean {
  return Buffer.from(body.subarray(0, text.length)).toString('latin1') === text;
}
