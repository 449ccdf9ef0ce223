import { systemClock } from '@consilium/core';
import { FakeCoordinator } from '@consilium/testing';
import { expect, it } from 'vitest';
import { rejection } from '../testing/failures.ts';
import { ModelFetch } from './model-fetch.ts';

it('a model that is kept is not taken for one of another length', async () => {
  const fake = new FakeCoordinator();
  const models = new ModelFetch({ client: fake.client, clock: systemClock, stopping: new AbortController().signal });
  const weights = Float32Array.of(1, 2, 3);
  const hash = fake.hold(new Uint8Array(weights.buffer));
  let pieces = 0;
  fake.faults.blob = () => void (pieces += 1);
  expect(await models.get(hash, 12)).toEqual(weights);
  expect(await rejection(models.get(hash, 8))).toBe('TASK_INVALID: the model received has 12 bytes, 8 were announced');
  expect(await models.get(hash, 12)).toEqual(weights);
  expect(pieces).toBe(1);
});
