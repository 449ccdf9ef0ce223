import { Worker } from 'node:worker_threads';
import type { ParentWatch } from './parent-watch.ts';
import { BEAT_MS } from './supervise.ts';

/** How often the thread looks for the parent, and how long the process may take to stop by itself: together well below ten seconds. */
const WATCH_MS = 1000;
const GRACE_MS = 4000;

/**
 * Gives signs of life to the process that ran this one by `rerunWithoutEval`, and asks this one to stop (SIGTERM) when that is gone,
 * however it ended: otherwise killing what was started would leave behind what works, with its ports and locks. A process that is too busy
 * to be asked is ended (SIGKILL) by a thread. Without such a parent nothing happens. Call it once this process listens for the signals that it takes.
 */
export function answerToParent(): void {
  const { channel } = process;
  if (channel === undefined || channel === null) return;
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  const say = (): void => {
    // A parent that is gone is noticed by the disconnect and by the thread.
    if (process.connected) process.send?.('alive', () => {});
  };
  const beat = setInterval(say, BEAT_MS);
  // From the first one on signals are handed on.
  say();
  // Neither must keep alive what is done.
  beat.unref();
  channel.unref();
  const watch: ParentWatch = { parent: process.ppid, everyMs: WATCH_MS, graceMs: GRACE_MS };
  // Without the switches of this process: nothing that was preloaded into it belongs into the thread.
  new Worker(new URL('./parent-watch.js', import.meta.url), { workerData: watch, execArgv: [] }).unref();
}
