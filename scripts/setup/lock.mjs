import { createHash } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { watchRunning } from './command.mjs';
import { errorCode } from './setup-error.mjs';

const HEARTBEAT_MS = 5_000;
const STALE_MS = 60_000;
// Nothing that set-up starts runs longer, so that what has its number then is something else.
const CHILDREN_STALE_MS = 30 * 60_000;
const POLL_MS = 200;

/** @type {Set<string>} */
const held = new Set();
// Also after Ctrl+C, whose handler ends with process.exit.
process.on('exit', () => {
  for (const path of held) rmSync(path, { force: true });
});

/**
 * Runs `work` while no other process holds the same name. A holder that died is noticed (its process is gone, or it has
 * not touched its lock for a minute) and its lock taken over, once the programs that it had started have ended too: an
 * `npm ci` whose parent was killed goes on writing.
 * @template T
 * @param {string} folder where lock files live
 * @param {string} name what is locked: any text
 * @param {(holder: string) => void} onWait called once if another process has it
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(folder, name, onWait, work) {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `${createHash('sha256').update(name).digest('hex').slice(0, 32)}.lock`);
  let told = false;
  while (!acquire(path)) {
    const content = readIfThere(path);
    if (content === undefined) continue;
    if (isStale(path, content)) {
      discard(path, content);
      continue;
    }
    if (!told) onWait(content.split(' ')[0] ?? '');
    told = true;
    await sleep(POLL_MS);
  }
  held.add(path);
  const identity = `${process.pid} ${hostname()} ${process.hrtime.bigint()}`;
  const unwatch = watchRunning((pids) => writeFileSync(path, [identity, ...pids].join(' ')));
  const heartbeat = setInterval(() => {
    const now = new Date();
    utimesSync(path, now, now);
  }, HEARTBEAT_MS);
  heartbeat.unref();
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    unwatch();
    held.delete(path);
    rmSync(path, { force: true });
  }
}

/** @param {string} path */
function acquire(path) {
  try {
    writeFileSync(path, `${process.pid} ${hostname()}`, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** @param {string} path */
function readIfThere(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * @param {string} path
 * @param {string} content
 */
function isStale(path, content) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return false;
  const silentMs = Date.now() - stat.mtimeMs;
  const [pid, host, , ...children] = content.split(' ');
  // Of another machine, and of one that died before it wrote its name, only the silence can be known.
  if (pid === undefined || pid === '' || host !== hostname()) return silentMs > STALE_MS;
  // A process that is there but silent got its number after the holder died.
  const holderLives = isAlive(Number(pid)) && silentMs <= STALE_MS;
  const childrenLive = children.some((child) => isAlive(-Number(child))) && silentMs <= CHILDREN_STALE_MS;
  return !holderLives && !childrenLive;
}

/** @param {number} pid a process, or minus the leader of a process group */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

/**
 * Removes a dead lock, unless somebody else has done so and taken it meanwhile.
 * @param {string} path
 * @param {string} content what was judged to be dead
 */
function discard(path, content) {
  const aside = `${path}.${process.pid}.dead`;
  try {
    renameSync(path, aside);
    if (readFileSync(aside, 'utf8') !== content) linkSync(aside, path);
  } catch (error) {
    if (!['ENOENT', 'EEXIST'].includes(errorCode(error) ?? '')) throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}
