/** Bytes of the first line that are kept to see of which type it is: servers begin with it. */
const HEAD_BYTES = 512;

const LINE_FEED = 0x0a;
const OPEN = 0x7b;
const CLOSE = 0x7d;

/**
 * Counts the resources of NDJSON as its bytes come, in constant memory, and sees whether each line is one: from `{` to `}`. What stands between
 * is for who reads it.
 */
export class NdjsonCheck {
  /** Lines that are not blank. */
  resources = 0;
  /** Lines that are no object: a page of a proxy, an array, half of a resource. */
  broken = 0;
  #first = 0;
  #last = 0;
  /** Bytes that came before those in hand. */
  #before = 0;
  #head = Buffer.alloc(0);

  feed(bytes: Uint8Array): void {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    if (this.#head.length < HEAD_BYTES)
      this.#head = Buffer.concat([this.#head, text.subarray(0, HEAD_BYTES - this.#head.length)]);
    for (let from = 0; ; ) {
      const end = text.indexOf(LINE_FEED, from);
      this.#piece(text, from, end < 0 ? text.length : end);
      if (end < 0) break;
      this.#endLine();
      from = end + 1;
    }
    this.#before += text.length;
  }

  end(): void {
    this.#endLine();
  }

  /** The type of the first resource, where it says so at its beginning. */
  firstType(): string | undefined {
    return /^(?:\xef\xbb\xbf)?\s*\{\s*"resourceType"\s*:\s*"([A-Za-z]{1,64})"/.exec(this.#head.toString('latin1'))?.[1];
  }

  #piece(text: Buffer, from: number, to: number): void {
    let start = from;
    let stop = to;
    // A mark of UTF-8 may stand before the first line, and may come in pieces.
    while (start < stop && text[start] === MARK[this.#before + start]) start += 1;
    while (this.#first === 0 && start < stop && (text[start] as number) <= 0x20) start += 1;
    while (stop > start && (text[stop - 1] as number) <= 0x20) stop -= 1;
    if (start >= stop) return;
    if (this.#first === 0) this.#first = text[start] as number;
    this.#last = text[stop - 1] as number;
  }

  #endLine(): void {
    if (this.#first === 0) return;
    this.resources += 1;
    if (this.#first !== OPEN || this.#last !== CLOSE) this.broken += 1;
    this.#first = 0;
    this.#last = 0;
  }
}

const MARK = Buffer.from('\ufeff');
