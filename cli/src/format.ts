/** A point in time for people: UTC, to the second. */
export function time(ms: number): string {
  return ms === 0 ? 'never' : `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** The start of a hash, enough to tell hashes apart by eye. */
export function short(hash: string): string {
  return hash.slice(0, 12);
}
