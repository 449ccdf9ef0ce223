import { isConsiliumError } from '@consilium/core';
import type { SiteEvent } from '@consilium/transparency';
import { auditFiles, type AuditLog, type AuditLogOptions, entryOf, openAuditLog } from './audit-log.ts';
import { WaitingEvents } from './waiting-events.ts';

/**
 * Writes down what a person decided, before it takes effect: into the log, or beside it for the agent that has it open.
 *
 * @param who as they named themselves, else the account that runs the command
 * @throws ConsiliumError `DISK_FULL`, `STORE_FAILED`, `AUDIT_CORRUPT`; the decision must not take effect then
 */
export function recordDecision(options: AuditLogOptions, who: string, event: SiteEvent): void {
  let log: AuditLog;
  try {
    log = openAuditLog(options);
  } catch (error) {
    if (!isConsiliumError(error, 'AUDIT_LOCKED')) throw error;
    leaveDecision(auditFiles(options.folder).waiting, who, event, options);
    return;
  }
  try {
    log.record(who, event);
  } finally {
    log.close();
  }
}

/** Leaves what a person decided beside a log, for who opens it next. @param waiting folder of what waits @throws ConsiliumError `DISK_FULL`, `STORE_FAILED` */
export function leaveDecision(
  waiting: string,
  who: string,
  event: SiteEvent,
  options: Pick<AuditLogOptions, 'clock' | 'random'>,
): void {
  new WaitingEvents(waiting).leave(entryOf(who, event, options));
}
