import { fork } from 'node:child_process';
import { createCipheriv, createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import {
  advance,
  begin,
  collect,
  type CoordinatorState,
  decodeEvent,
  decodeMessage,
  encodeEvent,
  encodeMessage,
  encodeState,
  type KeyPair,
  masksLeft,
  masksOf,
  MaskStream,
  next,
  type SiteMessage,
  type SiteState,
  type SiteStep,
} from '@consilium/secure-sum';
import { quickSum } from '@consilium/secure-sum/testing';
import { median } from './benchmark.ts';
import { sumAmong } from './sum-among.ts';

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
  /** Processor seconds of one site, all messages and masks, from bytes to bytes: the median over ten real ones or more. */
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
  /** Peak resident memory above that of the process before the sum, the server, ten sites and what all others say in it, in bytes. */
  readonly peakBytes: number;
}

/** How often the cipher alone is measured. */
const CIPHER_RUNS = 9;
/** Real sites whose work is measured, with what they receive and say as bytes; what the others say is made at once. Smaller sums are played again. */
const MEASURED = 10;
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
  const once = (): number => {
    const start = seconds();
    for (let mask = 0; mask < masks; mask++) {
      const cipher = createCipheriv('aes-256-ctr', Buffer.alloc(32, mask), Buffer.alloc(16));
      for (let left = 4 * words; left > 0; left -= zeros.length) cipher.update(zeros.subarray(0, Math.min(left, zeros.length)));
    }
    return seconds() - start;
  };
  // Other work on the machine makes a single one as long as it likes.
  return median(Array.from({ length: CIPHER_RUNS }, once));
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

