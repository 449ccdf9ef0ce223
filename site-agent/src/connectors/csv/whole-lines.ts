const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const END = Buffer.of(LINE_FEED);

/**
 * Passes text on in whole lines, so that no chunk ends within a character.
 *
 * @param maxLineBytes longest line: of a longer one a byte more than that is passed on and the rest is left out, so that who reads it sees that it is
 * too long, and the lines behind it are found
 */
export async function* wholeLines(source: AsyncIterable<Buffer>, maxLineBytes: number): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  let skips = false;
  // A line that was left out has ended with a carriage return, of which a line feed is the second half.
  let mayBeHalf = false;
  for await (const chunk of source) {
    let text = chunk;
    if (skips) {
      const end = text.findIndex((byte) => byte === LINE_FEED || byte === CARRIAGE_RETURN);
      if (end < 0) continue;
      skips = false;
      mayBeHalf = text[end] === CARRIAGE_RETURN;
      text = text.subarray(end + 1);
    }
    if (mayBeHalf && text.length > 0) {
      if (text[0] === LINE_FEED) text = text.subarray(1);
      mayBeHalf = false;
    }
    if (rest.length > 0) text = Buffer.concat([rest, text]);
    const end = Math.max(text.lastIndexOf(LINE_FEED), text.lastIndexOf(CARRIAGE_RETURN)) + 1;
    rest = text.subarray(end);
    if (end > 0) yield text.subarray(0, end);
    if (rest.length <= maxLineBytes) continue;
    yield Buffer.concat([rest.subarray(0, maxLineBytes + 1), END]);
    rest = Buffer.alloc(0);
    skips = true;
  }
  if (rest.length > 0) yield rest;
}
