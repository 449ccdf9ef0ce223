// A thread, since the main one may be inside a native call or a loop when the parent goes, and then answers no signal.
import { workerData } from 'node:worker_threads';

/** What the thread is started with. */
export interface ParentWatch {
  /** Process id of the parent. */
  readonly parent: number;
  readonly everyMs: number;
  /** From asking this process to stop until it is ended. */
  readonly graceMs: number;
}

const { parent, everyMs, graceMs } = workerData as ParentWatch;
const timer = setInterval(() => {
  // The kernel gives an orphan another parent.
  if (process.ppid === parent) return;
  clearInterval(timer);
  process.kill(process.pid, 'SIGTERM');
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), graceMs);
}, everyMs);
