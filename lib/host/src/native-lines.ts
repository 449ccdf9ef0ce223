import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { createLogger } from './log.ts';

/** How lines begin that TensorFlow's native library writes by itself (abseil and its own), past every log of ours. */
const NATIVE =
  /^(?:(WARNING): All log messages before absl::InitializeLog|([IWEF])\d{4} [\d:.]+ +\d+ \S+:\d+\]|\d{4}-\d\d-\d\d [\d:.]+: ([IWEF]) )/;

const LEVELS: Readonly<Record<string, 'info' | 'warn' | 'error'>> = {
  I: 'info',
  W: 'warn',
  WARNING: 'info',
  E: 'error',
  F: 'error',
};

/**
 * Hands lines on as they are, but those of the native library as records of a log: a program whose standard error is a log in JSON has no other lines.
 *
 * @returns once there are no more
 */
export async function handOnLines(from: Readable, to: Pick<Writable, 'write'>): Promise<void> {
  const log = createLogger({ component: 'tensorflow', destination: { write: (line) => void to.write(line) } });
  for await (const line of createInterface({ input: from, crlfDelay: Number.POSITIVE_INFINITY })) {
    const [, ...letters] = NATIVE.exec(line) ?? [];
    const level = LEVELS[letters.find((letter) => letter !== undefined) ?? ''];
    if (level === undefined) to.write(`${line}\n`);
    else log[level](line);
  }
}
