/** `Patient/1`, `https://host/fhir/Patient/1`, each with or without `/_history/2`. */
const REFERENCE = /^(?:https?:\/\/[^\s?#]+\/)?([A-Za-z]{1,40})\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/;

const UUID = /^urn:uuid:([0-9a-fA-F-]{36})$/;

/** Longest id of a resource, by FHIR R4. */
const MOST_ID = 64;
const QUOTE = 0x22;

/** Characters of an id by FHIR R4. */
const IN_ID: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) =>
  /[A-Za-z0-9\-.]/.test(String.fromCharCode(byte)) ? 1 : 0,
);

/** Where an id ends that begins behind a quote. @returns -1 for what is no id, as FHIR R4 allows it: `[A-Za-z0-9\-.]{1,64}` */
export function endOfId(bytes: Uint8Array, from: number): number {
  for (let at = from; at <= from + MOST_ID; at++) {
    const byte = bytes[at] as number;
    if (byte === QUOTE) return at === from ? -1 : at;
    if (IN_ID[byte] !== 1) return -1;
  }
  return -1;
}

/**
 * The id that a reference means among the resources of one export: relative, absolute, or of one version. Servers that made resources out of bundles
 * leave `urn:uuid:` before what became the id.
 *
 * @returns undefined for one to another type, one that is contained, and what is no reference
 */
export function referencedId(reference: string | undefined, type: string): string | undefined {
  if (reference === undefined) return undefined;
  const [, named, id] = REFERENCE.exec(reference) ?? [];
  if (named !== undefined) return named === type ? id : undefined;
  return UUID.exec(reference)?.[1];
}

/** The id of a contained resource that a reference means. */
export function containedId(reference: string | undefined): string | undefined {
  return reference?.startsWith('#') === true ? reference.slice(1) : undefined;
}
