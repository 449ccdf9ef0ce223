/** A point in time for people: UTC, to the second. */
export function time(ms: number): string {
  return ms === 0 ? 'never' : `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** A moment as the day that it falls on, UTC. */
export function day(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? 'at no known time' : date.toISOString().slice(0, 10);
}

/** The start of a hash, enough to tell hashes apart by eye. */
export function short(hash: string): string {
  return hash.slice(0, 12);
}
