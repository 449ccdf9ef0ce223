import { expect, it } from 'vitest';
import { BatchQueue } from './batch-queue.ts';

it('what comes close together is one batch, in order, and each sender gets its own result', async () => {
  const batches: number[][] = [];
  const queue = new BatchQueue<number, string>((items) => {
    batches.push([...items]);
    return Promise.resolve(items.map((item) => `result ${item}`));
  });
  expect(await Promise.all([1, 2, 3].map((item) => queue.push(item)))).toEqual(['result 1', 'result 2', 'result 3']);
  expect(await queue.push(4)).toBe('result 4');
  expect(batches).toEqual([[1, 2, 3], [4]]);
});

it('what comes while a batch is worked on waits for the next one', async () => {
  const batches: number[][] = [];
  const queue: BatchQueue<number, number> = new BatchQueue((items) => {
    batches.push([...items]);
    if (batches.length === 1) void queue.push(2);
    return Promise.resolve([...items]);
  });
  await queue.push(1);
  await queue.idle();
  expect(batches).toEqual([[1], [2]]);
});

it('a batch that fails is an error for its own senders only', async () => {
  const queue = new BatchQueue<string, string>((items) =>
    items.includes('bad') ? Promise.reject(new Error('no room')) : Promise.resolve([...items]),
  );
  const failed = await Promise.allSettled([queue.push('bad'), queue.push('beside it')]);
  expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await queue.push('good')).toBe('good');
});
