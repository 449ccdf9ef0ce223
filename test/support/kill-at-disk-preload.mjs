// Ends the process as kill -9 does, before that call of the disk that CONSILIUM_KILL_AT numbers: calls by which a folder changes, or by which it is
// made sure that it has. With no number, or no such call, it goes on, and its count is written into CONSILIUM_CALLS_FILE at the end.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const { CONSILIUM_KILL_AT: killAt = '0', CONSILIUM_CALLS_FILE: callsFile } = process.env;
let calls = 0;
for (const name of ['openSync', 'writeSync', 'fsyncSync', 'fdatasyncSync', 'linkSync', 'renameSync', 'rmSync']) {
  const call = fs[name];
  fs[name] = (...args) => {
    // What is opened to be read changes nothing.
    const changes = name !== 'openSync' || !(args[1] === undefined || args[1] === 'r' || typeof args[1] === 'number');
    if (changes && ++calls === Number(killAt)) process.kill(process.pid, 'SIGKILL');
    return call(...args);
  };
}
syncBuiltinESMExports();
process.on('exit', () => callsFile !== undefined && fs.writeFileSync(callsFile, String(calls)));
