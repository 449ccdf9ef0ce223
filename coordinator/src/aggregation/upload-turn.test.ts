import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import type { UpdatePiece } from './update-pieces.ts';
import { UploadTurn } from './upload-turn.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

it('an upload holds on to no piece that it has handed on', async () => {
  const made: WeakRef<object>[] = [];
  async function* pieces(): AsyncGenerator<UpdatePiece> {
    for (let i = 0; i < 100; i++) {
      await setImmediate();
      const data = new Uint8Array(65_536).fill(i);
      made.push(new WeakRef(data));
      yield { offset: i * data.length, data };
    }
  }
  const turn = new UploadTurn();
  let handedOn = 0;
  let held = Number.NaN;
  for await (const { data } of turn.piecesOf(pieces())) {
    handedOn += data.length;
    if (made.length < 90 || !Number.isNaN(held)) continue;
    // What a WeakRef gave out lives until the end of the turn.
    await setImmediate();
    collectGarbage();
    held = made.filter((ref) => ref.deref() !== undefined).length;
  }
  expect(handedOn).toBe(100 * 65_536);
  expect(held).toBeLessThan(10);
});

it('an upload whose turn is over ends, though its next piece never comes', async () => {
  async function* pieces(): AsyncGenerator<UpdatePiece> {
    yield { offset: 0, data: new Uint8Array(4) };
    await new Promise(() => {});
  }
  const turn = new UploadTurn();
  const seen: number[] = [];
  const reading = (async () => {
    for await (const { data } of turn.piecesOf(pieces())) seen.push(data.length);
    turn.over();
  })();
  while (seen.length === 0) await setImmediate();
  await turn.end();
  await reading;
  expect(seen).toEqual([4]);
});
