export { PlanApprovals } from './approvals.ts';
export { allowStudy, createPolicyFile, disallowStudy, readPolicy, setBudget, shareMetrics } from './policy-file.ts';
export type { MetricsRules } from './judge-task.ts';
export { policyFromFiles, policySource, type PolicySource } from './policy-source.ts';
export { type Policy, policySchema } from './policy-schema.ts';
