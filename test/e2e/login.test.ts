import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtProgram, IdentityProvider, OIDC_CLIENT } from '@consilium/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXAMPLE } from '../support/fault-plans.ts';
import { freePort } from '../support/free-port.ts';
import { type CommandResult, mustRun, PROGRAMS_MS, runCommand, ServerProcess } from '../support/programs.ts';

let root: string;
let provider: IdentityProvider;
let coordinator: ServerProcess;
let folder: string;
let operator: readonly string[];
/** What `user add --oidc` prints for somebody, without the name of the program. */
const lines = new Map<string, readonly string[]>();
const identityOf = (who: string): string => join(root, who);

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'consilium-login-'));
  folder = join(root, 'coordinator');
  operator = ['--identity', join(folder, 'operator')];
  // Tokens hold for a minute and a half: any of them is renewed half a minute later.
  provider = await IdentityProvider.start({ tokenSeconds: 90 });
  await mustRun('consilium', [
    'coordinator',
    'init',
    '--consortium',
    'cardio',
    '--host',
    '127.0.0.1',
    '--port',
    `${await freePort()}`,
    '--folder',
    folder,
  ]);
  await name(provider);
  coordinator = await serve();
  for (const [user, role, known] of [
    ['ada', 'researcher', 'sub-of-ada'],
    ['bob', 'auditor', 'sub-of-bob'],
  ] as const) {
    const text = await mustRun('consilium', ['user', 'add', user, '--role', role, '--oidc', known, '--json', ...operator]);
    const { command } = JSON.parse(text) as { readonly command: string };
    lines.set(
      user,
      (command.match(/"[^"]*"|\S+/g) ?? []).slice(1).map((word) => word.replaceAll('"', '')),
    );
  }
}, PROGRAMS_MS);
afterAll(async () => {
  await coordinator.stop();
  await provider.stop();
  rmSync(root, { recursive: true, force: true });
}, PROGRAMS_MS);

async function name({ issuer }: IdentityProvider, more: readonly string[] = []): Promise<void> {
  const port = ['--port', `${await freePort()}`, '--listen', '127.0.0.1'];
  await mustRun('consilium', [
    ...['coordinator', 'oidc', '--issuer', issuer, '--client-id', OIDC_CLIENT, '--loopback-http', '--folder', folder],
    ...port,
    ...more,
  ]);
}

async function serve(): Promise<ServerProcess> {
  const server = new ServerProcess('consilium', ['coordinator', 'start', '--folder', folder, '--listen', '127.0.0.1']);
  const { people } = await server.saw(({ msg }) => msg === 'serving');
  expect(people).toBeTypeOf('number');
  return server;
}

/** Types a line of `consilium login`, and signs in as somebody in a browser when it shows a code. */
async function logIn(words: readonly string[], account: string, { agree = true, at = provider } = {}): Promise<CommandResult> {
  const child = spawn(process.execPath, [builtProgram('consilium'), ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  const confirmed = new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      stderr += `${line}\n`;
      const [, code] = /shows the code ([A-Z]{4}-[A-Z]{4}):/.exec(line) ?? [];
      if (code !== undefined) at.confirm(code, account, agree).then(resolve, reject);
    });
    child.once('close', () => resolve());
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  await confirmed;
  return { code, stdout, stderr };
}

