import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, it } from 'vitest';
import { EXAMPLE } from '../support/fault-plans.ts';
import { freePort } from '../support/free-port.ts';
import { PROGRAMS_MS, type ServerProcess } from '../support/programs.ts';
import { sevenCommands } from '../support/seven-commands.ts';

let root: string;
const servers: ServerProcess[] = [];

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'consilium-e2e-'));
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  rmSync(root, { recursive: true, force: true });
});

it(
  'coordinator, two hospitals and a researcher reach a finished round in seven commands and two hand-offs each, and edit no file',
  async () => {
    await sevenCommands({
      desk: { here: root, seen: root },
      folderOf: (who) => join(root, who),
      dataOf: (site) => join(EXAMPLE, `${site}.csv`),
      port: await freePort(),
      servers,
    });
  },
  PROGRAMS_MS,
);
