import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

let collectGarbage: (() => void) | undefined;

/** How many of these objects are still held by something, after a full garbage collection. */
export async function stillHeld(refs: readonly WeakRef<object>[]): Promise<number> {
  if (collectGarbage === undefined) {
    setFlagsFromString('--expose-gc');
    collectGarbage = runInNewContext('gc') as () => void;
  }
  // What a WeakRef gave out lives until the end of the turn.
  await new Promise((resolve) => setTimeout(resolve, 20));
  collectGarbage();
  return refs.filter((ref) => ref.deref() !== undefined).length;
}
