import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connected, Consortium, DATASET } from '../support/consortium.ts';
import { SITES, STUDY } from '../support/fault-plans.ts';
import { mustRun, PROGRAMS_MS, runCommand } from '../support/programs.ts';
import { watchToEnd } from '../support/run-watch.ts';

const SITE = SITES[0];

let consortium: Consortium;
beforeAll(async () => {
  consortium = await Consortium.create();
}, PROGRAMS_MS);
afterAll(async () => await consortium.remove());

it(
  'a site whose state folder is lost as a whole does not start, though no coordinator knows, until it is back or somebody accepts the loss',
  async () => {
    const folder = consortium.siteFolder(SITE);
    const state = join(folder, 'state');
    const once = async (): Promise<void> => {
      const agent = consortium.startAgent(SITE);
      await agent.saw(({ msg }) => msg === 'starting');
      await agent.stop();
    };
    await once();
    expect(existsSync(join(state, 'ledger', `${DATASET}.jsonl`))).toBe(true);
    renameSync(state, `${state}.away`);
    const refused = await runCommand('site', ['start', '--folder', folder]);
    expect(refused.code).toBe(7);
    expect(refused.stderr).toContain(
      `error: the ledger of population ${DATASET} has no entry and is lost: this site had opened it`,
    );
    expect(refused.stderr).toContain(`consilium-site ledger accept-loss ${DATASET}`);
    // Nothing was made that would pass for a ledger.
    expect(existsSync(state)).toBe(false);
    expect((await runCommand('site', ['ledger', 'verify', '--folder', folder])).code).toBe(7);
    renameSync(`${state}.away`, state);
    await once();
    rmSync(state, { recursive: true });
    const accept = ['ledger', 'accept-loss', DATASET, '--folder', folder, '--reason', 'the disk died', '--who', 'Dr. A'];
    expect((await runCommand('site', accept)).stdout).toContain('The agent may start.');
    expect(JSON.parse(readFileSync(join(folder, 'ledgers.json'), 'utf8'))).toMatchObject({
      populations: { [DATASET]: { head: null, losses: [{ by: 'Dr. A', reason: 'the disk died', entries: 0 }] } },
    });
    await once();
  },
  PROGRAMS_MS,
);

it(
  'a site and its coordinator that are put back to the same night both start without a word, but for a witness on another volume',
  async () => {
    const all = await Consortium.create();
    try {
      const folders = [all.coordinatorFolder, ...SITES.map((site) => all.siteFolder(site))];
      const night = join(all.folder, 'night');
      const volume = join(all.folder, 'volume');
      mkdirSync(volume, { mode: 0o700 });
      await mustRun('site', ['witness', volume, '--folder', all.siteFolder(SITE)]);
      const study = async (): Promise<void> => {
        await all.startCoordinator();
        await all.startAgents();
        const { run } = await all.research((research) => research.startRun({ study: STUDY, rounds: 1 }));
        expect((await watchToEnd(all, run)).state).toBe('completed');
        await all.stopAll();
      };
      await study();
      for (const [i, folder] of folders.entries()) cpSync(folder, join(night, String(i)), { recursive: true });
      await study();
      for (const [i, folder] of folders.entries()) {
        rmSync(folder, { recursive: true });
        cpSync(join(night, String(i)), folder, { recursive: true });
      }
      await all.startCoordinator();
      // Without a witness nobody knows that these patients have paid once more.
      const forgetful = all.startAgent(SITES[1]);
      await forgetful.saw(({ msg }) => msg === 'connected');
      const refused = await runCommand('site', ['start', '--folder', all.siteFolder(SITE)]);
      expect(refused.code).toBe(7);
      expect(refused.stderr).toMatch(/the ledger of population \w+ has \d+ entries and had \d+ by the word of its witness/u);
      await all.stopAll();
    } finally {
      await all.remove();
    }
  },
  PROGRAMS_MS,
);

it(
  'a site whose ledger is gone for good goes on once it has accepted that and the operator has forgotten its receipt, and not before',
  async () => {
    const all = await Consortium.create();
    try {
      const folder = all.siteFolder(SITE);
      await all.startCoordinator();
      const agents = await all.startAgents();
      const round = async (): Promise<void> => {
        const { run } = await all.research((research) => research.startRun({ study: STUDY, rounds: 1 }));
        expect((await watchToEnd(all, run)).state).toBe('completed');
      };
      await round();
      await agents.get(SITE)?.stop();
      rmSync(join(folder, 'state', 'ledger'), { recursive: true });
      rmSync(join(folder, 'state', 'updates'), { recursive: true });

      const start = async (): Promise<string> => {
        const { code, stderr } = await runCommand('site', ['start', '--folder', folder]);
        expect(code).toBe(7);
        return stderr;
      };
      const accept = ['ledger', 'accept-loss', DATASET, '--folder', folder, '--reason', 'the disk died', '--who', 'Dr. A'];
      expect(await start()).toContain('by what this site last knew of it');
      expect((await runCommand('site', accept)).stdout).toContain('consilium site receipts clear');
      // The coordinator knows of more than was known here; and what it has proved once is missed here from then on.
      expect(await start()).toMatch(/holds a receipt for entry \d+: an old copy was put back/u);
      expect(await start()).toContain('by what this site last knew of it');
      await mustRun('site', accept);
      await Consortium.setBudget(folder);
      // It works again, and patients pay for nothing that would not be counted.
      const agent = all.startAgent(SITE);
      await connected(agent);
      const { run } = await all.research((research) => research.startRun({ study: STUDY, rounds: 1 }));
      await agent.saw(({ code }) => code === 'RECEIPT_AHEAD');
      await all.research((research) => research.stopRun({ run }));
      expect(await mustRun('site', ['ledger', 'verify', DATASET, '--folder', folder])).toContain(
        'There is no entry in the ledger of',
      );
      const clear = ['site', 'receipts', 'clear', SITE, '--population', DATASET, '--identity', all.operatorFolder];
      const from = agent.log.length;
      const cleared = await mustRun('consilium', [...clear, '--reason', 'its disk died, no copy: Dr. A']);
      expect(cleared).toContain(`Forgotten. ${SITE} is counted again`);
      await agent.saw(({ msg }) => msg === 'connected', from);
      await round();
      const { receipts } = await all.operate((research) => research.listReceipts({ site: SITE }));
      expect(receipts?.map(({ dataset }) => dataset)).toEqual([DATASET]);
      await all.stopAll();
      const audit = await mustRun('consilium', ['audit', 'show', '--folder', all.coordinatorFolder]);
      expect(audit).toContain('site.receipts-cleared');
    } finally {
      await all.remove();
    }
  },
  PROGRAMS_MS,
);
