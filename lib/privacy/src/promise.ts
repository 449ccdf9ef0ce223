/**
 * What every output, report and page says is promised: this sentence and no other, with its scope inside. The theorem behind it is
 * docs/proofs/guarantee.md; scripts/promise.test.ts holds all copies to it.
 */
export const PROMISE: string =
  "Whatever the coordinator and the other sites know and do, honest or not, the noised updates and noised scores that a hospital's agent sends, " +
  "of all plans together, are almost as likely without any one patient's records as with them: any set of outcomes by a factor of at most " +
  'e^epsilon, but for a probability of at most delta, where epsilon and delta are the budget that the hospital set for these patients, which ' +
  'holds by itself for those who train and for those held out; where a plan counts on the noise of other hospitals, this holds as long as no more ' +
  'of them collude than the roster that this hospital accepted says, and as long as nobody breaks the masks under which its updates and scores leave; not ' +
  'covered are when an agent answers, refusals before any patient is touched, ' +
  'that the hospital takes part at all, scores that the hospital lets out exact, records of the same patient elsewhere, and a hospital whose ' +
  'machine or software does not do what it should.';
