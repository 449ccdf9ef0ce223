export { type AuthorCard, readAuthorCard } from './card/author-card.ts';
export { writeDossier } from './write-dossier.ts';
export type { ReleasedEvaluation, RunEvidence } from './evidence.ts';
export type { MissingPart } from './folder/manifest.ts';
export { MANIFEST_FILE, SIGNATURE_FILE } from './folder/dossier-paths.ts';
export { hashFolder } from './folder/hash-folder.ts';
export { type VerifiedDossier, verifyDossier } from './folder/verify-dossier.ts';
export { keyHint, makeReleaseKey, readPublicKey, readReleaseKey } from './signature/release-key.ts';
