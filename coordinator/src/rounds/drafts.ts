/**
 * Records that were made while a batch of events is applied, and that nobody else has seen: they may change in place. Copying a record of a thousand sites for
 * each of their answers takes longer than everything else in a round.
 */
export class Drafts {
  readonly #own: WeakSet<object> = new WeakSet();

  /** Whether a record may change in place. */
  has(record: object): boolean {
    return this.#own.has(record);
  }

  add(record: object): void {
    this.#own.add(record);
  }
}

/** A record with one entry changed: a copy, or the same object where it is a draft. A copy becomes a draft. */
export function withEntry<T>(
  record: Readonly<Record<string, T>>,
  key: string,
  value: T,
  drafts?: Drafts,
): Readonly<Record<string, T>> {
  if (drafts?.has(record) === true) {
    (record as Record<string, T>)[key] = value;
    return record;
  }
  const copy = { ...record, [key]: value };
  drafts?.add(copy);
  return copy;
}
