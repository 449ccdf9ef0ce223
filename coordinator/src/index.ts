export { Coordinator, type CoordinatorOptions } from './coordinator.ts';
export { MODEL_RETENTIONS, type ModelRetention } from './rounds/model-retention.ts';
export {
  type CoordinatorCertificates,
  coordinatorCertificates,
  renewCoordinator,
  rolloverAuthority,
} from './server/certificates.ts';
export type { ProviderSettings } from './oidc/provider-settings.ts';
export { backUpCoordinator } from './server/backup.ts';
export { initCoordinator } from './server/init.ts';
export { coordinatorKeys, sealCoordinator } from './server/keys.ts';
export { coordinatorProvider, setCoordinatorProvider } from './server/provider-config.ts';
export { installRoster } from './server/roster-file.ts';
export { checkCoordinatorBackup, restoreCoordinator } from './server/restore.ts';
export { inviteFirst, type NewUser, type RunningCoordinator, serveCoordinator, type ServeOptions } from './server/serve.ts';
export { coordinatorShipper, shippedOf, shippedPath } from './server/shipping.ts';
export { type AuditSource, withStoredAudit } from './server/stored-audit.ts';
export { restartStoredAudit } from './server/restart-audit.ts';
