import { fromUnknown } from '@consilium/core';
import { formatAddress, parseAddress, parseHost } from '@consilium/transport';
import { InvalidArgumentError } from 'commander';

/** Reads a number above 0. */
export function positive(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value > 0) || value === Infinity) throw new InvalidArgumentError('expected a number above 0');
  return value;
}

/** Reads any number; what it may be is for the library to say, which names the field. */
export function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || Number.isNaN(value)) throw new InvalidArgumentError('expected a number');
  return value;
}

/** Reads a whole number of at least 1. */
export function count(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('expected a whole number, at least 1');
  return value;
}

/** Reads a day as `YYYY-MM-DD`. */
export function calendarDay(text: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(Date.parse(text)))
    throw new InvalidArgumentError('expected a day as YYYY-MM-DD');
  return text;
}

/** Reads a name or an address. @throws InvalidArgumentError, which commander prints with the name of the option */
export function hostArgument(text: string): string {
  try {
    return parseHost(text);
  } catch (error) {
    const { message, advice } = fromUnknown(error);
    throw new InvalidArgumentError(`${message}. ${advice}`);
  }
}

/** Reads an address with its port. @throws InvalidArgumentError, which commander prints with the name of the option */
export function addressArgument(text: string): string {
  try {
    return formatAddress(parseAddress(text));
  } catch (error) {
    const { message, advice } = fromUnknown(error);
    throw new InvalidArgumentError(`${message}. ${advice}`);
  }
}

/** Reads a port. @throws InvalidArgumentError */
export function parsePort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new InvalidArgumentError('expected a port from 1 to 65535');
  return port;
}
