import { describe, expect, it } from 'vitest';
import { AsyncQueue } from './async-queue.ts';
import { MAX_QUEUED } from './limits.ts';

describe('AsyncQueue', () => {
  it('gives what was pushed, in order, then ends', async () => {
    const queue = new AsyncQueue<number>();
    queue.push(1);
    queue.push(2);
    queue.end();
    queue.push(3);
    const seen: number[] = [];
    for await (const item of queue) seen.push(item);
    expect(seen).toEqual([1, 2]);
  });

  it('holds as many as its limit, and with one more nothing: it ends with an error', async () => {
    const queue = new AsyncQueue<number>(3);
    for (const item of [1, 2, 3]) queue.push(item);
    expect(queue.ended).toBe(false);
    queue.push(4);
    expect(queue.ended).toBe(true);
    const reader = queue[Symbol.asyncIterator]();
    await expect(reader.next()).rejects.toMatchObject({
      code: 'QUEUE_FULL',
      message: '3 messages wait for a reader that does not read',
    });
  });

  it('has a limit unless told', async () => {
    const queue = new AsyncQueue<number>();
    for (let i = 0; i < 2 * MAX_QUEUED; i++) queue.push(i);
    await expect(queue[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'QUEUE_FULL' });
  });

  it('counts what waits, not what passed', async () => {
    const queue = new AsyncQueue<number>(1);
    const reader = queue[Symbol.asyncIterator]();
    for (let i = 0; i < 10; i++) {
      queue.push(i);
      expect(await reader.next()).toEqual({ value: i, done: false });
    }
    expect(queue.ended).toBe(false);
  });
});
