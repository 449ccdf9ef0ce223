import { join } from 'node:path';
import { type Clock, secureRandom } from '@consilium/core';
import { type Backup, restoreFolder } from '@consilium/trust';
import { auditFiles, leaveDecision } from '../audit/index.ts';
import { checkSiteBackup, MARKS_FILE, SITE_FILE } from './backup-check.ts';
import { LedgerMarks } from './ledger-marks.ts';
import { SiteFolder } from './site-folder.ts';

/** How to restore a site. */
export interface SiteRestore {
  readonly backup: Backup;
  /** A folder that is not there, or holds nothing. */
  readonly to: string;
  readonly who: string;
  readonly reason: string | undefined;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * Restores a site from a backup that holds. Before the folder is one that an agent starts on, it says of itself that it is an old one: nothing is charged to any
 * population until it is known what its ledger lacks ({@link LedgerMarks.unsettled}), and the audit log goes on with who has restored it, from what, and why.
 *
 * @throws ConsiliumError `TARGET_EXISTS`, `DISK_FULL`; as {@link checkSiteBackup}
 */
export async function restoreSite({ backup, to, who, reason, clock }: SiteRestore): Promise<void> {
  checkSiteBackup(backup);
  const { taken, audit } = backup.manifest;
  const before = (): Promise<void> => {
    const folder = new SiteFolder(to);
    const restored = { backup: backup.id, takenMs: Date.parse(taken), restoredMs: Math.trunc(clock.now()) };
    new LedgerMarks(join(to, MARKS_FILE)).wasRestored(restored);
    const event = {
      event: 'folder.restored',
      backup: backup.id,
      taken,
      entries: audit.entries,
      ...(reason === undefined ? {} : { reason }),
    } as const;
    // Beside the log, where the agent or the next command takes it up: what signs the log may be on another machine.
    leaveDecision(auditFiles(folder.auditPath).waiting, who, event, { clock, random: secureRandom() });
    return Promise.resolve();
  };
  await restoreFolder(backup, { to, last: SITE_FILE, before });
}
