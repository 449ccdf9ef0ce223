import type { KeyObject } from 'node:crypto';
import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parsePlan } from '@consilium/plan';
import type { DossierParts } from '../write-dossier.ts';

const PLAN = `
version: 1
study: hip-stay
title: Stay after hip surgery
sites: { alpine: { patients: 900 }, harbour: { patients: 1500 } }
data:
  patientId: patient
  target: { kind: binary, column: long, positive: ["1"], negative: ["0"] }
  features:
    age: { kind: number, unit: a, range: [18, 90] }
    bmi: { kind: number, unit: kg/m2, range: [15, 50] }
model: { layers: [{ type: dense, units: 1, activation: sigmoid }] }
training: { loss: binary-crossentropy, samplingRate: 0.05 }
strategy: { kind: fedavg, learningRate: 1, weights: public-bucket }
privacy: { mechanism: dp-fedsgd, unit: patient, clip: 1, target: { epsilon: 2, delta: 0.0001 } }
rounds: 3
quorum: { sites: 2 }
`;

const exactly = (value: number): { value: number; low: number; high: number } => ({ value, low: value / 2, high: value * 2 });

/** What a dossier is made of, of two sites and two rounds; its model is a file of one byte. */
export function sampleParts(changes: Partial<DossierParts> = {}): DossierParts {
  const plan = parsePlan(PLAN);
  const scores = {
    sites: 2,
    patients: exactly(400),
    metrics: { auc: exactly(0.4), loss: exactly(0.3) },
    subgroups: { sex: { female: { patients: exactly(190), metrics: { auc: exactly(0.45) } } } },
  };
  const released = { sites: ['alpine', 'harbour'], scores };
  return {
    plan,
    origin: {
      sha256: 'ab'.repeat(32),
      run: 'run-1',
      software: '1.2.3',
      privacy: { epsilon: 2, delta: 0.0001, unit: 'patient' },
      rehearsal: false,
    },
    evidence: {
      startedMs: Date.UTC(2026, 0, 2, 3, 4, 5),
      endedMs: Date.UTC(2026, 0, 2, 4),
      rounds: [
        { round: 1, attempt: 1, sites: ['alpine', 'harbour'] },
        {
          round: 2,
          attempt: 2,
          sites: ['alpine', 'harbour'],
          released: { sites: ['alpine', 'harbour'], patients: exactly(400), metrics: { auc: exactly(0.35) } },
        },
      ],
      released,
      spending: [{ site: 'alpine', epsilon: 1.9, delta: 0.0001 }],
      warnings: [],
    },
    author: { intendedUse: 'plan the beds of a ward' },
    writeModel(folder) {
      mkdirSync(folder);
      writeFileSync(join(folder, 'weights.bin'), 'w');
      return [];
    },
    ...changes,
  };
}

/** A fresh key pair on a curve. */
export function sampleKeys(namedCurve = 'prime256v1'): {
  readonly secret: KeyObject;
  readonly public: KeyObject;
  readonly pem: string;
} {
  const { publicKey, privateKey } = generateKeyPairSync('ec', {
    namedCurve,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return { secret: createPrivateKey(privateKey), public: createPublicKey(publicKey), pem: publicKey };
}
