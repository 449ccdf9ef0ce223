// Preloaded into an agent: once its worker holds the ledger (its lock names it, in the file BUSY_LOCK), the main thread answers nothing
// any more, as inside a native call that never returns.
import { readFileSync } from 'node:fs';

const path = process.env.BUSY_LOCK;
const isWorker = process.execArgv.includes('--disallow-code-generation-from-strings');

function holder() {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

if (isWorker && path !== undefined) {
  setInterval(() => {
    if (!holder().includes(`process ${process.pid} `)) return;
    process.stderr.write(`${JSON.stringify({ msg: 'busy', pid: process.pid })}\n`);
    for (;;);
  }, 50);
}
