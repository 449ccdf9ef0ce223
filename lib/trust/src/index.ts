export { type Authority, createAuthority, issueCertificate, loadAuthority } from './authority.ts';
export { type AuthorityChange, changesIn, followChanges, signChange, trustedAt } from './authority-change.ts';
export {
  certificateLife,
  LIFE_LEVELS,
  lifeSentence,
  lifeStage,
  MEMBER_VALIDITY_DAYS,
} from './certificate-life.ts';
export { createRequest } from './certificate-request.ts';
export { type KeyFacts, keyFacts, keyLines, requestFor, requireOwnCertificate, waitingKey } from './file-enrolment.ts';
export { type JoinInvitation, readJoinString, TOKEN_BYTES, writeJoinString } from './join-string.ts';
export { IDENTITY_FILES, OPERATOR_FOLDER } from './identity-files.ts';
export { isFingerprintOf, keyWords } from './key-words.ts';
export { publicKeyFingerprint } from './public-key-fingerprint.ts';
export { checkRequest } from './renewal.ts';
export { type Identity, type IdentityKind, isIdentityName } from './identity.ts';
export {
  certificateFingerprint,
  type CertifiedIdentity,
  checkCertificate,
  coordinatorIdentityCheck,
  parseIdentity,
} from './peer-identity.ts';
export {
  completePromotion,
  dropNext,
  nextKey,
  promoteNext,
  readNextIdentity,
  readNextKey,
  writeNextCertificate,
} from './next-identity.ts';
export { generateKeyPair, keyPairOf, type KeyPairPem } from './certificate-keys.ts';
export { certificatesIn, issuerIn } from './trusted-authorities.ts';
export { createSealer, type Sealer } from './sealer.ts';
export {
  type MemberIdentity,
  readCertificateFile,
  readIdentityFolder,
  readIdentityKey,
  writeAuthorities,
  writeCertificate,
  writeIdentityFolder,
} from './identity-folder.ts';
export { loadKeyFile, loadOrCreateKeyFile, readSecretFile, writeSecretFile } from './secret-file.ts';
export { KEY_STORE_FORMS, type KeyStoreAddress, parseKeyStore, writeKeyStore } from './key-store/address.ts';
export { backupStore, isPassing, requireElsewhere } from './backup/backup-target.ts';
export { backupLines, backupView } from './backup/backup-text.ts';
export { type Backup, openBackup } from './backup/read-backup.ts';
export { requireEmpty, restoreFolder } from './backup/restore-folder.ts';
export { type BackupManifest, writeManifest } from './backup/manifest.ts';
export { type BackupWriter, createBackup } from './backup/write-backup.ts';
export {
  beginKeyStore,
  keysLines,
  type KeysStanding,
  keysStanding,
  keysText,
  type SealedStanding,
  sealFolder,
} from './key-store/folder-keys.ts';
export { sealedFolderOf } from './key-store/sealed-folder.ts';
