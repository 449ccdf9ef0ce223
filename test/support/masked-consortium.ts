import { createHash } from 'node:crypto';
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installRoster } from '@consilium/coordinator';
import type { CompiledPlan } from '@consilium/plan';
import { type Roster, signingKey, signRoster, writeRoster } from '@consilium/secure-sum';
import { APPROVAL, type Consortium, CONSORTIUM } from './consortium.ts';
import { changedPlan, SITES, STUDY } from './fault-plans.ts';
import { mustRun } from './programs.ts';

/** The plan of the fault tests, summed under masks: each share counts on two honest sites, one of three may collude. */
export function maskedFaultPlan(rounds: number): CompiledPlan {
  return changedPlan(({ sites, privacy, evaluation }) => ({
    study: STUDY,
    title: 'Fault test under masks',
    sites: Object.fromEntries(SITES.map((site) => [site, sites[site]])),
    privacy: { ...privacy, honestContributors: 2, masks: true },
    rounds,
    quorum: { sites: SITES.length, attempts: 12, deadlineSeconds: 600 },
    evaluation: { ...evaluation, every: 1 },
  }));
}

/** Gives a consortium its roster, at the coordinator and at every site, and has the sites approve a masked plan; nobody runs yet. */
export async function underMasks(consortium: Consortium): Promise<void> {
  const governance = signingKey(createHash('sha256').update('key of the fault consortium').digest());
  const members = await Promise.all(
    [...SITES].sort().map(async (site) => {
      const shown = await mustRun('site', ['roster', 'key', '--json', '--folder', consortium.siteFolder(site)]);
      return { id: site, key: (JSON.parse(shown) as { readonly key: string }).key, patients: 100 };
    }),
  );
  const roster: Roster = { consortium: CONSORTIUM, epoch: 1, sites: members, colluding: 1, minimum: SITES.length };
  const signed = { roster, signature: signRoster(roster, governance), key: governance.publicKey };
  const path = join(consortium.folder, 'roster.json');
  writeFileSync(path, writeRoster(signed));
  installRoster(consortium.coordinatorFolder, signed);
  // A sum waits for five answers of each site: with the usual period a round would take half a minute.
  for (const site of SITES) appendFileSync(join(consortium.siteFolder(site), 'policy.yaml'), '\nanswers:\n  everyMs: 100\n');
  const pinned = ['--consortium-key', Buffer.from(governance.publicKey).toString('hex')];
  for (const site of SITES) await mustRun('site', ['roster', 'accept', path, ...pinned, '--folder', consortium.siteFolder(site)]);
}

/** Has the operator submit a plan and every site approve it; the coordinator runs. */
export async function submitApproved(consortium: Consortium, plan: CompiledPlan): Promise<void> {
  const path = await consortium.submit(plan);
  for (const site of SITES)
    await mustRun('site', ['plan', 'approve', path, ...APPROVAL, '--reason', 'masks', '--folder', consortium.siteFolder(site)]);
}
