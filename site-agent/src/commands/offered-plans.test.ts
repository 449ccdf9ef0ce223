import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { siteService } from '@consilium/proto';
import {
  CONSORTIUM,
  createCertificates,
  FakeCoordinator,
  type TestCertificates,
  TestConsortium,
  threeSitePlan,
} from '@consilium/testing';
import { writeIdentityFolder } from '@consilium/trust';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { namedPlan, offeredPlans } from './offered-plans.ts';
import { beginSite } from './site-key.ts';
import { SiteFolder } from './site-folder.ts';

const PLAN = threeSitePlan();
const STUDY = PLAN.document.study;
/** The same study, later. */
const NEWER = threeSitePlan({ attempts: 3 });

let certificates: TestCertificates;
let bench: TestConsortium;
let root: string;
let folder: SiteFolder;
beforeAll(async () => {
  certificates = await createCertificates();
});
beforeEach(async () => {
  bench = await TestConsortium.open(certificates, { wire: 'grpc', sites: ['north', 'east'] });
  root = mkdtempSync(join(tmpdir(), 'consilium-inbox-'));
  folder = folderOf('north', bench.address);
});
afterEach(async () => {
  await bench.close();
  rmSync(root, { recursive: true, force: true });
});

function folderOf(site: string, address: string): SiteFolder {
  const made = new SiteFolder(join(root, site));
  beginSite(made, { site, consortium: CONSORTIUM, address });
  writeIdentityFolder(made.identityPath, { ...certificates.member('site', site), consortium: CONSORTIUM, address });
  return made;
}

const submit = async (plan: typeof PLAN): Promise<unknown> => {
  await bench.clock.advance(1000);
  return await bench.research.submitStudy({ planJson: plan.json });
};

describe('plans of the coordinator', () => {
  it('are those that name this site, each in its newest version; no other site sees or reads them', async () => {
    expect(await offeredPlans(folder)).toEqual([]);
    await submit(PLAN);
    await submit(NEWER);
    expect(await offeredPlans(folder)).toMatchObject([{ study: STUDY, planHash: NEWER.hash }]);
    const east = folderOf('east', bench.address);
    expect(await offeredPlans(east)).toEqual([]);
    const client = bench.client(siteService, certificates.member('site', 'east'));
    const read = async (): Promise<void> => {
      for await (const _ of client.getBlob({ hash: PLAN.hash }));
    };
    await expect(read()).rejects.toMatchObject({ code: 'BLOB_UNKNOWN' });
  });

  it('are decided about as they were shown, whatever the coordinator has by then', async () => {
    await submit(PLAN);
    expect((await namedPlan(folder, STUDY, true)).plan.json).toBe(PLAN.json);
    await submit(NEWER);
    for (const name of [STUDY, PLAN.hash, PLAN.hash.slice(0, 12)]) {
      const { plan, shownMs } = await namedPlan(folder, name, false);
      expect([plan.json, typeof shownMs]).toEqual([PLAN.json, 'number']);
    }
    // Nor does it matter that there is none any more.
    await bench.stop();
    expect((await namedPlan(folder, STUDY, false)).plan.hash).toBe(PLAN.hash);
    await bench.start();
    folder = folderOf('north', bench.address);
    folder.inbox().decided(PLAN.hash);
    expect((await namedPlan(folder, STUDY, false)).plan.hash).toBe(NEWER.hash);
  });

  it('are refused where the document that was shown was changed on the disk', async () => {
    await submit(PLAN);
    await namedPlan(folder, STUDY, true);
    writeFileSync(join(folder.statePath, 'inbox', `${PLAN.hash}.json`), NEWER.json, { mode: 0o600 });
    await expect(namedPlan(folder, STUDY, false)).rejects.toMatchObject({ code: 'PLAN_HASH_MISMATCH' });
  });

  it('and files are known by what is on the disk', async () => {
    const path = join(root, 'study.yaml');
    writeFileSync(path, PLAN.json);
    expect((await namedPlan(folder, path, false)).plan.hash).toBe(PLAN.hash);
    await expect(namedPlan(folder, join(root, 'none.yaml'), false)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
    await expect(namedPlan(folder, 'nothing', false)).rejects.toMatchObject({ code: 'STUDY_UNKNOWN' });
  });
});

describe('a hostile coordinator', () => {
  const hostile = new FakeCoordinator();
  let port: number;
  beforeAll(async () => {
    port = await hostile.serve(certificates.member('coordinator', 'coordinator'));
  });
  afterAll(async () => await hostile.close());
  beforeEach(() => {
    folder = folderOf('north', `127.0.0.1:${port}`);
  });

  it('cannot announce one plan and send another', async () => {
    const other = hostile.hold(Buffer.from(NEWER.json));
    hostile.offered = [{ study: STUDY, planHash: other }];
    // What counts is the document under its hash, and the study that it names.
    expect((await namedPlan(folder, STUDY, true)).plan.json).toBe(NEWER.json);
    hostile.offered = [{ study: 'another', planHash: other }];
    await expect(namedPlan(folder, 'another', true)).rejects.toMatchObject({ code: 'PLAN_HASH_MISMATCH' });
    hostile.offered = [{ study: STUDY, planHash: hostile.hold(Buffer.from(`${NEWER.json} `)) }];
    await expect(namedPlan(folder, STUDY, true)).rejects.toMatchObject({ code: 'PLAN_HASH_MISMATCH' });
  });

  it.each(['', '../../identity/key', `${PLAN.hash}x`, PLAN.hash.toUpperCase()])(
    'cannot announce the hash "%s"',
    async (planHash) => {
      hostile.offered = [{ study: STUDY, planHash }];
      await expect(offeredPlans(folder)).rejects.toMatchObject({ code: 'MESSAGE_INVALID' });
    },
  );

  it('cannot write to a terminal, nor fill it', async () => {
    hostile.offered = Array.from({ length: 2000 }, () => ({
      study: `a\u001b[2J\nFORGED${'x'.repeat(500)}`,
      planHash: PLAN.hash,
    }));
    const offered = await offeredPlans(folder);
    expect(offered.length).toBe(500);
    for (const { study } of offered) {
      expect(study).toContain('\\u{1b}');
      expect(study.split('\n')).toHaveLength(1);
      expect(study.length).toBeLessThan(200);
    }
    await expect(namedPlan(folder, PLAN.hash, true)).rejects.toMatchObject({ code: 'STUDY_UNKNOWN' });
  });
});
