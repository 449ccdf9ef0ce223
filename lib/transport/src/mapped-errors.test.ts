import { describe, expect, it } from 'vitest';
import { mappedErrors } from './mapped-errors.ts';

const mapped = (error: unknown): Error => new Error(`mapped: ${(error as Error).message}`);

async function all<T>(stream: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const item of stream) found.push(item);
  return found;
}

describe('a stream with mapped errors', () => {
  it('hands on what comes, to its end', async () => {
    async function* two(): AsyncGenerator<number> {
      yield 1;
      yield 2;
    }
    expect(await all(mappedErrors(two, mapped))).toEqual([1, 2]);
  });

  it('maps an error after messages, and is over then', async () => {
    async function* broken(): AsyncGenerator<number> {
      yield 1;
      throw new Error('disk');
    }
    const items = mappedErrors(broken, mapped)[Symbol.asyncIterator]();
    expect(await items.next()).toEqual({ value: 1, done: false });
    await expect(items.next()).rejects.toThrow('mapped: disk');
    expect(await items.next()).toEqual({ value: undefined, done: true });
  });

  it('maps what beginning throws, not before the first message is asked for', async () => {
    let begun = 0;
    const stream = mappedErrors((): AsyncIterable<number> => {
      begun++;
      throw new Error('refused');
    }, mapped);
    const items = stream[Symbol.asyncIterator]();
    expect(begun).toBe(0);
    await expect(items.next()).rejects.toThrow('mapped: refused');
    expect(await items.next()).toEqual({ value: undefined, done: true });
    expect(begun).toBe(1);
  });

  it('ends what is behind it when its reader leaves', async () => {
    let ended = false;
    async function* endless(): AsyncGenerator<number> {
      try {
        for (let i = 0; ; i++) yield i;
      } finally {
        ended = true;
      }
    }
    for await (const item of mappedErrors(endless, mapped)) if (item === 3) break;
    expect(ended).toBe(true);
  });

  it('ends where nobody has read, without a beginning', async () => {
    let begun = 0;
    async function* never(): AsyncGenerator<number> {
      begun++;
      yield 1;
    }
    const items = mappedErrors(never, mapped)[Symbol.asyncIterator]();
    await items.return?.();
    expect(await items.next()).toEqual({ value: undefined, done: true });
    expect(begun).toBe(0);
  });
});
