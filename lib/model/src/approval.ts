import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto';

/** What somebody approves. */
export interface Approval {
  /** Of the model, and which version. */
  readonly name: string;
  readonly version: number;
  /** Address of the dossier: what was read is what is approved. */
  readonly dossier: string;
  /** What for, as it was proposed. */
  readonly use: string;
  readonly risk: string;
  /** Milliseconds since the Unix epoch. */
  readonly untilMs: number;
}

/** The text of an approval that is signed: a line each, after one that no other signature of ours begins with. */
function approvalText({ name, version, dossier, use, risk, untilMs }: Approval): Buffer {
  const lines = [
    'consilium-model-approval-v1',
    `${name}@${version}`,
    dossier,
    risk,
    new Date(untilMs).toISOString(),
    JSON.stringify(use),
  ];
  return Buffer.from(`${lines.join('\n')}\n`);
}

/** Signs an approval with the key of the person who approves. */
export function signApproval(approval: Approval, key: KeyObject): Buffer {
  return sign('sha256', approvalText(approval), key);
}

/** Whether a key has signed an approval. @param publicKeyPem SPKI */
export function isApprovalSigned(approval: Approval, publicKeyPem: string, signature: Uint8Array): boolean {
  return verify('sha256', approvalText(approval), createPublicKey(publicKeyPem), signature);
}
