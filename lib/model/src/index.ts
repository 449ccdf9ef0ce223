export { readAuthorCard } from './card/author-card.ts';
export type { AuthorCard } from './card/author-card.ts';
export { type DossierParts, writeDossier } from './write-dossier.ts';
export type { ReleasedEvaluation, RoundEvidence, RunEvidence, SiteSpending } from './evidence.ts';
export type { MissingPart } from './folder/manifest.ts';
export { type VerifiedDossier, verifyDossier } from './folder/verify-dossier.ts';
export { keyHint, makeReleaseKey, readPublicKey, readReleaseKey } from './signature/release-key.ts';
