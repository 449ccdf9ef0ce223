/** Of a record, a key that was open when it was last looked for. */
const LAST_SEEN = new WeakMap<object, string>();

/**
 * Keys of a record whose value is open, in any order. The one that was found last time comes first: whether anybody is waited for is asked after each answer,
 * and mostly the same site says so, without a look at a thousand others. The last of the others comes next, since those asked first tend to answer first.
 *
 * @param isOpen the same for all calls with a record
 */
export function* openEntries<T>(record: Readonly<Record<string, T>>, isOpen: (value: T) => boolean): Generator<string> {
  const isStillOpen = (key: string): boolean => key in record && isOpen(record[key] as T);
  const seen = LAST_SEEN.get(record);
  const first = seen !== undefined && isStillOpen(seen) ? seen : undefined;
  if (first !== undefined) yield first;
  for (const key of Object.keys(record).reverse()) {
    if (key === first || !isStillOpen(key)) continue;
    if (first === undefined) LAST_SEEN.set(record, key);
    yield key;
  }
}
