import { copyFileSync, existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { connect } from 'node:tls';
import { run, tail } from './command.mjs';
import { probeTraining } from './probe.mjs';

const REACH_TIMEOUT_MS = 5_000;
const DOWNLOAD_TIMEOUT_MS = 10 * 60_000;

/** @type {Map<string, string>} */
const OFFICIAL_PLATFORMS = new Map([
  ['linux', 'linux'],
  ['darwin', 'darwin'],
  ['win32', 'windows'],
]);

/**
 * Tries tfjs-node's own download of its prebuilt binaries. Whether they can be had is asked first, with a few seconds'
 * patience, because behind many hospitals' proxies their host does not answer.
 * @param {string} root
 * @param {import('./reporter.mjs').Task} task
 * @returns {Promise<string | undefined>} why it did not work, if it did not
 */
export async function officialDownload(root, task) {
  const folder = join(root, 'node_modules', '@tensorflow', 'tfjs-node');
  task.detail('asking for the official binaries');
  const urls = officialUrls(folder);
  if (urls === undefined) return 'there are no official binaries for this platform';
  const unreachable = (await Promise.all(urls.map((url) => reach(url)))).find((reason) => reason !== undefined);
  if (unreachable !== undefined) return unreachable;

  task.detail('downloading the official binaries');
  const manifest = join(folder, 'package.json');
  const backup = join(folder, 'package.json.before-install');
  // The script edits its own package.json while it runs.
  if (!existsSync(backup)) copyFileSync(manifest, backup);
  const env = { ...process.env, PATH: [join(root, 'node_modules', '.bin'), process.env['PATH'] ?? ''].join(delimiter) };
  const outcome = await run(process.execPath, ['scripts/install.js'], { cwd: folder, env, timeoutMs: DOWNLOAD_TIMEOUT_MS });
  renameSync(backup, manifest);
  const trouble = outcome.status === 0 ? await probeTraining(root) : outcome.output;
  if (trouble === undefined) return undefined;
  rmSync(join(folder, 'deps'), { recursive: true, force: true });
  rmSync(join(folder, 'lib'), { recursive: true, force: true });
  return outcome.timedOut ? 'the official download took too long' : `the official binaries do not work here: ${tail(trouble)}`;
}

/**
 * The two archives that the package's install script would fetch.
 * @param {string} folder
 * @returns {string[] | undefined} undefined when it has none for this platform
 */
function officialUrls(folder) {
  // The package ships no add-on for other processors: its Linux archive is for x64, whatever the processor.
  const platform = OFFICIAL_PLATFORMS.get(process.platform);
  if (platform === undefined || process.arch !== 'x64') return undefined;
  const constants = createRequire(join(folder, 'package.json'))('./scripts/deps-constants.js');
  /** @type {{ version: string, binary: { host: string } }} */
  const { version, binary } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const storage = process.env['TFJS_NODE_CDN_STORAGE'] ?? process.env['CDN_STORAGE'] ?? 'https://storage.googleapis.com/';
  const base = process.env['TFJS_NODE_BASE_URI'] ?? `${storage}tensorflow/libtensorflow/libtensorflow-`;
  const extension = process.platform === 'win32' ? 'zip' : 'tar.gz';
  return [
    `${base}cpu-${platform}-x86_64-${constants.LIBTENSORFLOW_VERSION}.${extension}`,
    `${binary.host}/napi-v8/${version}/CPU-${platform}-${version}.${extension}`,
  ];
}

/**
 * Asks for the head of a URL, through the proxy that the environment names.
 * @param {string} url
 * @returns {Promise<string | undefined>} why it cannot be had, if it cannot
 */
function reach(url) {
  const target = new URL(url);
  const proxy = process.env['HTTPS_PROXY'] ?? process.env['https_proxy'];
  return new Promise((resolve) => {
    const timer = setTimeout(() => finish('did not answer in time'), REACH_TIMEOUT_MS);
    /** @type {import('node:http').ClientRequest[]} */
    const requests = [];
    /** @param {string} [reason] */
    const finish = (reason) => {
      clearTimeout(timer);
      for (const request of requests) request.destroy();
      resolve(reason === undefined ? undefined : `${target.host} ${reason}`);
    };
    /** @param {import('node:http').RequestOptions} options */
    const head = (options) => {
      const send = target.protocol === 'https:' ? httpsRequest : httpRequest;
      const request = send(target, { method: 'HEAD', ...options }, ({ statusCode }) => {
        finish(statusCode === 200 ? undefined : `answered ${statusCode}`);
      });
      requests.push(request);
      request.on('error', (error) => finish(`cannot be reached (${error.message})`)).end();
    };
    if (proxy === undefined || proxy === '' || target.protocol !== 'https:') {
      head({});
      return;
    }
    const { hostname, port, username, password } = new URL(proxy);
    const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    const tunnel = httpRequest({
      host: hostname,
      port: port === '' ? 80 : Number(port),
      method: 'CONNECT',
      path: `${target.hostname}:443`,
      headers: username === '' ? {} : { 'proxy-authorization': `Basic ${Buffer.from(login).toString('base64')}` },
    });
    requests.push(tunnel);
    tunnel.on('error', (error) => finish(`cannot be reached through the proxy (${error.message})`));
    tunnel.on('connect', (response, socket) => {
      if (response.statusCode !== 200) finish(`is refused by the proxy (${response.statusCode})`);
      else head({ createConnection: () => connect({ socket, servername: target.hostname }), agent: false });
    });
    tunnel.end();
  });
}
