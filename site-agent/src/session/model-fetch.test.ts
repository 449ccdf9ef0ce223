import { systemClock } from '@consilium/core';
import { backend, FakeCoordinator } from '@consilium/testing';
import { expect, it } from 'vitest';
import { base, plan } from '../testing/answers.ts';
import { rejection } from '../testing/failures.ts';
import { ModelFetch } from './model-fetch.ts';

it('a model that is kept is not taken for one of another length', async () => {
  const fake = new FakeCoordinator();
  const models = new ModelFetch({
    client: fake.client,
    clock: systemClock,
    stopping: new AbortController().signal,
    backend: await backend(),
  });
  const hash = fake.hold(new Uint8Array(base.buffer));
  const bytes = base.byteLength;
  let pieces = 0;
  fake.faults.blob = () => void (pieces += 1);
  expect(await models.get(plan, hash, bytes)).toEqual(base);
  expect(await rejection(models.get(plan, hash, bytes - 4))).toBe(
    `TASK_INVALID: the model received has ${bytes} bytes, ${bytes - 4} were announced`,
  );
  expect(await models.get(plan, hash, bytes)).toEqual(base);
  expect(pieces).toBe(1);
});

it('a model that comes with its task is not fetched, unless it is another one', async () => {
  const fake = new FakeCoordinator();
  const context = { client: fake.client, clock: systemClock, stopping: new AbortController().signal, backend: await backend() };
  const hash = fake.hold(new Uint8Array(base.buffer));
  const bytes = base.byteLength;
  let asked = 0;
  fake.faults.blob = () => void (asked += 1);
  // In a message words begin anywhere.
  const message = new Uint8Array(bytes + 1);
  message.set(new Uint8Array(base.buffer), 1);
  const carried = message.subarray(1);
  expect(await new ModelFetch(context).get(plan, hash, bytes, carried)).toEqual(base);
  expect(asked).toBe(0);
  const changed = Uint8Array.from(carried);
  changed[3] = (changed[3] ?? 0) ^ 1;
  for (const other of [changed, carried.subarray(0, 4), new Uint8Array(0), null, undefined])
    expect(await new ModelFetch(context).get(plan, hash, bytes, other)).toEqual(base);
  expect(asked).toBe(5);
});
