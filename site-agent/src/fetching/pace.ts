/** How slowly a server may answer before it counts as gone. */
export interface Pace {
  /** Longest from a question to the head of its answer, however slowly that comes. */
  readonly headMs: number;
  /** Every so long a look is taken at what has come of a body. */
  readonly windowMs: number;
  /** Fewest bytes of a body in that time, unless it ends. */
  readonly leastBytes: number;
}

/** Four kilobytes a second: a server that is slower would hold the hospital's command for weeks, one byte at a time. */
export const USUAL_PACE: Pace = { headMs: 300_000, windowMs: 300_000, leastBytes: 300 * 4096 };

/** What a body or a question is ended with that comes too slowly. */
export class TooSlow extends Error {}

/** The pieces of a body as they come. Throws {@link TooSlow} once too few have come for a while. */
export async function* paced(
  body: NodeJS.ReadableStream & { destroy(error: Error): unknown },
  pace: Pace,
): AsyncGenerator<Buffer> {
  const { windowMs, leastBytes } = pace;
  let came = 0;
  const look = setInterval(() => {
    if (came < leastBytes) body.destroy(new TooSlow(`less than ${leastBytes} bytes in ${windowMs / 1000} s`));
    came = 0;
  }, windowMs);
  try {
    for await (const piece of body as AsyncIterable<Buffer>) {
      came += piece.length;
      yield piece;
    }
  } finally {
    clearInterval(look);
  }
}
