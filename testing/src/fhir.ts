import { createHash } from 'node:crypto';

/** A resource of FHIR R4, as JSON writes it. */
export type FhirResource = Readonly<Record<string, unknown>>;

/** Systems of codes that made resources use. */
const SYSTEMS = {
  LOINC: 'http://loinc.org',
  SNOMED: 'http://snomed.info/sct',
  RxNorm: 'http://www.nlm.nih.gov/research/umls/rxnorm',
  ICD10CM: 'http://hl7.org/fhir/sid/icd-10-cm',
  ActCode: 'http://terminology.hl7.org/CodeSystem/v3-ActCode',
} as const;

/** A terminology of {@link SYSTEMS}, and a code of it. */
export type FhirCode = readonly [system: keyof typeof SYSTEMS, code: string];

/** A UUID that is the same for the same words. */
export function fhirUuid(words: string): string {
  const hex = createHash('sha256').update(words).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** A CodeableConcept. `display` and `text` are what people read, and where names end up. */
export function fhirConcept([system, code]: FhirCode, display = 'as it is called'): FhirResource {
  return { coding: [{ system: SYSTEMS[system], code, display }], text: display };
}

/** What identifies a made person, in everything that resources say of somebody. Nobody lives there. */
export interface MadePerson {
  readonly family: string;
  readonly given: string;
  readonly ssn: string;
  readonly mrn: string;
  readonly phone: string;
  readonly email: string;
  readonly street: string;
  readonly latitude: string;
  readonly contact: string;
}

/** A person by number; every value of one is found nowhere else. */
export function madePerson(number: number): MadePerson {
  const digits = String(100_000 + number).slice(-5);
  return {
    family: `Quibbleton${digits}`,
    given: `Zaphira${digits}`,
    ssn: `987-65-${digits.slice(-4)}`,
    mrn: `MRN-77${digits}`,
    phone: `+1-555-01${digits}`,
    email: `zaphira.${digits}@mail.example`,
    street: `${digits} Nightjar Lane`,
    latitude: `42.73${digits}`,
    contact: `Ottoline${digits}`,
  };
}

/** A narrative that says who somebody is. */
function narrative({ family, given, phone }: MadePerson): FhirResource {
  return { status: 'generated', div: `<div xmlns="http://www.w3.org/1999/xhtml">${given} ${family}, ${phone}</div>` };
}

/** A patient with all that registries write down. */
export function fhirPatient(id: string, person: MadePerson, fields: FhirResource = {}): FhirResource {
  return {
    resourceType: 'Patient',
    id,
    meta: { versionId: '1', lastUpdated: '2021-03-04T05:06:07.089Z' },
    text: narrative(person),
    extension: [
      { url: 'http://hl7.org/fhir/StructureDefinition/patient-mothersMaidenName', valueString: person.contact },
      {
        url: 'http://hl7.org/fhir/StructureDefinition/patient-birthPlace',
        valueAddress: { city: 'Fernhollow', line: [person.street] },
      },
    ],
    identifier: [
      { system: 'http://hl7.org/fhir/sid/us-ssn', value: person.ssn },
      { system: 'http://hospital.example/mrn', value: person.mrn },
    ],
    active: true,
    name: [{ use: 'official', family: person.family, given: [person.given] }],
    telecom: [
      { system: 'phone', value: person.phone },
      { system: 'email', value: person.email },
    ],
    gender: 'female',
    birthDate: '1961-07-23',
    address: [
      {
        extension: [
          {
            url: 'http://hl7.org/fhir/StructureDefinition/geolocation',
            extension: [{ url: 'latitude', valueDecimal: Number(person.latitude) }],
          },
        ],
        line: [person.street],
        city: 'Fernhollow',
        postalCode: '03604',
      },
    ],
    contact: [{ name: { text: person.contact }, telecom: [{ system: 'phone', value: person.phone }] }],
    ...fields,
  };
}

/** Everything else of a patient: type, id, whose it is, and the rest; it speaks of the person wherever resources have room for words. */
export function fhirEvent(
  resourceType: string,
  id: string,
  patient: string,
  person: MadePerson,
  fields: FhirResource,
): FhirResource {
  return {
    resourceType,
    id,
    meta: { versionId: '1', lastUpdated: '2021-03-04T05:06:07.089Z' },
    text: narrative(person),
    identifier: [{ system: 'http://hospital.example/order', value: `${person.mrn}-${id}` }],
    subject: { reference: patient, display: `${person.given} ${person.family}` },
    note: [{ text: `${person.given} ${person.family} was called at ${person.phone}` }],
    ...fields,
  };
}

/** A quantity in a unit of UCUM. */
export function fhirQuantity(value: number, unit: string): FhirResource {
  return { value, unit, system: 'http://unitsofmeasure.org', code: unit };
}

/** A vital sign or laboratory value. */
export function fhirObservation(
  id: string,
  patient: string,
  person: MadePerson,
  code: FhirCode,
  at: string,
  fields: FhirResource,
): FhirResource {
  return fhirEvent('Observation', id, patient, person, {
    status: 'final',
    category: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'laboratory' }] }],
    code: fhirConcept(code, `${person.family} asked for it`),
    effectiveDateTime: at,
    issued: at,
    ...fields,
  });
}

/** Resources as lines. */
export function ndjson(resources: readonly FhirResource[]): string {
  return resources.map((resource) => `${JSON.stringify(resource)}\n`).join('');
}
