/** A plan that uses most of what there is. `docs/samples/plans/advanced.yaml` is the same text. */
export const PLAN_EXAMPLE = `# Length of stay after hip surgery: three classes, a small network, many noisy local steps a round.
version: 1
study: hip-stay
title: Length of stay after hip surgery
description: >
  Which patients stay long after a hip replacement, from findings before surgery. Adults, first replacement only.

# Public, rounded numbers of training patients.
sites:
  alpine: { patients: 900 }
  harbour: { patients: 1500 }
  lakeside: { patients: 600 }

data:
  patientId: patient
  target: { kind: category, column: stay, codes: [short, usual, long] }
  features:
    age: { kind: number, unit: years, range: [18, 90], description: age at surgery }
    bmi: { kind: number, unit: kg/m2, range: [15, 50], scale: { mean: 27, std: 5 } }
    haemoglobin: { kind: number, unit: g/dl, range: [5, 20] }
    asa: { kind: category, codes: [1, 2, 3, 4], description: physical status by the ASA }
    anticoagulated: { kind: category, codes: ["no", "yes"] }
  missing: { codes: ["", "?", NA, "-9"], rule: range-middle }

model:
  seed: 7
  layers:
    - { type: dense, units: 16, activation: relu, initializer: he-uniform }
    - { type: layer-norm }
    - { type: dropout, rate: 0.1 }
    - { type: dense, units: 3, activation: softmax }

training:
  loss: categorical-crossentropy
  samplingRate: 0.05
  localSteps: 10
  optimizer: { kind: adam, learningRate: 0.01 }
  proximal: 0.01

strategy: { kind: fedadam, learningRate: 0.02, beta1: 0.9, beta2: 0.99, tau: 0.001, weights: public-bucket, tailAverage: 0.2 }

privacy:
  mechanism: dp-sgd
  unit: patient
  clip: 0.5
  target: { epsilon: 3, delta: 0.00001 }
  honestContributors: 1

rounds: 60
quorum: { sites: 2, attempts: 5, deadlineSeconds: 3600 }
evaluation: { every: 30, metrics: [loss, accuracy], threshold: 0.5, bins: 10 }
`;