describe('a person with an account at the provider', { shuffle: false }, () => {
  const ada = (): string[] => ['--identity', identityOf('ada')];

  it(
    'logs in with the line that the operator sent, submits a study and starts its run',
    async () => {
      const { code, stdout, stderr } = await logIn([...(lines.get('ada') ?? []), '--folder', identityOf('ada')], 'sub-of-ada');
      expect([code, stderr.split('\n').filter((line) => line.startsWith('error'))]).toEqual([0, []]);
      expect(stdout).toContain('You are logged in to cardio');
      const tokens = join(identityOf('ada'), 'tokens.json');
      expect(statSync(tokens).mode & 0o077).toBe(0);
      await mustRun('consilium', ['study', 'submit', join(EXAMPLE, 'study.yaml'), ...ada()]);
      await mustRun('consilium', ['run', 'start', 'heart-disease', '--yes', ...ada()]);
      const users: unknown = JSON.parse(await mustRun('consilium', ['user', 'list', '--json', ...operator]));
      expect(users).toMatchObject([
        { user: 'ada', state: 'active', provider: { name: 'sub-of-ada', subject: 'sub-of-ada' } },
        { user: 'bob', state: 'invited', provider: { name: 'sub-of-bob' } },
        { user: 'operator', state: 'active' },
      ]);
      const refused = await runCommand('consilium', ['site', 'invite', 'north', ...ada()]);
      expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('join strings are made with a certificate')]);
    },
    PROGRAMS_MS,
  );

  it(
    'is renewed by commands, of which several at once exchange one refresh token once',
    async () => {
      const path = join(identityOf('ada'), 'tokens.json');
      const before = JSON.parse(readFileSync(path, 'utf8')) as { readonly token: string; readonly refreshToken: string };
      // As a minute later, when it is about to end.
      writeFileSync(path, JSON.stringify({ ...before, expiresMs: 1 }));
      const list = (): Promise<CommandResult> => runCommand('consilium', ['run', 'list', ...ada()]);
      const results = await Promise.all([list(), list(), list()]);
      expect(results.map(({ code, stderr }) => [code, stderr])).toEqual([
        [0, ''],
        [0, ''],
        [0, ''],
      ]);
      const after = JSON.parse(readFileSync(path, 'utf8')) as typeof before;
      expect(after.token).not.toBe(before.token);
      expect(after.refreshToken).not.toBe(before.refreshToken);
      expect(statSync(path).mode & 0o077).toBe(0);
      // Somebody who has the refresh token of before gets nothing for it, and ends the login of both.
      writeFileSync(path, JSON.stringify({ ...before, expiresMs: 1 }));
      expect(await list()).toMatchObject({ code: 5, stderr: expect.stringContaining('your login is over') as string });
      writeFileSync(path, JSON.stringify({ ...after, expiresMs: 1 }));
      expect(await list()).toMatchObject({ code: 5, stderr: expect.stringContaining('consilium login') as string });
    },
    PROGRAMS_MS,
  );

  it(
    'logs in again without a word about where',
    async () => {
      expect((await logIn(['login', '--folder', identityOf('ada')], 'sub-of-ada')).code).toBe(0);
      await mustRun('consilium', ['run', 'list', ...ada()]);
    },
    PROGRAMS_MS,
  );

  it(
    'is nobody with the account of somebody else, and learns as whom',
    async () => {
      const line = [...(lines.get('bob') ?? []), '--folder', identityOf('eve')];
      const { code, stderr } = await logIn(line, 'sub-of-eve');
      expect([code, stderr]).toEqual([5, expect.stringContaining('no user here is known as sub-of-eve')]);
      const { code: no, stderr: words } = await logIn(
        [...(lines.get('bob') ?? []), '--folder', identityOf('bob')],
        'sub-of-bob',
        { agree: false },
      );
      expect([no, words]).toEqual([5, expect.stringContaining('access_denied')]);
    },
    PROGRAMS_MS,
  );

  it(
    'is shut out while a run is watched, and with the next call',
    async () => {
      const [{ run }] = JSON.parse(await mustRun('consilium', ['run', 'list', '--json', ...ada()])) as [{ readonly run: string }];
      const watching = spawn(process.execPath, [builtProgram('consilium'), 'run', 'watch', run, '--json', ...ada()]);
      let words = '';
      watching.stderr.setEncoding('utf8').on('data', (text: string) => (words += text));
      await new Promise((resolve) => watching.stdout.once('data', resolve));
      const end = new Promise<number | null>((resolve) => watching.once('close', resolve));
      await mustRun('consilium', ['user', 'revoke', 'ada', ...operator]);
      expect([await end, words]).toEqual([5, expect.stringContaining('the user ada was revoked')]);
      const { code, stderr } = await runCommand('consilium', ['run', 'list', ...ada()]);
      expect([code, stderr]).toEqual([5, expect.stringContaining('the user ada was revoked')]);
    },
    PROGRAMS_MS,
  );

  it(
    'logs out: the provider takes the tokens back, and the machine has none',
    async () => {
      const path = join(identityOf('ada'), 'tokens.json');
      const kept = readFileSync(path, 'utf8');
      const ended: unknown = JSON.parse(await mustRun('consilium', ['logout', '--folder', identityOf('ada'), '--json']));
      expect(ended).toMatchObject({ revoked: true, livesOn: false });
      expect(await runCommand('consilium', ['run', 'list', ...ada()])).toMatchObject({
        code: 5,
        stderr: expect.stringContaining('nobody is logged in') as string,
      });
      // A copy of before: no new token for it.
      writeFileSync(path, JSON.stringify({ ...(JSON.parse(kept) as object), expiresMs: 1 }), { mode: 0o600 });
      expect(await runCommand('consilium', ['run', 'list', ...ada()])).toMatchObject({
        code: 5,
        stderr: expect.stringContaining('your login is over') as string,
      });
    },
    PROGRAMS_MS,
  );

  it(
    'logs in for an API, by its access tokens, where the operator has set it so; a provider that is away is named',
    async () => {
      await coordinator.stop();
      const other = await IdentityProvider.start({ api: 'https://consilium.example.org/api' });
      await name(other, ['--audience', 'https://consilium.example.org/api']);
      coordinator = await serve();
      const text = await mustRun('consilium', [
        'user',
        'add',
        'carl',
        '--role',
        'auditor',
        '--oidc',
        'sub-of-carl',
        '--json',
        ...operator,
      ]);
      const { command } = JSON.parse(text) as { readonly command: string };
      const words = (command.match(/"[^"]*"|\S+/g) ?? []).slice(1).map((word) => word.replaceAll('"', ''));
      const carl = ['--folder', identityOf('carl')];
      const { code, stderr } = await logIn([...words, ...carl], 'sub-of-carl', { at: other });
      expect([code, stderr.split('\n').filter((line) => line.startsWith('error'))]).toEqual([0, []]);
      await mustRun('consilium', ['run', 'list', '--identity', identityOf('carl')]);
      await other.stop();
      expect(await runCommand('consilium', ['login', ...carl])).toMatchObject({
        code: 6,
        stderr: expect.stringContaining('does not answer as a provider does') as string,
      });
      // The coordinator starts without it, and lets in who has a certificate.
      await coordinator.stop();
      coordinator = await serve();
      await mustRun('consilium', ['user', 'list', ...operator]);
      expect(await runCommand('consilium', ['run', 'list', '--identity', identityOf('carl')])).toMatchObject({
        code: 6,
        stderr: expect.stringContaining('no token can be checked') as string,
      });
    },
    PROGRAMS_MS,
  );
});
