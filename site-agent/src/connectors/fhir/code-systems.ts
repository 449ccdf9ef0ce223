/**
 * How resources name the terminologies that plans and hospitals name by a word (HL7 Terminology, terminology.hl7.org; the German ICD-10 by fhir.de).
 * A closed list: every other one is written as its URI.
 */
const CODE_SYSTEMS: Readonly<Record<string, readonly string[]>> = {
  LOINC: ['http://loinc.org'],
  SNOMED: ['http://snomed.info/sct'],
  RxNorm: ['http://www.nlm.nih.gov/research/umls/rxnorm'],
  ICD10CM: ['http://hl7.org/fhir/sid/icd-10-cm'],
  ICD10: ['http://hl7.org/fhir/sid/icd-10'],
  ICD10GM: ['http://fhir.de/CodeSystem/bfarm/icd-10-gm', 'http://fhir.de/CodeSystem/dimdi/icd-10-gm'],
  ICD10PCS: ['http://www.cms.gov/Medicare/Coding/ICD10', 'http://hl7.org/fhir/sid/icd-10-pcs'],
  ICD9CM: ['http://hl7.org/fhir/sid/icd-9-cm'],
  CPT: ['http://www.ama-assn.org/go/cpt'],
  ATC: ['http://www.whocc.no/atc', 'http://fhir.de/CodeSystem/bfarm/atc'],
  OPS: ['http://fhir.de/CodeSystem/bfarm/ops'],
  /** Class of an encounter: AMB, EMER, IMP, ... */
  ActCode: ['http://terminology.hl7.org/CodeSystem/v3-ActCode'],
};

/** The words of the list, for people. */
export const VOCABULARIES: readonly string[] = Object.keys(CODE_SYSTEMS);

/** System of units in quantities. */
export const UCUM_SYSTEM = 'http://unitsofmeasure.org';

/** The URIs of a terminology: of a word in the list, or the URI itself. @returns undefined for what is neither */
export function systemsOf(vocabulary: string): readonly string[] | undefined {
  if (Object.hasOwn(CODE_SYSTEMS, vocabulary)) return CODE_SYSTEMS[vocabulary];
  return /^(?:https?|urn):\S+$/.test(vocabulary) ? [vocabulary] : undefined;
}
