import { fromUnknown } from '@consilium/core';
import { InvalidArgumentError } from 'commander';

/**
 * Makes a reader of a library one of the command line.
 *
 * @param read throws a ConsiliumError for what it refuses
 * @returns throws InvalidArgumentError in its place, which commander prints with the name of the option
 */
export function argumentOf<T>(read: (text: string) => T): (text: string) => T {
  return (text) => {
    try {
      return read(text);
    } catch (error) {
      const { message, advice } = fromUnknown(error);
      throw new InvalidArgumentError(`${message}. ${advice}`);
    }
  };
}

/** Reads any number; what it may be is for the library to say, which names the field. @throws InvalidArgumentError */
export function anyNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || Number.isNaN(value)) throw new InvalidArgumentError('expected a number');
  return value;
}

/** Reads a finite number above 0. @throws InvalidArgumentError */
export function positiveNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value > 0) || value === Infinity) throw new InvalidArgumentError('expected a number above 0');
  return value;
}

/** Reads a whole number of at least 1, in digits alone. @throws InvalidArgumentError */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > Number.MAX_SAFE_INTEGER)
    throw new InvalidArgumentError('expected a whole number, at least 1');
  return value;
}

/** {@link wholeNumber} up to a most: a slip of the finger shall not fill a disk or take down a machine. */
export function wholeNumberUpTo(most: number): (text: string) => number {
  return (text) => {
    const value = wholeNumber(text);
    if (value > most) throw new InvalidArgumentError(`expected at most ${most}`);
    return value;
  };
}

/** Reads the share of patients who are held out. @throws InvalidArgumentError */
export function heldOutShare(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 0.9)) throw new InvalidArgumentError('expected a share from 0 to 0.9');
  return value;
}

/** Reads a share of a whole. @throws InvalidArgumentError */
export function share(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 1)) throw new InvalidArgumentError('expected a share from 0 to 1');
  return value;
}

/** Reads a port. @throws InvalidArgumentError */
export function portNumber(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > 65_535) throw new InvalidArgumentError('expected a port from 1 to 65535');
  return port;
}

/** Reads seconds, at most those of a day. @throws InvalidArgumentError */
export function secondsOfADay(text: string): number {
  const seconds = Number(text);
  if (text.trim() === '' || !(seconds >= 0) || seconds > 86_400)
    throw new InvalidArgumentError('expected a number of seconds from 0 to 86400');
  return seconds;
}

/** Reads a duration such as `72h`. @returns milliseconds @throws InvalidArgumentError */
export function duration(text: string): number {
  const [, digits, unit] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  const ms = { m: 60_000, h: 3_600_000, d: 86_400_000 }[unit ?? ''];
  if (ms === undefined || Number(digits) === 0) throw new InvalidArgumentError('expected a duration such as 72h, 7d or 30m');
  return Number(digits) * ms;
}

/** Reads a day as `YYYY-MM-DD`, one that there is. @throws InvalidArgumentError */
export function calendarDay(text: string): string {
  const start = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : new Date(Number.NaN);
  // The 31st of February would be read as a day of March.
  if (Number.isNaN(start.getTime()) || start.toISOString().slice(0, 10) !== text)
    throw new InvalidArgumentError('expected a day as YYYY-MM-DD');
  return text;
}
