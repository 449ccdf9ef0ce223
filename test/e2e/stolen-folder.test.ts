import { createHash, randomBytes } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { softToken } from '@consilium/testing';
import { sealedFolderOf } from '@consilium/trust';
import SqliteDatabase from 'better-sqlite3';
import { expect, it } from 'vitest';
import { Consortium } from '../support/consortium.ts';
import { SITES, STUDY } from '../support/fault-plans.ts';
import { mustRun, PROGRAMS_MS, runCommand } from '../support/programs.ts';
import { watchToEnd } from '../support/run-watch.ts';

const [FIRST, SECOND, LAST] = SITES;
/** Four numbers: long enough that no file has them by chance, short enough that a page of the database never cuts all of them. */
const SAMPLE_BYTES = 16;

it(
  'a stolen folder of a site or a coordinator that work shows no key, model or update, and opens nothing without its key store',
  async (test) => {
    const consortium = await Consortium.create();
    test.onTestFinished(() => consortium.remove());
    const { coordinatorFolder } = consortium;
    const folders: Readonly<Record<string, string>> = {
      coordinator: coordinatorFolder,
      [FIRST]: consortium.siteFolder(FIRST),
      [SECOND]: consortium.siteFolder(SECOND),
    };
    const finish = async (run: string): Promise<Buffer> => {
      const { state, modelHash } = await watchToEnd(consortium, run);
      expect(state).toBe('completed');
      return await modelOf(consortium, modelHash);
    };

    // In the clear a thief finds all that is searched for.
    await consortium.startCoordinator();
    await consortium.startAgents();
    const begun = await consortium.research((research) => research.startRun({ study: STUDY, rounds: 1 }));
    const firstModel = await finish(begun.run);
    await consortium.stopAll();
    const keys = Object.values(folders).flatMap(secretsOf);
    const clear = found(folders['coordinator'] ?? '', keys, { model: firstModel });
    expect(clear).toContain('state/coordinator.db: model');
    expect(clear).toContain('authority/key.pem: PEM');
    expect(found(folders[FIRST] ?? '', keys, {})).toEqual(
      expect.arrayContaining(['identity/key.pem: PEM', 'state/audit/signing.key: secret', 'state/sealing.key: secret']),
    );

    // Under key stores of three kinds he finds nothing, in the same folders.
    const passphrase = join(consortium.folder, 'passphrase');
    const credentials = join(consortium.folder, 'credentials');
    mkdirSync(credentials);
    process.env['CREDENTIALS_DIRECTORY'] = credentials;
    test.onTestFinished(() => void delete process.env['CREDENTIALS_DIRECTORY']);
    writeFileSync(passphrase, randomBytes(24).toString('base64'), { mode: 0o600 });
    writeFileSync(join(credentials, 'site'), randomBytes(32), { mode: 0o400 });
    const token = softToken(consortium.folder, test);
    const seal = async (program: 'site' | 'consilium', folder: string, store: string): Promise<void> =>
      void (await mustRun(program, [
        ...(program === 'site' ? [] : ['coordinator']),
        'keys',
        'seal',
        '--key-store',
        store,
        '--folder',
        folder,
      ]));
    await seal('consilium', coordinatorFolder, `passphrase:${passphrase}`);
    await seal('site', consortium.siteFolder(FIRST), token.uri);
    await seal('site', consortium.siteFolder(SECOND), 'systemd:site');
    for (const folder of Object.values(folders)) expect(found(folder, keys, { model: firstModel })).toEqual([]);

    // In the middle of a round: two updates are counted and still in the outbox, of the third site nothing comes.
    const coordinator = await consortium.startCoordinator();
    const agents = await consortium.startAgents();
    agents.get(LAST)?.signal('SIGSTOP');
    const { run } = await consortium.research((research) => research.startRun({ study: STUDY, rounds: 2 }));
    let stolen: Readonly<Record<string, string>> = {};
    let finished: Promise<Buffer> | undefined;
    await new Promise<void>((resolve, reject) => {
      const watching = watchToEnd(consortium, run, ({ roundInfos }) => {
        const counted = roundInfos.at(-1)?.participants?.filter(({ state }) => state === 'counted').length;
        if (counted !== 2 || Object.keys(stolen).length > 0) return;
        stolen = copies(folders, join(consortium.folder, 'stolen'));
        agents.get(LAST)?.signal('SIGCONT');
        resolve();
      });
      finished = watching.then(async ({ state, modelHash }) => {
        expect(state).toBe('completed');
        return await modelOf(consortium, modelHash);
      });
      finished.catch(reject);
    });
    const secondModel = (await finished) ?? Buffer.alloc(0);
    await coordinator.stop();
    await consortium.stopAll();

    const updates = updatesIn(stolen['coordinator'] ?? '', coordinatorFolder);
    expect(updates).toHaveLength(2);
    expect(readdirSync(join(stolen[FIRST] ?? '', 'state/updates'))).not.toEqual([]);
    const contents = { model: firstModel, 'second model': secondModel, update: updates[0], 'other update': updates[1] };
    for (const copy of [...Object.values(stolen), ...Object.values(folders)]) expect(found(copy, keys, contents)).toEqual([]);

    // Nor does anything start on the copies, and nothing of them changes.
    const before = Object.values(stolen).map(digest);
    const refusals = async (why: RegExp): Promise<void> => {
      for (const [member, folder] of Object.entries(stolen)) {
        const start =
          member === 'coordinator' ? (['consilium', ['coordinator', 'start']] as const) : (['site', ['start']] as const);
        const { code: exit, stderr } = await runCommand(start[0], [...start[1], '--folder', folder]);
        expect({ member, exit, stderr }).toEqual({ member, exit: 5, stderr: expect.stringMatching(why) as string });
      }
    };
    const pin = readFileSync(token.pinSource);
    for (const path of [passphrase, join(credentials, 'site'), token.pinSource]) rmSync(path);
    await refusals(/is not there|there is no credential|no file with its PIN/);
    writeFileSync(passphrase, randomBytes(24).toString('base64'), { mode: 0o600 });
    writeFileSync(join(credentials, 'site'), randomBytes(32), { mode: 0o400 });
    writeFileSync(token.pinSource, '000000', { mode: 0o600 });
    await refusals(/is not the one that this was sealed with|does not take the PIN/);
    expect(Object.values(stolen).map(digest)).toEqual(before);

    // With its own key store, and only with it, the copy of a site is that site.
    writeFileSync(token.pinSource, pin, { mode: 0o600 });
    const status = await mustRun('site', ['status', '--folder', stolen[FIRST] ?? '']);
    expect(status).toContain('are sealed by pkcs11:token=hospital');
  },
  PROGRAMS_MS,
);

