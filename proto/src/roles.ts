/**
 * What a person may be in a consortium. A user has one or more of them; they are kept by the coordinator and stand in no certificate, so that
 * a change counts with the next call.
 *
 * - `operator`: runs the coordinator: admits and shuts out sites and users, sees runs and stops them. Starts none and reads no model.
 * - `researcher`: submits plans, runs them, reads their models.
 * - `clinical-approver`: answers for the medical side: reads plans and models, stops runs.
 * - `auditor`: sees everything that is kept, and changes nothing.
 * - `privacy-officer`: answers for the patients: sees studies, runs, people and incidents, stops runs, puts sites under
 *   quarantine, decides about incidents. Reads no model.
 */
export const ROLES = ['operator', 'researcher', 'clinical-approver', 'auditor', 'privacy-officer'] as const;

/** One of {@link ROLES}. */
export type Role = (typeof ROLES)[number];

/** Whether a text names a role. */
export function isRole(text: string): text is Role {
  return (ROLES as readonly string[]).includes(text);
}

/** Who stops what should not go on: everybody who answers for it. */
const BRAKES: readonly Role[] = ['operator', 'researcher', 'clinical-approver', 'privacy-officer'];
const OPERATOR: readonly Role[] = ['operator'];
const RESEARCHER: readonly Role[] = ['researcher'];

/** Which roles may make which call of the research service: all that is decided about rights of people stands here. */
export const RESEARCH_ROLES = Object.freeze({
  submitStudy: RESEARCHER,
  listStudies: ROLES,
  checkStudy: ROLES,
  startRun: RESEARCHER,
  stopRun: BRAKES,
  pauseRun: BRAKES,
  resumeRun: ['operator', 'researcher'],
  getRun: ROLES,
  listRuns: ROLES,
  watchRun: ROLES,
  // Also plans and transcripts, by their hashes.
  getModel: ['researcher', 'clinical-approver', 'auditor'],
  registerModel: RESEARCHER,
  proposeModel: RESEARCHER,
  // Another person, in another role, than who has made and proposed it: the registry compares users as well.
  approveModel: ['clinical-approver'],
  rejectModel: ['clinical-approver'],
  withdrawModel: BRAKES,
  listModels: ROLES,
  // Without the addresses and names of people that the rest of the log has.
  readRunLog: ['researcher', 'clinical-approver', 'auditor'],
  getTranscript: ['researcher', 'clinical-approver', 'auditor'],
  listSites: ROLES,
  enrolSite: OPERATOR,
  inviteSite: OPERATOR,
  listInvitations: ['operator', 'auditor'],
  readAudit: ['operator', 'auditor'],
  revokeSite: OPERATOR,
  quarantineSite: ['operator', 'privacy-officer'],
  releaseSite: OPERATOR,
  listIncidents: ['operator', 'auditor', 'privacy-officer'],
  decideIncident: ['operator', 'privacy-officer'],
  listReceipts: ['operator', 'auditor', 'privacy-officer'],
  clearReceipts: OPERATOR,
  addUser: OPERATOR,
  enrolUser: OPERATOR,
  setRoles: OPERATOR,
  revokeUser: OPERATOR,
  listUsers: ['operator', 'auditor', 'privacy-officer'],
  renewCertificate: ROLES,
} satisfies Readonly<Record<string, readonly Role[]>>);
