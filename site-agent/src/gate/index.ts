export { PlanApprovals, type PlanRecord } from './approvals.ts';
export { type BudgetReport, epsilonUsed, rememberEpsilons, reportBudget } from './budget.ts';
export { createGate, type Gate, gateFromFiles } from './gate.ts';
export { allowStudy, createPolicyFile, disallowStudy, readPolicy, setBudget } from './policy-file.ts';
export { policySchema } from './policy-schema.ts';
export { type Approval, type Rights, usualRights } from './rights.ts';
export { releasedMetrics } from './released-metrics.ts';
export { NO_ANSWER, toldError } from './told-errors.ts';
export { admitTraining } from './training-admission.ts';
