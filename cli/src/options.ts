import { argumentOf } from '@consilium/command-line';
import { type Address, formatAddress, parseAddress, parseHost } from '@consilium/transport';

/** Reads a name or an address. @throws InvalidArgumentError, which commander prints with the name of the option */
export const hostArgument: (text: string) => string = argumentOf(parseHost);

/** Reads an address with its port. @throws InvalidArgumentError */
export const addressArgument: (text: string) => string = argumentOf((text) => formatAddress(parseAddress(text)));

/** {@link addressArgument} in its parts. @throws InvalidArgumentError */
export const addressParts: (text: string) => Address = argumentOf(parseAddress);
