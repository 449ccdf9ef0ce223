import { existsSync } from 'node:fs';
import { auditFiles, CoordinatorLog } from '../audit/index.ts';
import type { Check, Verdict } from './doctor-check.ts';
import { readIncidents, readLog } from './read-audit.ts';
import type { SiteFolder } from './site-folder.ts';

/** Whether the audit log of this site holds, what is kept of the coordinator's, and what people should look into. Changes nothing. */
export function auditChecks(folder: SiteFolder): readonly Check[] {
  return [
    { name: 'audit log', fatal: false, look: () => auditLog(folder) },
    { name: 'audit log of the coordinator', fatal: false, look: () => coordinatorLog(folder) },
    { name: 'incidents', fatal: false, look: () => incidents(folder) },
  ];
}

function auditLog(folder: SiteFolder): string {
  if (!existsSync(auditFiles(folder.auditPath).entries)) return 'nothing has happened here yet';
  const { chain, unsigned } = readLog(folder, [], () => {});
  return `its ${chain.size} entries hold${unsigned === 0 ? '' : `; the last ${unsigned} are signed at the next session`}`;
}

function coordinatorLog(folder: SiteFolder): Verdict {
  const size = new CoordinatorLog(auditFiles(folder.auditPath).coordinator).readableSize();
  if (size === undefined)
    return {
      state: 'warning',
      says: 'what this site has kept of it is damaged: a log that was changed would not show',
      fix: 'Find out who changed it, then: consilium-site audit accept-coordinator --reason ...',
      code: 'AUDIT_CORRUPT',
    };
  return size === 0 ? 'nothing was seen of it yet' : `a checkpoint over ${size} entries is kept`;
}

function incidents(folder: SiteFolder): Verdict {
  const unclosed = readIncidents(folder).filter(({ state }) => state !== 'closed');
  const [first] = unclosed;
  if (first === undefined) return 'none is open';
  return {
    state: 'warning',
    says: `${unclosed.length} that nobody has closed, such as ${first.incident}: ${first.kind} (${first.severity})`,
    fix: `See what to do: consilium-site incident show ${first.incident}`,
  };
}
