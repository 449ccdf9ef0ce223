import { readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { connected, Consortium } from '../support/consortium.ts';
import { SITES, STUDY } from '../support/fault-plans.ts';
import { type LogRecord, PROGRAMS_MS, ServerProcess } from '../support/programs.ts';
import { watchToEnd } from '../support/run-watch.ts';

const ROUNDS = 3;

let consortium: Consortium;
beforeEach(async () => {
  consortium = await Consortium.create();
}, PROGRAMS_MS);
afterEach(async () => await consortium.remove());

const lines = (path: string): readonly LogRecord[] =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as LogRecord);

it(
  'a rotated log has one line a round on both sides, loses none, and all of it is JSON',
  async () => {
    const [site] = SITES;
    const path = (name: string): string => join(consortium.folder, name);
    // As people start it: two processes, of which the first gets the signals.
    const coordinator = new ServerProcess('consilium', [
      ...['coordinator', 'start', '--folder', consortium.coordinatorFolder, '--listen', '127.0.0.1'],
      ...['--log-file', path('coordinator.log')],
    ]);
    const agent = new ServerProcess('site', [
      ...['start', '--folder', consortium.siteFolder(site), '--log-file', path('agent.log')],
    ]);
    try {
      const others = SITES.slice(1).map((one) => consortium.startAgent(one));
      await Promise.all(others.map(connected));
      const said = (name: string, msg: string) => (): boolean => lines(path(name)).some((line) => line.msg === msg);
      await expect.poll(said('agent.log', 'connected'), { timeout: 120_000 }).toBe(true);
      const { run } = await consortium.research((research) => research.startRun({ study: STUDY, rounds: ROUNDS }));
      await expect.poll(said('coordinator.log', 'round closed'), { timeout: 120_000 }).toBe(true);
      for (const name of ['coordinator.log', 'agent.log']) renameSync(path(name), path(`${name}.1`));
      coordinator.signal('SIGHUP');
      agent.signal('SIGHUP');
      await watchToEnd(consortium, run);
      expect(await agent.stop()).toBe(0);
      expect(await coordinator.stop()).toBe(0);

      const all = (name: string): readonly LogRecord[] => [...lines(path(`${name}.1`)), ...lines(path(name))];
      const rounds = (name: string, msg: string, fields: LogRecord): readonly unknown[] =>
        all(name)
          .filter((line) => line.msg === msg && Object.entries(fields).every(([field, value]) => line[field] === value))
          .map((line) => line['round']);
      const each = Array.from({ length: ROUNDS }, (_, i) => i + 1);
      expect(rounds('coordinator.log', 'round closed', { run, study: STUDY, level: 30 })).toEqual(each);
      expect(rounds('agent.log', 'update counted', { run, study: STUDY, kind: 'training', siteId: site })).toEqual(each);
      for (const name of ['coordinator.log', 'agent.log'])
        expect(lines(path(name))[0]?.msg).toBe('the log goes on in a new file');
      expect(all('coordinator.log').some(({ msg }) => msg === 'stopping')).toBe(true);
      // Nothing beside: no line of ours, and what the native library writes by itself is a record too.
      for (const one of [coordinator, agent]) {
        expect([...one.words, one.stdout]).toEqual(['']);
        expect(one.log.filter(({ component }) => component !== 'tensorflow')).toEqual([]);
      }
      expect(agent.log.some(({ msg }) => String(msg).includes('MLIR'))).toBe(agent.log.length > 0);
      for (const other of others) {
        await other.stop();
        for (const line of other.log) expect(line['time']).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/u);
      }
    } finally {
      await agent.stop();
      await coordinator.stop();
    }
  },
  PROGRAMS_MS,
);
