import { join } from 'node:path';
import { ConsiliumError, type ErrorCode } from '@consilium/core';
import { SmallDisk } from '@consilium/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connected, Consortium } from '../support/consortium.ts';
import { PROGRAMS_MS, runCommand, type ServerProcess } from '../support/programs.ts';
import { SITES } from '../support/fault-plans.ts';

const SITE = 'hungary';

const adviceOn = (code: ErrorCode): string => new ConsiliumError({ code, message: '' }).advice;

let consortium: Consortium;
let disk: SmallDisk;
let coordinator: ServerProcess;
beforeAll(async () => {
  consortium = await Consortium.create();
  disk = new SmallDisk(join(consortium.coordinatorFolder, 'state'), undefined, 8192);
  coordinator = await consortium.startCoordinator(disk.nodeArgs);
}, PROGRAMS_MS);
afterAll(async () => {
  await consortium.stopAll();
  disk.remove();
  await consortium.remove();
});

it(
  'a coordinator whose disk is full says so loudly in its own log, and hospitals learn that it is the coordinator',
  async ({ skip }) => {
    // SQLite writes by itself: only a real disk can be full for it.
    skip(disk.kind !== 'mounted', 'this machine lets us mount nothing');
    disk.fill();
    const agent = consortium.startAgent(SITE);
    const ended = await agent.saw(({ msg }) => String(msg).startsWith('session ended'));
    expect(ended).toMatchObject({ code: 'COORDINATOR_FAILED', advice: adviceOn('COORDINATOR_FAILED') });
    expect(ended['msg']).toMatch(
      /^session ended: the coordinator cannot work at the moment: ask its operator; next try in \d+ ms$/,
    );
    expect(await coordinator.saw(({ level }) => level === 50)).toMatchObject({ code: 'DISK_FULL' });

    // A command that failed was not carried out, and does not say that it will be.
    const revoke = ['site', 'revoke', SITES[0] ?? '', '--identity', consortium.operatorFolder];
    const refused = await runCommand('consilium', revoke);
    expect(refused).toMatchObject({ code: 7, stdout: '' });
    expect(refused.stderr).toBe(`error: the disk of the coordinator is full\n${adviceOn('DISK_FULL')}\n`);

    disk.free();
    await connected(agent);
    // It still stands where it was: not shut out by what failed.
    await connected(consortium.startAgent(SITES[0] ?? ''));
    expect(await runCommand('consilium', revoke)).toMatchObject({ code: 0 });
  },
  PROGRAMS_MS,
);
