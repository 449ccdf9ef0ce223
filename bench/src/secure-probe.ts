import { fork } from 'node:child_process';
import { createCipheriv, createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { secureRandom } from '@consilium/core';
import {
  advance,
  begin,
  collect,
  type CoordinatorState,
  drawSecrets,
  encodeEvent,
  encodeMessage,
  encodeState,
  type KeyPair,
  masksLeft,
  masksOf,
  MaskStream,
  next,
  type Roster,
  type SiteEvent,
  type SiteMessage,
  type SiteState,
  signingKey,
} from '@consilium/secure-sum';
import { median } from './benchmark.ts';

/** A sum to measure. */
export interface SecureProbeCase {
  readonly sites: number;
  readonly words: number;
  /** Sites of the roster that may collude. */
  readonly colluding: number;
  readonly minimum: number;
}

/** What one fresh process measured of a sum from its first key to its plain words. */
export interface SecureProbe {
  /** Processor seconds of one site, all messages and masks: the median over the sites. */
  readonly siteSeconds: number;
  /** Of these, for masking its words. */
  readonly maskSeconds: number;
  /** What the cipher alone takes for the masks of one site. */
  readonly siteCipherSeconds: number;
  readonly serverSeconds: number;
  readonly serverCipherSeconds: number;
  /** Bytes a site sends and receives. */
  readonly sent: number;
  readonly received: number;
  /** Of a site's state on disk, at its largest. */
  readonly stateBytes: number;
  /** Peak resident memory above that of the process before the sum, all sites and the server in it, in bytes. */
  readonly peakBytes: number;
}

const PROBE_VARIABLE = 'CONSILIUM_BENCH_SECURE';

/** Plays a sum in a process of its own, whose peak memory nothing else has touched. */
export function probeSum(of: SecureProbeCase): Promise<SecureProbe> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(import.meta.url), { env: { ...process.env, [PROBE_VARIABLE]: JSON.stringify(of) } });
    child.once('message', (probe) => resolve(probe as SecureProbe));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the probe ended with ${code} before it answered`)));
  });
}

/** Processor seconds of this process so far: what else the machine does is not counted. */
function seconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** Seconds of the cipher alone: keystreams for so many masks over so many words, in pieces as {@link MaskStream} makes them. */
function cipherSeconds(masks: number, words: number): number {
  const zeros = Buffer.alloc(65_536);
  const start = seconds();
  for (let mask = 0; mask < masks; mask++) {
    const cipher = createCipheriv('aes-256-ctr', Buffer.alloc(32, mask), Buffer.alloc(16));
    for (let left = 4 * words; left > 0; left -= zeros.length) cipher.update(zeros.subarray(0, Math.min(left, zeros.length)));
  }
  return seconds() - start;
}

/** Adds the seconds that something takes to those of `name`. */
class Stopwatch {
  readonly seconds = new Map<string, number>();

  time<T>(name: string, work: () => T): T {
    const start = seconds();
    const value = work();
    this.seconds.set(name, (this.seconds.get(name) ?? 0) + seconds() - start);
    return value;
  }
}

function wordsHash(words: Uint32Array): Uint8Array {
  return createHash('sha256').update(new Uint8Array(words.buffer)).digest();
}

interface Site {
  readonly key: KeyPair;
  state: SiteState;
  sent: number;
  received: number;
  stateBytes: number;
}

/** Warm functions, as in a process that has run for a while; the figures are of the second play. */
function measure(of: SecureProbeCase): SecureProbe {
  playSum({ ...of, sites: Math.min(of.sites, 20), colluding: 1, minimum: 3, words: 200_000 });
  const before = process.memoryUsage().rss;
  const { watch, names, sites } = playSum(of);
  const peakBytes = process.resourceUsage().maxRSS * 1024 - before;
  const neighbours = of.sites <= 200 ? of.sites - 1 : 100;
  const middle = (what: string): number => median(names.map((name) => watch.seconds.get(`${what}${name}`) ?? Number.NaN));
  const largest = (member: 'sent' | 'received' | 'stateBytes'): number =>
    Math.max(...[...sites.values()].map((site) => site[member]));
  return {
    siteSeconds: middle(''),
    maskSeconds: middle('mask '),
    siteCipherSeconds: cipherSeconds(neighbours + 1, of.words),
    serverSeconds: watch.seconds.get('server') ?? Number.NaN,
    serverCipherSeconds: cipherSeconds(of.sites, of.words),
    sent: largest('sent'),
    received: largest('received'),
    stateBytes: largest('stateBytes'),
    peakBytes,
  };
}

function playSum({ sites: n, words, colluding, minimum }: SecureProbeCase) {
  const random = secureRandom();
  const watch = new Stopwatch();
  const seed = (): Uint8Array => {
    const bytes = new Uint8Array(32);
    random.fill(bytes);
    return bytes;
  };
  const names = Array.from({ length: n }, (_, i) => `site-${String(i).padStart(4, '0')}`);
  const keys = new Map(names.map((name) => [name, signingKey(seed())]));
  const hex = (name: string): string => Buffer.from(keys.get(name)?.publicKey ?? []).toString('hex');
  const roster: Roster = {
    consortium: 'bench',
    epoch: 1,
    sites: names.map((id) => ({ id, key: hex(id), patients: 100 })),
    colluding,
    minimum,
  };
  const hash = '0'.repeat(64);
  const common = { planHash: hash, baseHash: hash, parent: hash, run: 'run', round: 1, attempt: 1, kind: 'training' };
  const terms = { roster, ...common, scale: 1024, words, honest: minimum - colluding, sites: names };
  const sum = new Uint32Array(words);
  const sites = new Map<string, Site>();
  let server = collect(terms) as CoordinatorState;
  const serve = (event: Parameters<typeof advance>[1]) =>
    watch.time('server', () => {
      const step = advance(server, event);
      if (step.refused !== undefined) throw step.refused;
      if (step.state.t === 'void') throw new Error(step.state.reason);
      server = step.state;
      return step.tell ?? new Map<string, SiteEvent>();
    });
  /** A site keeps its state, then says something. */
  const keep = (name: string, site: Site, step: { readonly state: SiteState; readonly say?: SiteMessage }): void => {
    if (step.state.t === 'left') throw step.state.error;
    site.state = step.state;
    site.stateBytes = Math.max(site.stateBytes, watch.time(name, () => encodeState(step.state)).length);
    if (step.say === undefined) return;
    const say = step.say;
    site.sent += watch.time(name, () => encodeMessage(say)).length;
    serve({ t: 'said', message: say });
  };
  for (const [name, key] of keys) {
    const step = watch.time(name, () => begin(terms, name, key, drawSecrets(random)));
    const site: Site = { key, state: step.state, sent: 0, received: 0, stateBytes: 0 };
    sites.set(name, site);
    keep(name, site, step);
  }
  for (let told = serve({ t: 'close' }); told.size > 0; told = serve({ t: 'close' }))
    for (const [name, event] of told) {
      const site = sites.get(name);
      if (site === undefined || event.t === 'stored') throw new Error(`nobody is called ${name}`);
      if (name === names[0]) site.received += encodeEvent(event).length;
      keep(
        name,
        site,
        watch.time(name, () => next(site.state, event, site.key)),
      );
      const state = site.state;
      if (event.t !== 'shares-of-all' || state.t !== 'running') continue;
      const vector = new Uint32Array(words).fill(1);
      watch.time(name, () => watch.time(`mask ${name}`, () => new MaskStream(masksOf(state)).apply(vector)));
      const stored = watch.time(name, () => next(state, { t: 'stored', wordsHash: wordsHash(vector) }, site.key));
      site.sent += vector.byteLength;
      watch.time('server', () => {
        for (let i = 0; i < words; i++) sum[i] = (sum[i] ?? 0) + (vector[i] ?? 0);
      });
      keep(name, site, stored);
    }
  const opened = server;
  if (opened.t !== 'opened') throw new Error('the sum did not come off');
  watch.time('server', () => new MaskStream(masksLeft(opened)).apply(sum));
  if (sum.some((word) => word !== n)) throw new Error('another sum than the plain one');
  return { watch, names, sites };
}

const asked = process.env[PROBE_VARIABLE];
if (asked !== undefined && process.send !== undefined) {
  process.send(measure(JSON.parse(asked) as SecureProbeCase), () => process.exit(0));
}
