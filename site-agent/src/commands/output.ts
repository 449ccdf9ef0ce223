/** Writes a result to standard output: one JSON value with `--json`, else text. */
export function print(json: boolean | undefined, value: unknown, text: () => string): void {
  say(json === true ? JSON.stringify(value, null, 2) : text());
}

/** Writes a line, or several, to standard output. */
export function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
