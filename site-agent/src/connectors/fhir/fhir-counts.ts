/** What of an export was not used, and why. In words that follow a number of resources. */
const WORDS = {
  broken: 'lines are no JSON',
  'not-utf8': 'lines are no UTF-8',
  long: 'lines are longer than 4 MiB',
  deep: 'lines are nested too deeply',
  duplicate: 'lines name the same element twice',
  hostile: 'lines name an element __proto__, which no resource has',
  bundle: 'lines are a Bundle: an export has one resource in each line',
  shape: 'resources are not of the form of FHIR R4',
  version: 'resources are of another version of FHIR than R4',
  'no-id': 'resources have no id',
  repeated: 'older versions of resources were left out for newer ones',
  'other-patient':
    'versions of resources name another patient than the newest: a folder is the export of one server, whose ids are its own',
  status: 'resources say that they were entered in error, were cancelled or did not happen',
  'no-time': 'resources have no date',
  'no-value': 'resources say that their value is not there',
  bound: 'quantities are only bounds, such as "less than 5"',
  'no-patient': 'resources name no patient',
  unresolved: 'resources name a patient that the export does not hold',
  medication: 'resources name a Medication that the export does not hold',
  merged: 'patients were merged into others',
} as const;

/** Why something of an export was not used. */
export type Unused = keyof typeof WORDS;

/** Below this a number would tell of few. */
const FEW = 11;
/** Places of lines that nobody could read, for who mends them. */
const MOST_PLACES = 5;

const LINE_FAULTS: ReadonlySet<Unused> = new Set(['broken', 'not-utf8', 'long', 'deep', 'duplicate', 'hostile', 'bundle']);

/** Counts what of an export was not used. Holds no value of a resource. */
export class FhirCounts {
  readonly #counts = new Map<Unused, number>();
  readonly #places: string[] = [];

  add(reason: Unused, times = 1): void {
    this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + times);
  }

  /** Counts a line, and remembers the first of them. */
  addLine(reason: Unused, file: string, line: number): void {
    this.add(reason);
    if (LINE_FAULTS.has(reason) && this.#places.length < MOST_PLACES) this.#places.push(`${file} line ${line}`);
  }

  of(reason: Unused): number {
    return this.#counts.get(reason) ?? 0;
  }

  /** For a person of the hospital. */
  texts(): readonly string[] {
    const said = (Object.keys(WORDS) as Unused[]).flatMap((reason) => {
      const count = this.of(reason);
      if (count === 0) return [];
      return [`${count < FEW ? `fewer than ${FEW}` : count} ${WORDS[reason]}`];
    });
    return [
      ...said.map((text) => `left out: ${text}`),
      ...(this.#places.length === 0 ? [] : [`the first lines that cannot be read: ${this.#places.join(', ')}`]),
    ];
  }
}
