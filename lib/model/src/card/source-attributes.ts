/**
 * What people who decide about a model ask of it: the source attributes of predictive decision support interventions, 45 CFR
 * 170.315(b)(11)(iv)(B) (HTI-1), in their order, in our words. `chai` is the field of the applied model card of the Coalition for Health AI
 * that asks the same, where there is one.
 */
export const SOURCE_ATTRIBUTES = [
  row('developer', '1i', 'Output', 'Developer, and whom to ask', 'Developer'),
  row('funding', '1ii', 'Output', 'Who paid for the development', 'Funding source'),
  row('value', '1iii', 'Output', 'What its output is good for', 'Summary'),
  row('outputKind', '1iv', 'Output', 'Kind of output', 'Outcomes and outputs'),
  row('intendedUse', '2i', 'Purpose', 'Intended use', 'Intended use and workflow'),
  row('patients', '2ii', 'Purpose', 'Intended patients', 'Targeted patient population'),
  row('users', '2iii', 'Purpose', 'Intended users', 'Primary intended users'),
  row('role', '2iv', 'Purpose', 'Role in the decision', 'How to use'),
  row('cautionedUses', '3i', 'Out of scope', 'Uses that are cautioned against', 'Cautioned out-of-scope settings and use cases'),
  row('knownRisks', '3ii', 'Out of scope', 'Known risks and limits', 'Known risks and limitations'),
  row('criteria', '4i', 'Development', 'Who was included and excluded', 'Development data characterization'),
  row(
    'inputs',
    '4ii',
    'Development',
    'Inputs; of the person: race, ethnicity, language, orientation, gender, sex, age, social circumstances, health',
    'Input data type',
  ),
  row('representativeness', '4iii', 'Development', 'Whom the data represent', 'Development data characterization'),
  row('relevance', '4iv', 'Development', 'Why the data fit the setting of use', 'Development data characterization'),
  row('fairnessApproach', '5i', 'Fairness', 'What was done so that its output is fair', 'Bias mitigation approaches'),
  row('biasManagement', '5ii', 'Fairness', 'How bias is managed', 'Bias mitigation approaches'),
  row('externalSetting', '6i', 'External validation', 'Data and setting', 'Evaluation references'),
  row('externalParty', '6ii', 'External validation', 'By whom', 'Evaluation references'),
  row('externalRepresentativeness', '6iii', 'External validation', 'Whom those data represent', 'Evaluation references'),
  row('externalProcess', '6iv', 'External validation', 'How it was done', 'Evaluation references'),
  row('validity', '7i', 'Measures', 'How well it predicts, patients of the same source', 'Usefulness, usability and efficacy'),
  row('fairness', '7ii', 'Measures', 'The same by subgroup, patients of the same source', 'Fairness and equity'),
  row(
    'externalValidity',
    '7iii',
    'Measures',
    'How well it predicts, patients of another source',
    'Usefulness, usability and efficacy',
  ),
  row('externalFairness', '7iv', 'Measures', 'The same by subgroup, patients of another source', 'Fairness and equity'),
  row('outcomes', '7v', 'Measures', 'References on what patients had of it', 'Evaluation references'),
  row('validityMonitoring', '8i', 'Maintenance', 'How and how often it is checked that it predicts well', 'Ongoing maintenance'),
  row('localValidity', '8ii', 'Maintenance', 'How well it predicts where it is used', 'Ongoing maintenance'),
  row('fairnessMonitoring', '8iii', 'Maintenance', 'How and how often it is checked that it is fair', 'Ongoing maintenance'),
  row('localFairness', '8iv', 'Maintenance', 'How fair it is where it is used', 'Ongoing maintenance'),
  row('updates', '9i', 'Updates', 'How and how often it is made again', 'Ongoing maintenance'),
  row('correction', '9ii', 'Updates', 'How often its performance is corrected where a risk is found', 'Ongoing maintenance'),
] as const;

/** Name of an attribute in files. */
export type AttributeName = (typeof SOURCE_ATTRIBUTES)[number]['name'];

/** Those that are filled from plan and run: nobody types what is known. */
export const DERIVED_ATTRIBUTES = [
  'outputKind',
  'inputs',
  'representativeness',
  'validity',
  'fairness',
] as const satisfies readonly AttributeName[];

function row<N extends string>(
  name: N,
  paragraph: string,
  group: string,
  title: string,
  chai: string,
): { readonly name: N; readonly citation: string; readonly group: string; readonly title: string; readonly chai: string } {
  const [number, roman] = [paragraph.slice(0, 1), paragraph.slice(1)];
  return { name, citation: `45 CFR 170.315(b)(11)(iv)(B)(${number})(${roman})`, group, title, chai };
}
