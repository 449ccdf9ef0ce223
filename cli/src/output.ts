import Table from 'cli-table3';

/** Writes a result to standard output: one JSON value with `--json`, else text. */
export function print(json: boolean | undefined, value: unknown, text: () => string): void {
  process.stdout.write(`${json === true ? JSON.stringify(value, null, 2) : text()}\n`);
}

/** A plain table without colours, so that it can be pasted anywhere. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const made = new Table({ head: [...head], style: { head: [], border: [] } });
  made.push(...rows.map((row) => [...row]));
  return made.toString();
}

/** A point in time for people: UTC, to the second. */
export function time(ms: number): string {
  return ms === 0 ? 'never' : `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** The start of a hash, enough to tell hashes apart by eye. */
export function short(hash: string): string {
  return hash.slice(0, 12);
}
