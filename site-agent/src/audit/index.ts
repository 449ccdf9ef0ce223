export { type AgentAudit, agentAudit, NO_AUDIT, type Spending } from './agent-audit.ts';
export { AUDIT_LOCK, auditFiles, checkpointsOf, linesOf, type AuditLogOptions, openAuditLog, verifierOf } from './audit-log.ts';
export { CoordinatorLog } from './coordinator-log.ts';
export { openingsIn } from './openings.ts';
export { leaveDecision, recordDecision } from './record-decision.ts';
export { readRestart } from './restart-file.ts';
export { restartLog } from './restart-log.ts';
export { WaitingEvents } from './waiting-events.ts';
