import type { KeyObject } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ConsiliumError, fromUnknown, randomId, secureRandom } from '@consilium/core';
import { NOT_APPROVED } from '@consilium/plan';
import type { AuthorCard } from './card/author-card.ts';
import { cardPage, cardYaml } from './card/card-files.ts';
import { modelCard } from './card/model-card.ts';
import { EVALUATION_FILE, evaluationText } from './evaluation.ts';
import type { DossierModel } from './evidence.ts';
import { hashFolder } from './folder/hash-folder.ts';
import type { DossierHead, MissingPart } from './folder/manifest.ts';
import { sealDossier } from './folder/seal-dossier.ts';
import { ML_BOM_FILE, mlBomText } from './ml-bom.ts';
import { RUN_LOG_FILE } from './run-log/run-log.ts';
import { type NamedDigest, PROVENANCE_FILE, provenanceText } from './provenance.ts';

/** What a dossier is made of. */
export interface DossierParts extends DossierModel {
  /** What people say of the model. */
  readonly author: AuthorCard;
  /** What the audit log has of a run with hospitals, as `runLogText` writes it. */
  readonly log?: string;
  /** Writes plan, dictionary and weights into a new folder, in every format. @returns formats that cannot hold the model, and why */
  readonly writeModel: (folder: string) => readonly MissingPart[];
}

/** Where a dossier keeps what the audit log has of its run. */
export const RUN_LOG_PATH: string = `evidence/${RUN_LOG_FILE}`;

/** Parts that no dossier of this version has: named, so that nobody takes their absence for a result. */
const NOT_YET: readonly MissingPart[] = [
  { part: 'explanation', why: 'this version computes no explanation of a model' },
  {
    part: 'bias',
    why: 'this version makes no report on bias; scores by subgroup, where the plan asks for them, are in the evaluation',
  },
  {
    part: 'change control',
    why: 'this version keeps no plan of changes: any change makes another model, which needs its own approval',
  },
];

/**
 * Writes the dossier of a model: a folder that says what the model is, where it comes from and what is known of it, signed as a whole. The same
 * model, run and texts give the same files, byte for byte, the signature apart.
 *
 * @param out new, or empty; it is there whole or not at all
 * @returns address of the dossier: SHA-256 of its manifest, hex
 * @throws ConsiliumError `TARGET_EXISTS` where something is in the folder, `DISK_FULL`, `FILE_UNREADABLE`
 */
export function writeDossier(out: string, parts: DossierParts, key: KeyObject): string {
  requireEmpty(out);
  const folder = `${out}.${randomId('part', secureRandom())}`;
  try {
    mkdirSync(dirname(out), { recursive: true });
    mkdirSync(folder);
    const address = fill(folder, parts, key);
    renameSync(folder, out);
    return address;
  } catch (error) {
    throw fromUnknown(error, out);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function fill(folder: string, parts: DossierParts, key: KeyObject): string {
  const formats = parts.writeModel(join(folder, 'model'));
  const files: readonly NamedDigest[] = [...hashFolder(folder)].map(([name, { sha256 }]) => ({ name, sha256 }));
  const evaluation = evaluationText(parts);
  const missing = [...NOT_YET, ...formats, ...(evaluation === undefined ? [NO_EVALUATION] : [])];
  const card = modelCard(parts, parts.author, missing);
  if (evaluation !== undefined) {
    mkdirSync(join(folder, dirname(EVALUATION_FILE)));
    writeFileSync(join(folder, EVALUATION_FILE), evaluation);
  }
  if (parts.log !== undefined) {
    mkdirSync(join(folder, dirname(RUN_LOG_PATH)));
    writeFileSync(join(folder, RUN_LOG_PATH), parts.log);
  }
  const byproducts = [...hashFolder(folder)].filter(([name]) => !files.some((file) => file.name === name));
  writeFileSync(
    join(folder, PROVENANCE_FILE),
    provenanceText(
      parts,
      files,
      byproducts.map(([name, { sha256 }]) => ({ name, sha256 })),
    ),
  );
  writeFileSync(join(folder, ML_BOM_FILE), mlBomText(parts, files, parts.author));
  writeFileSync(join(folder, 'card.yaml'), cardYaml(card));
  writeFileSync(join(folder, 'card.html'), cardPage(card));
  return sealDossier(folder, headOf(parts, missing), key);
}

const NO_EVALUATION: MissingPart = {
  part: 'evaluation',
  why: 'no site has released scores of a model of this run under noise that protects',
};

function headOf({ plan, origin }: DossierModel, missing: readonly MissingPart[]): DossierHead {
  const { study, title } = plan.document;
  return {
    format: 'consilium-dossier',
    version: 1,
    study,
    title,
    model: origin.sha256,
    plan: plan.hash,
    run: origin.run ?? null,
    rehearsal: origin.rehearsal,
    software: origin.software,
    notice: NOT_APPROVED,
    missing: [...missing],
  };
}

function requireEmpty(out: string): void {
  let isFree: boolean;
  try {
    isFree = !existsSync(out) || readdirSync(out).length === 0;
  } catch (error) {
    throw fromUnknown(error, out);
  }
  if (isFree) return;
  throw new ConsiliumError({
    code: 'TARGET_EXISTS',
    message: `${out} is not empty`,
    advice: 'Name a new folder with --out: nothing is overwritten.',
  });
}