/** Secrets of a folder that lie there in the clear, as bytes that a thief would use. */
function secretsOf(folder: string): readonly Buffer[] {
  return filesIn(folder)
    .filter((path) => path.endsWith('.key'))
    .map((path) => Buffer.from(readFileSync(path, 'latin1').trimEnd(), 'latin1'));
}

/** In which files something stands that must not be there. */
function found(
  folder: string,
  secrets: readonly Buffer[],
  contents: Readonly<Record<string, Buffer | undefined>>,
): readonly string[] {
  return filesIn(folder).flatMap((path) => {
    const bytes = readFileSync(path);
    const shows = [
      ...(bytes.includes('PRIVATE KEY') ? ['PEM'] : []),
      ...(secrets.some((secret) => bytes.includes(secret) || bytes.includes(Buffer.from(secret.toString('latin1'), 'hex')))
        ? ['secret']
        : []),
      ...Object.entries(contents).flatMap(([what, content]) =>
        content !== undefined && showsPart(bytes, content) ? [what] : [],
      ),
    ];
    return shows.map((what) => `${relative(folder, path)}: ${what}`);
  });
}

/** Whether any part of a content stands in a file. */
function showsPart(bytes: Buffer, content: Buffer): boolean {
  expect(content.length).toBeGreaterThanOrEqual(4 * SAMPLE_BYTES);
  for (let at = 0; at + SAMPLE_BYTES <= content.length; at += SAMPLE_BYTES)
    if (bytes.includes(content.subarray(at, at + SAMPLE_BYTES))) return true;
  return false;
}

/** Updates that a copy of a coordinator's folder has counted, opened with the key store of the folder. */
function updatesIn(copy: string, folder: string): readonly Buffer[] {
  const rows = new SqliteDatabase(join(withLog(copy), 'state/coordinator.db'))
    .prepare('select run, round, attempt, site, content from updates')
    .all() as readonly { run: string; round: number; attempt: number; site: string; content: Buffer }[];
  const sealer = sealedFolderOf(folder)?.sealer();
  return rows.flatMap(
    ({ run, round, attempt, site, content }) => sealer?.open(content, `update/${run}/${round}/${attempt}/${site}`) ?? [],
  );
}

/** Another copy: opening a database changes its files. */
function withLog(folder: string): string {
  const copy = `${folder}-opened`;
  cpSync(folder, copy, { recursive: true });
  return copy;
}

function copies(folders: Readonly<Record<string, string>>, to: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(folders).map(([name, folder]) => {
      // A socket cannot be copied.
      cpSync(folder, join(to, name), { recursive: true, filter: (path) => !path.endsWith('.sock') });
      return [name, join(to, name)];
    }),
  );
}

async function modelOf(consortium: Consortium, hash: string): Promise<Buffer> {
  return await consortium.research(async (research) => {
    const parts: Uint8Array[] = [];
    for await (const { data } of research.getModel({ hash })) parts.push(Uint8Array.from(data));
    return Buffer.concat(parts);
  });
}

/** Of all files of a folder, their names and what they hold. */
function digest(folder: string): string {
  const hash = createHash('sha256');
  for (const path of [...filesIn(folder)].sort()) hash.update(`${relative(folder, path)}\0`).update(readFileSync(path));
  return hash.digest('hex');
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
