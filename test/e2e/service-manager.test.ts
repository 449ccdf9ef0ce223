import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Consortium } from '../support/consortium.ts';
import { SITES } from '../support/fault-plans.ts';
import { notifySocket, type NotifySocket, withoutNotify } from '../support/notify-socket.ts';
import { PROGRAMS_MS, ServerProcess } from '../support/programs.ts';

const why = withoutNotify();
const [SITE] = SITES;

let consortium: Consortium;
beforeEach(async () => {
  consortium = await Consortium.create();
}, PROGRAMS_MS);
afterEach(async () => await consortium.remove());

const told = async (systemd: NotifySocket, ...message: readonly string[]): Promise<void> =>
  await expect.poll(() => systemd.messages, { timeout: 120_000 }).toContainEqual(message);

async function listens(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

describe.skipIf(why !== undefined)(`a program that systemd has started${why === undefined ? '' : ` (skipped: ${why})`}`, () => {
  it(
    'says when it serves, how it stands, and that it stops',
    async () => {
      const ofCoordinator = await notifySocket(join(consortium.folder, 'c.sock'));
      const ofAgent = await notifySocket(join(consortium.folder, 'a.sock'));
      // As the units start them: two processes each.
      const agent = new ServerProcess('site', ['start', '--folder', consortium.siteFolder(SITE)], { env: ofAgent.env });
      const start = ['coordinator', 'start', '--folder', consortium.coordinatorFolder, '--listen', '127.0.0.1'];
      let coordinator: ServerProcess | undefined;
      try {
        // A hospital serves while its coordinator is away.
        const away = `STATUS=not connected to ${consortium.address}`;
        await expect.poll(() => ofAgent.messages[0]?.toSorted()[0], { timeout: 120_000 }).toBe('READY=1');
        expect(ofAgent.messages[0]?.some((word) => word.startsWith(away))).toBe(true);
        coordinator = new ServerProcess('consilium', start, { env: ofCoordinator.env });
        await told(ofCoordinator, 'READY=1', `STATUS=serving on port ${consortium.port}`);
        expect(await listens(consortium.port)).toBe(true);
        await told(ofAgent, `STATUS=connected to ${consortium.address}`);
        expect(await coordinator.stop()).toBe(0);
        await told(ofCoordinator, 'STATUS=stopping', 'STOPPING=1');
        await told(ofAgent, `${away}: UNREACHABLE`);
        expect(await agent.stop()).toBe(0);
        await told(ofAgent, 'STATUS=stopping', 'STOPPING=1');
        for (const { messages } of [ofCoordinator, ofAgent])
          expect(messages.filter((message) => message.includes('READY=1'))).toHaveLength(1);
        for (const { log } of [coordinator, agent])
          expect(log.filter(({ msg }) => String(msg).startsWith('systemd was not told'))).toEqual([]);
      } finally {
        await coordinator?.stop();
        await agent.stop();
        ofCoordinator.close();
        ofAgent.close();
      }
    },
    PROGRAMS_MS,
  );
});
