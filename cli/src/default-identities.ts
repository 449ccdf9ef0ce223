import { join } from 'node:path';

/** Where `consilium coordinator init` puts things unless told otherwise. */
export const DEFAULT_COORDINATOR_FOLDER = 'consilium-coordinator';
/** Identity of the person who types, where `consilium join` puts it: that of all commands about studies, runs and models. */
export const OWN_IDENTITY = 'consilium-identity';
/** The first operator's identity, on the coordinator's own machine: that of commands about members, and of no others. */
export const OPERATOR_IDENTITY: string = join(DEFAULT_COORDINATOR_FOLDER, 'operator');
