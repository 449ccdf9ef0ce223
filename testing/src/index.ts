export { CONSORTIUM, createCertificates, derOf, keyOf, type MemberOptions, type TestCertificates } from './certificates.ts';
export {
  type Cdm,
  type CdmCell,
  cdmSql,
  type CdmSpelling,
  type CdmTable,
  writeCdmCsv,
  writeCdmDuckDb,
  writeCdmParquet,
  writeCdmSqlite,
} from './cdm.ts';
export {
  fhirConcept,
  fhirEvent,
  fhirObservation,
  fhirPatient,
  fhirQuantity,
  type FhirResource,
  fhirUuid,
  madePerson,
  ndjson,
} from './fhir.ts';
export { answering, BulkDataServer, cuttingAfter, type ExportedFile, outcome } from './bulk-data-server.ts';
export { type Breakage, ChaosProxy } from './chaos-proxy.ts';
export { cut, FakeCoordinator } from './fake-coordinator.ts';
export { FakeSite, type OfferedTask } from './fake-site.ts';
export { fillDisk, onFullDisk } from './full-disk.ts';
export { HandClock, settled } from './hand-clock.ts';
export { MaskedSite, rosterKey, testRoster } from './masked-site.ts';
export { builtFile, builtProgram, type Program, ROOT } from './programs.ts';
export { softToken } from './soft-token.ts';
export { SmallDisk } from './small-disk.ts';
export { TestPostgres, withoutPostgres } from './postgres.ts';
export { playRound, TestConsortium, type Wire } from './test-consortium.ts';
export {
  DEADLINE_SECONDS,
  exactLoss,
  fourSitePlan,
  LARGE,
  type PlanChange,
  TEST_DATA,
  testCsv,
  type TestMechanism,
  testPlan,
  threeSitePlan,
  values,
} from './test-plan.ts';
export { TokenIssuer, type TokenShape } from './token-issuer.ts';
export { IdentityProvider, OIDC_CLIENT } from './identity-provider.ts';
export { approving, backend, DATASET, openGate, TestSite } from './test-site.ts';
export { type FoundElement, wellFormed } from './well-formed.ts';
export {
  placeTable,
  tableWith,
  UNUSUAL_TABLES,
  WRONG_TABLES,
  type WrongTable,
  wrongTablesPlan,
} from './wrong-tables.ts';
