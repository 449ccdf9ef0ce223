/** Mechanisms by name; see docs/privacy.md for what each protects. */
export const MECHANISMS = ['dp-fedsgd', 'dp-sgd', 'dp-fedavg', 'none'] as const;

/** Name of a mechanism. */
export type Mechanism = (typeof MECHANISMS)[number];
