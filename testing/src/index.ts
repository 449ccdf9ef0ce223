export { CONSORTIUM, createCertificates, derOf, type MemberOptions, type TestCertificates } from './certificates.ts';
export { type Arrival, cut, FakeCoordinator, type FakeUpload, type Faults } from './fake-coordinator.ts';
export { type DialOptions, FakeSite, type OfferedTask, type UploadOptions } from './fake-site.ts';
export { fillDisk, onFullDisk } from './full-disk.ts';
export { HandClock, settled } from './hand-clock.ts';
export { playRound, TestConsortium, type TestConsortiumOptions, type Wire } from './test-consortium.ts';
export {
  DEADLINE_SECONDS,
  LARGE,
  type PlanChange,
  TEST_DATA,
  testCsv,
  type TestMechanism,
  testPlan,
  threeSitePlan,
  type ThreeSiteChange,
  values,
} from './test-plan.ts';
export { backend, DATASET, openGate, TestSite, type TestSiteOptions } from './test-site.ts';
