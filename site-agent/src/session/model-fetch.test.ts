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
