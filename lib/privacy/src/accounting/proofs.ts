import type { PrivacyEventKind } from './event.ts';

/** The statement that each kind of event rests on; a test holds files and anchors to this table. */
export const PROOFS: Readonly<Record<PrivacyEventKind, `docs/proofs/accounting-${string}.md#${string}`>> = {
  gaussian: 'docs/proofs/accounting-gaussian.md#gaussian',
  'poisson-gaussian': 'docs/proofs/accounting-pld.md#poisson-gaussian',
  'truncated-poisson-gaussian': 'docs/proofs/accounting-pld.md#truncated-poisson-gaussian',
  'fixed-size-gaussian': 'docs/proofs/accounting-pld.md#fixed-size-gaussian',
  laplace: 'docs/proofs/accounting-pld.md#laplace',
  'poisson-laplace': 'docs/proofs/accounting-pld.md#poisson-laplace',
  'discrete-laplace': 'docs/proofs/accounting-pld.md#discrete-laplace',
  'discrete-gaussian': 'docs/proofs/accounting-pld.md#discrete-gaussian',
  zcdp: 'docs/proofs/accounting-rdp.md#zcdp',
  'tree-aggregation': 'docs/proofs/accounting-gaussian.md#tree-aggregation',
  composition: 'docs/proofs/accounting-pld.md#composition',
};
