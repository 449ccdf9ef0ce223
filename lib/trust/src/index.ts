export {
  type Authority,
  type AuthorityInit,
  BACKDATE_MS,
  createAuthority,
  DEFAULT_AUTHORITY_VALIDITY_DAYS,
  issueCertificate,
  type IssueInit,
  type IssueSubject,
  loadAuthority,
} from './authority.ts';
export { type CertificateRequest, createRequest, type RequestInit } from './certificate-request.ts';
export { COORDINATOR_ID, type Identity, type IdentityKind, identityUri, isIdentityName, parseIdentityUri } from './identity.ts';
export {
  type CertificateExpectation,
  certificateFingerprint,
  type CertificateSource,
  type CertifiedIdentity,
  checkCertificate,
  coordinatorIdentityCheck,
  parseIdentity,
} from './peer-identity.ts';
export { generateKeyPair, generateKeyPairBlocking, type KeyPairPem, RSA_MODULUS_BITS } from './rsa-keys.ts';
export { type AssociatedData, createSealer, type Sealer } from './sealer.ts';
export type { SealedFileReader } from './sealed-file-reader.ts';
export { DEFAULT_SEGMENT_BYTES, type SealedFileOptions, type SealedFileWriter } from './sealed-file-writer.ts';
export { type MemberIdentity, readIdentityFolder, writeIdentityFolder } from './identity-folder.ts';
export { loadOrCreateKeyFile, readSecretFile, SEALING_KEY_BYTES, writeSecretFile } from './secret-file.ts';
