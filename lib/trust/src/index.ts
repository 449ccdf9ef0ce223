export { type Authority, createAuthority, issueCertificate, loadAuthority } from './authority.ts';
export { createRequest } from './certificate-request.ts';
export { type Identity, type IdentityKind, isIdentityName } from './identity.ts';
export { type CertifiedIdentity, checkCertificate, coordinatorIdentityCheck, parseIdentity } from './peer-identity.ts';
export { generateKeyPair, type KeyPairPem } from './rsa-keys.ts';
export { createSealer, type Sealer } from './sealer.ts';
export {
  type MemberIdentity,
  readCertificateFile,
  readIdentityFolder,
  readIdentityKey,
  writeIdentityFolder,
} from './identity-folder.ts';
export { loadKeyFile, loadOrCreateKeyFile, readSecretFile, writeSecretFile } from './secret-file.ts';
