// The folder of a coordinator as those see it who serve nobody from it: loads neither database nor server, for which such commands would wait.
export {
  type CoordinatorCertificates,
  coordinatorCertificates,
  renewCoordinator,
  rolloverAuthority,
} from './server/certificates.ts';
export { coordinatorKeys } from './server/keys-standing.ts';
export { shippedOf, shippedPath } from './server/shipped.ts';
