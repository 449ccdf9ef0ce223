import { parse } from 'yaml';
import { type Policy, policySchema } from './policy-schema.ts';

/** What a new agent starts from: takes part in nothing, shares nothing. `docs/samples/policy/basic.yaml` is the same text. */
export const POLICY_TEMPLATE = `# What this hospital allows. It belongs to the hospital: the agent obeys it whatever a coordinator asks.
# A change takes effect with the next round.
version: 1

# Studies in which this hospital takes part. Each of their plans must also be approved (consilium-site plan approve).
allowedStudies: []

# Privacy budget of each population (a data set, unless it names another): what all studies together may cost any of its patients.
budgets: {}

# The most that the approval of a plan may give it of scores on held-out patients: none, noised (under the guarantee) or exact.
# With exact scores, anyone who runs the coordinator can read each held-out record.
metrics:
  allow: noised
`;

/** The same, read: what rehearsals ask where nobody names a policy. */
export const BASIC_POLICY: Policy = policySchema.parse(parse(POLICY_TEMPLATE));
