import { createHash } from 'node:crypto';
import {
  chmodSync,
  createReadStream,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { run, tail } from './command.mjs';
import { SetupError, classifyFailure, diskFull } from './setup-error.mjs';
import { LIBRARIES, WANTED_ENTRIES } from './tensorflow-pins.mjs';
import { extractEntry, listZip } from './zip.mjs';

const MB = 1_000_000;
const NEEDED_MB = 1_000;
const DOWNLOAD_TIMEOUT_MS = 30 * 60_000;
const STRIP_TIMEOUT_MS = 120_000;
const POLL_MS = 500;
const MANIFEST = 'manifest.json';

/** @typedef {{ path: string, include: string }} Library */

/** Thrown when this machine cannot get the library by pip; training then falls back. */
export class LibraryUnavailable extends Error {
  /**
   * @param {string} message why
   * @param {string} output the tool's last lines
   */
  constructor(message, output) {
    super(message);
    this.output = output;
  }
}

/**
 * The C library of TensorFlow in the per-user cache, fetched if it is not there. A set-up that was killed goes on with
 * what it had: a checked download is kept, and each unpacked file is put in place only when whole.
 * @param {string} cache
 * @param {import('./tensorflow-pins.mjs').WheelPin} pin
 * @param {import('./reporter.mjs').Task} task
 * @returns {Promise<Library>}
 */
export async function fetchLibrary(cache, pin, task) {
  const home = libraryHome(cache, pin);
  if (!isComplete(home)) {
    rmSync(home, { recursive: true, force: true });
    const partial = `${home}.partial`;
    mkdirSync(partial, { recursive: true, mode: 0o700 });
    checkSpace(partial);
    const wheel = join(partial, 'tensorflow.whl');
    if (!existsSync(wheel) || (await sha256(wheel)) !== pin.sha256) await download(partial, wheel, pin, task);
    const content = join(partial, 'content');
    await unpack(wheel, content, task);
    await strip(content, task);
    writeFileSync(join(content, MANIFEST), JSON.stringify(sizes(content), null, 1));
    mkdirSync(dirname(home), { recursive: true });
    renameSync(content, home);
    rmSync(partial, { recursive: true, force: true });
  }
  return locateLibrary(cache, pin);
}

/**
 * Where the library is, or will be once it is fetched.
 * @param {string} cache
 * @param {import('./tensorflow-pins.mjs').WheelPin} pin
 * @returns {Library}
 */
export function locateLibrary(cache, pin) {
  const path = join(libraryHome(cache, pin), 'tensorflow');
  return { path, include: join(path, 'include') };
}

/**
 * @param {string} cache
 * @param {import('./tensorflow-pins.mjs').WheelPin} pin
 */
function libraryHome(cache, pin) {
  return join(cache, 'tensorflow', `${pin.project}-${pin.version}-${pin.sha256.slice(0, 12)}`);
}

/** @param {string} folder */
function checkSpace(folder) {
  const { bavail, bsize } = statfsSync(folder);
  const freeMB = Math.floor((bavail * bsize) / MB);
  if (freeMB < NEEDED_MB) {
    throw diskFull(folder, {
      output: `${freeMB} MB are free there; unpacking TensorFlow takes ${NEEDED_MB} MB for a moment, 510 MB afterwards.`,
    });
  }
}

/**
 * Whether every file of a finished library is there with its size.
 * @param {string} home
 */
function isComplete(home) {
  const manifest = join(home, MANIFEST);
  if (!existsSync(manifest)) return false;
  /** @type {Record<string, number>} */
  const expected = JSON.parse(readFileSync(manifest, 'utf8'));
  return Object.entries(expected).every(([name, size]) => statSync(join(home, name), { throwIfNoEntry: false })?.size === size);
}

/**
 * @param {string} folder
 * @returns {Record<string, number>}
 */
function sizes(folder) {
  /** @type {Record<string, number>} */
  const result = {};
  for (const file of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue;
    const path = join(file.parentPath, file.name);
    result[path.slice(folder.length + 1)] = statSync(path).size;
  }
  return result;
}

/**
 * @param {string} partial
 * @param {string} wheel
 * @param {import('./tensorflow-pins.mjs').WheelPin} pin
 * @param {import('./reporter.mjs').Task} task
 */
async function download(partial, wheel, pin, task) {
  const python = await findPip();
  // One folder for each attempt: a pip that outlived its killed set-up must not write into a later one's.
  for (const name of readdirSync(partial))
    if (name.startsWith('pip-')) rmSync(join(partial, name), { recursive: true, force: true });
  const folder = join(partial, `pip-${process.pid}`);
  const temporary = join(folder, 'tmp');
  const target = join(folder, 'out');
  mkdirSync(temporary, { recursive: true });
  const requirements = join(folder, 'requirements.txt');
  writeFileSync(requirements, `${pin.project}==${pin.version} --hash=sha256:${pin.sha256}\n`);
  const args = [
    '-m',
    'pip',
    'download',
    '--no-deps',
    '--only-binary',
    ':all:',
    '--require-hashes',
    '--no-cache-dir',
    '--disable-pip-version-check',
    '--no-input',
    '--progress-bar',
    'off',
    '--implementation',
    'cp',
    '--python-version',
    '3.11',
    '--abi',
    'cp311',
    ...pin.platforms.flatMap((platform) => ['--platform', platform]),
    '--dest',
    target,
    '--requirement',
    requirements,
  ];
  task.detail('downloading');
  const watch = setInterval(() => {
    task.progress({
      done: Math.min(pin.downloadMB, Math.max(folderMB(temporary), folderMB(target))),
      total: pin.downloadMB,
      unit: 'MB',
    });
  }, POLL_MS);
  const env = { ...process.env, TMPDIR: temporary, PIP_REQUIRE_VIRTUALENV: '0' };
  const outcome = await run(python, args, { env, timeoutMs: DOWNLOAD_TIMEOUT_MS }).finally(() => clearInterval(watch));
  const [file] = existsSync(target) ? readdirSync(target) : [];
  if (outcome.status !== 0 || file === undefined) {
    const output = tail(outcome.output);
    rmSync(folder, { recursive: true, force: true });
    if (outcome.output.includes('DO NOT MATCH THE HASHES')) throw wrongHash(pin, output);
    if (classifyFailure(outcome.output) === 'disk') throw diskFull(partial, { output });
    if (classifyFailure(outcome.output) === 'network') throw new LibraryUnavailable('pip could not reach its package index', '');
    const why = outcome.timedOut ? `took longer than ${DOWNLOAD_TIMEOUT_MS / 60_000} minutes` : 'failed';
    throw new LibraryUnavailable(`fetching ${pin.project} ${pin.version} by pip ${why}`, output);
  }
  task.detail('checking');
  const actual = await sha256(join(target, file));
  if (actual !== pin.sha256) throw wrongHash(pin, `expected ${pin.sha256}, got ${actual}`);
  renameSync(join(target, file), wheel);
  rmSync(folder, { recursive: true, force: true });
}

/**
 * @param {import('./tensorflow-pins.mjs').WheelPin} pin
 * @param {string} output
 */
function wrongHash(pin, output) {
  return new SetupError(
    `The downloaded ${pin.project} ${pin.version} is not the file that this project names by its SHA-256; it was discarded.`,
    'Ask the people who run your Python package mirror what it serves (pip config list shows which one is used). Do not work around this.',
    { output },
  );
}

async function findPip() {
  for (const python of process.platform === 'win32' ? ['python', 'py'] : ['python3', 'python']) {
    const outcome = await run(python, ['-m', 'pip', '--version'], { timeoutMs: 30_000 });
    if (outcome.status === 0) return python;
  }
  throw new LibraryUnavailable('there is no Python 3 with pip', '');
}

/** @param {string} folder */
function folderMB(folder) {
  let bytes = 0;
  if (!existsSync(folder)) return 0;
  for (const file of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    // pip removes its temporary files while we look.
    if (file.isFile()) bytes += statSync(join(file.parentPath, file.name), { throwIfNoEntry: false })?.size ?? 0;
  }
  return bytes / MB;
}

/** @param {string} path */
async function sha256(path) {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}

/**
 * @param {string} wheel
 * @param {string} content
 * @param {import('./reporter.mjs').Task} task
 */
async function unpack(wheel, content, task) {
  task.detail('unpacking');
  const entries = (await listZip(wheel)).filter(({ name }) => WANTED_ENTRIES.some((wanted) => wanted.test(name)));
  const total = entries.reduce((sum, { size }) => sum + size, 0) / MB;
  let done = 0;
  for (const entry of entries) {
    await extractEntry(wheel, entry, join(content, entry.name), (bytes) => {
      done += bytes / MB;
      task.progress({ done, total, unit: 'MB' });
    });
  }
}

/**
 * Drops the symbol tables, a quarter of the size, where the tool for it is installed.
 * @param {string} content
 * @param {import('./reporter.mjs').Task} task
 */
async function strip(content, task) {
  task.detail('stripping');
  const library = join(content, 'tensorflow', 'libtensorflow_cc.so.2');
  const stripped = `${library}.stripped`;
  const outcome = await run('strip', ['--strip-unneeded', '-o', stripped, library], { timeoutMs: STRIP_TIMEOUT_MS });
  if (outcome.status === 0) renameSync(stripped, library);
  else rmSync(stripped, { force: true });
  // Clones share these files by hard links: nobody should write into one of them.
  for (const name of LIBRARIES) chmodSync(join(content, 'tensorflow', name), 0o444);
}