/** As the coordinator adds up what comes. */
function addWrapping(sum: Int32Array, vector: Int32Array): void {
  for (let i = 0; i < vector.length; i++) sum[i] = ((sum[i] as number) + (vector[i] as number)) | 0;
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

/** Warm functions, as in a process that has run for a while; the figures are of the plays after the first. */
function measure(of: SecureProbeCase): SecureProbe {
  playSum({ ...of, sites: Math.min(of.sites, 20), colluding: 1, minimum: 3, words: 200_000 });
  const before = process.memoryUsage().rss;
  const first = playSum(of);
  const peakBytes = process.resourceUsage().maxRSS * 1024 - before;
  const more = Array.from({ length: Math.ceil(MEASURED / of.sites) - 1 }, () => playSum(of));
  const plays = [first, ...more];
  const neighbours = of.sites <= 200 ? of.sites - 1 : 100;
  const middle = (what: string): number =>
    median(plays.flatMap(({ watch, names }) => names.map((name) => watch.seconds.get(`${what}${name}`) ?? Number.NaN)));
  const largest = (member: 'sent' | 'received' | 'stateBytes'): number =>
    Math.max(...[...first.sites.values()].map((site) => site[member]));
  return {
    siteSeconds: middle(''),
    maskSeconds: middle('mask '),
    siteCipherSeconds: cipherSeconds(neighbours + 1, of.words),
    serverSeconds: median(plays.map(({ watch }) => watch.seconds.get('server') ?? Number.NaN)),
    serverCipherSeconds: cipherSeconds(of.sites, of.words),
    sent: largest('sent'),
    received: largest('received'),
    stateBytes: largest('stateBytes'),
    peakBytes,
  };
}

function playSum({ sites: n, words, colluding, minimum }: SecureProbeCase) {
  const watch = new Stopwatch();
  const { terms, players } = sumAmong(n, words, colluding, minimum);
  const quick = quickSum(terms, players);
  const sum = new Uint32Array(words);
  const sites = new Map<string, Site>();
  let server = collect(terms) as CoordinatorState;
  /** The server takes what all sites say, as bytes. @returns what each of them receives */
  const serve = (said: readonly SiteMessage[]): ReadonlyMap<string, Uint8Array> => {
    const bytes = said.map(encodeMessage);
    return watch.time('server', () => {
      for (const one of bytes) {
        const step = advance(server, { t: 'said', message: decodeMessage(one) });
        if (step.refused !== undefined) throw step.refused;
        server = step.state;
      }
      const { state, tell } = advance(server, { t: 'close' });
      if (state.t === 'void') throw new Error(state.reason);
      server = state;
      const encoded = new Map<unknown, Uint8Array>();
      return new Map(
        [...(tell ?? [])].map(([name, event]) => {
          const list = 'messages' in event ? event.messages : event;
          const known = encoded.get(list) ?? encodeEvent(event);
          encoded.set(list, known);
          return [name, known];
        }),
      );
    });
  };
  /** A site keeps its state, then says something: what has been made at once. */
  const keep = (name: string, site: Site, step: SiteStep, expected: SiteMessage): void => {
    if (step.state.t === 'left') throw step.state.error;
    const state = step.state;
    site.state = state;
    site.stateBytes = Math.max(site.stateBytes, watch.time(name, () => encodeState(state)).length);
    const { say } = step;
    if (say === undefined) throw new Error(`${name} says ${expected.t}`);
    const bytes = watch.time(name, () => encodeMessage(say));
    if (Buffer.compare(bytes, encodeMessage(expected)) !== 0) throw new Error(`${name} says another ${expected.t}`);
    site.sent += bytes.length;
  };
  const hear = (told: ReadonlyMap<string, Uint8Array>, name: string, site: Site): SiteStep => {
    const bytes = told.get(name);
    if (bytes === undefined) throw new Error(`${name} receives nothing`);
    site.received += bytes.length;
    return watch.time(name, () => next(site.state, decodeEvent(bytes), site.key));
  };
  const measured = [...players].slice(0, MEASURED);
  const keys = quick.keys.map((message) => ({ t: 'keys', ...message }) as const);
  for (const [i, [name, { key, secrets }]] of measured.entries()) {
    const step = watch.time(name, () => begin(terms, name, key, secrets));
    const site: Site = { key, state: step.state, sent: 0, received: 0, stateBytes: 0 };
    sites.set(name, site);
    keep(name, site, step, keys[i] as SiteMessage);
  }
  let told = serve(keys);
  const shares = quick.shares.map((message) => ({ t: 'shares', ...message }) as const);
  for (const [i, [name, site]] of [...sites].entries()) keep(name, site, hear(told, name, site), shares[i] as SiteMessage);
  told = serve(shares);
  const vectors = [...players.keys()].map((name) => {
    const vector = new Uint32Array(words).fill(1);
    const site = sites.get(name);
    if (site === undefined) new MaskStream(quick.masks.get(name) ?? []).apply(vector);
    else {
      const { state } = hear(told, name, site);
      if (state.t === 'left') throw state.error;
      watch.time(name, () => watch.time(`mask ${name}`, () => new MaskStream(masksOf(state)).apply(vector)));
      const hash = watch.time(name, () => wordsHash(vector));
      const step = watch.time(name, () => next(state, { t: 'stored', wordsHash: hash }, site.key));
      site.sent += vector.byteLength;
      keep(name, site, step, { t: 'masked', ...quick.masked(name, hash) });
    }
    watch.time('server', () => addWrapping(new Int32Array(sum.buffer), new Int32Array(vector.buffer)));
    return quick.masked(name, wordsHash(vector));
  });
  told = serve(vectors.map((message) => ({ t: 'masked', ...message }) as const));
  const agreements = quick.agreements(vectors).map((message) => ({ t: 'agreement', ...message }) as const);
  for (const [i, [name, site]] of [...sites].entries()) keep(name, site, hear(told, name, site), agreements[i] as SiteMessage);
  told = serve(agreements);
  const unmaskings = quick.unmaskings(vectors).map((message) => ({ t: 'unmask', ...message }) as const);
  for (const [name, site] of sites) {
    const step = hear(told, name, site);
    if (step.say?.t !== 'unmask') throw new Error(`${name} opens what it holds`);
    keep(name, site, step, step.say);
  }
  serve(unmaskings);
  const opened = server;
  if (opened.t !== 'opened') throw new Error('the sum did not come off');
  watch.time('server', () => new MaskStream(masksLeft(opened)).apply(sum));
  if (sum.some((word) => word !== n)) throw new Error('another sum than the plain one');
  return { watch, names: [...sites.keys()], sites };
}

const asked = process.env[PROBE_VARIABLE];
if (asked !== undefined && process.send !== undefined) {
  process.send(measure(JSON.parse(asked) as SecureProbeCase), () => process.exit(0));
}
