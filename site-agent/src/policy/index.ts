export { PlanApprovals, type PlanRecord } from './approvals.ts';
export { type Judgement, judgeTask, type TaskFacts } from './judge-task.ts';
export { allowStudy, createPolicyFile, disallowStudy, readPolicy, setBudget, shareMetrics } from './policy-file.ts';
export { policyFromFiles, policySource, type PolicySource } from './policy-source.ts';
export { type Policy, policySchema } from './policy-schema.ts';
