import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Json } from '@consilium/core';
import { parsePlan } from '@consilium/plan';
import type { PrivacyEvent } from '@consilium/privacy';
import { ROOT } from '@consilium/testing';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openLedger } from '../ledger/index.ts';
import { cost } from '../testing/ledger-samples.ts';
import { main } from './main.ts';

/** What no terminal may receive but for line ends. */
const HIDDEN = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;
const NOW_MS = 1_795_000_000_000;
const HEART = JSON.parse(parsePlan(readFileSync(join(ROOT, 'examples/heart-disease/study.yaml'), 'utf8')).json) as Json;
const event: PrivacyEvent = { kind: 'gaussian', noiseMultiplier: 4, steps: 1 };

/**
 * A certificate made with openssl whose names hold an escape sequence, a turn of direction and a line end: CN "x ESC[2J U+202E FORGED",
 * O "x LF FORGED", URI "consilium://x ESC[2J/site/FORGED", DNS "a ESC]0;x BEL b".
 */
const EVIL_CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBxjCCAW2gAwIBAgIUJGes9mFTc9Y7pHRvHOD/2A+vuY0wCgYIKoZIzj0EAwIw
MDEXMBUGA1UEAwwOeBtbMkrigK5GT1JHRUQxFTATBgNVBAoMDHgKRk9SR0VEIOKA
izAgFw0yNjExMjUyMDE2NDdaGA8yMTI2MTEwMTIwMTY0N1owMDEXMBUGA1UEAwwO
eBtbMkrigK5GT1JHRUQxFTATBgNVBAoMDHgKRk9SR0VEIOKAizBZMBMGByqGSM49
AgEGCCqGSM49AwEHA0IABIs8VmFuA71Ix6Isjf2QR3ysXa5ZH554dqJ8+XfCVzFH
/+ze1tt4eqJszFYgjTJbUVMpFJr455EYkBYfETsqmxijYzBhMAwGA1UdEwQFMAMB
Af8wMgYDVR0RBCswKYYdY29uc2lsaXVtOi8veBtbMkovc2l0ZS9GT1JHRUSCCGEb
XTA7eAdiMB0GA1UdDgQWBBQXupMtH/bLCoPTeENB+oeeoL0cvjAKBggqhkjOPQQD
AgNHADBEAiAbkvQCh0ILcmrkF0PGzMRd9TnQuclNQnzzdCz3UX0YbAIgX62EvkFb
lbhXpQ4JFA3wth+F/86tUA5o0hIvX0yW53s=
-----END CERTIFICATE-----
`;

const consoleBefore = { ...console };
let root = '';
let folder = '';

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'consilium-site-'));
  folder = join(root, 'site');
  await shown('init', '--site', 'cleveland', '--consortium', 'c', '--coordinator', 'h:1', '--request', join(root, 'request'));
});
afterEach(() => {
  vi.restoreAllMocks();
  Object.assign(console, consoleBefore);
  process.removeAllListeners('uncaughtException');
  rmSync(root, { recursive: true, force: true });
});

/** Runs a command in this process; what a terminal receives. */
async function shown(...argv: readonly string[]): Promise<string> {
  let text = '';
  const take = (part: string | Uint8Array): boolean => ((text += String(part)), true);
  vi.spyOn(process.stdout, 'write').mockImplementation(take);
  vi.spyOn(process.stderr, 'write').mockImplementation(take);
  await main(['node', 'consilium-site', ...argv, '--folder', folder].filter((word) => word !== 'NO_FOLDER'));
  vi.restoreAllMocks();
  return text;
}

function file(name: string, content: string): string {
  const path = join(root, name);
  writeFileSync(path, content);
  return path;
}

function requireLetters(output: string): void {
  expect(output).not.toBe('');
  for (const line of output.split('\n')) {
    expect(line).not.toMatch(HIDDEN);
    expect(line).not.toMatch(/^FORGED/u);
  }
}

const pieces = fc.oneof(
  fc.constantFrom(
    '\u001b[2J',
    '\u001b]0;x\u0007',
    '\u009b8m',
    '\r',
    '\u202e',
    '\u2066',
    '\u200b',
    '\u2028',
    '\ufeff',
    '\u{e0041}',
    '│',
    'a',
  ),
  fc.string({ unit: 'binary', maxLength: 4 }),
);
const evilText = fc
  .array(pieces, { minLength: 1, maxLength: 8 })
  .map((parts) => `${parts.join('')}\nFORGED\u001b[8m${parts.join('')}`);

/** Ways to all texts and all names of fields. */
function places(value: Json, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return typeof value === 'string' ? [path] : [];
  const members = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [path, ...members.flatMap(([key, inside]) => places(inside as Json, [...path, key]))];
}

/** The value with a text replaced, or another field beside those that are there. */
function withEvil(value: Json, [key, ...rest]: readonly (string | number)[], evil: string): Json {
  if (typeof value === 'string') return evil;
  if (key === undefined) return Array.isArray(value) ? [...value, evil] : { ...(value as object), [evil]: 1 };
  const inside = withEvil((value as Record<string | number, Json>)[key] as Json, rest, evil);
  return Array.isArray(value)
    ? value.map((item, i) => (i === key ? inside : (item as Json)))
    : { ...(value as object), [key]: inside };
}

it('whatever a plan holds, in any text and any name of a field, it is refused or shown in letters', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...places(HEART)), evilText, async (place, evil) => {
      const plan = file('plan.yaml', JSON.stringify(withEvil(HEART, place, evil)));
      requireLetters(await shown('plan', 'approve', plan));
    }),
    { numRuns: 120 },
  );
});

it('whatever people, files and ledgers say, a terminal gets letters', async () => {
  const plan = file('plan.yaml', JSON.stringify(HEART));
  mkdirSync(join(folder, 'state', 'ledger'), { recursive: true });
  await fc.assert(
    fc.asyncProperty(evilText, fc.nat(2 ** 30), async (evil, n) => {
      const ledger = openLedger({ folder: join(folder, 'state', 'ledger'), population: `p${n}`, clock: { now: () => NOW_MS } });
      const key = { kind: 'training', study: evil, run: evil, round: 1, attempt: 1, planHash: 'a'.repeat(64) } as const;
      try {
        ledger.reserve(key, cost(event));
        ledger.release(key, evil);
      } finally {
        ledger.close();
      }
      const outputs = [
        await shown('plan', 'refuse', plan, '--reason', evil, '--who', evil),
        await shown('plan', 'list'),
        await shown('plan', 'list', '--json'),
        await shown('ledger', 'verify', `p${n}`),
        await shown('ledger', 'verify', `p${n}`, '--json'),
        await shown('ledger', 'verify', evil),
        await shown('budget', evil),
        await shown('data', 'add', evil, '/x', '--study', evil),
        await shown('data', 'list'),
        await shown('data', 'check', plan, file('data.csv', `age,"${evil.replaceAll('"', '')}"\n1,${evil}\n`)),
        await shown('plan', 'show', join(root, `${evil.replaceAll(/[\0/]/gu, '')}.yaml`)),
        await shown(evil),
        await shown('init', '--site', evil, '--consortium', evil, '--coordinator', evil, '--request', join(root, 'r')),
        await shown('certificate', file('c.pem', evil), '--authority', file('a.pem', evil)),
      ];
      for (const output of outputs) requireLetters(output.replace(/^$/u, '-'));
      expect(outputs[1]).toContain('FORGED');
      expect(outputs[3]).toContain('FORGED');
    }),
    { numRuns: 12 },
  );
});

it('names in certificates are refused, and shown in letters', async () => {
  const evil = file('evil.pem', EVIL_CERTIFICATE);
  const output = await shown('certificate', evil, '--authority', evil);
  requireLetters(output);
  expect(output).toMatch(/^error: /u);
});
