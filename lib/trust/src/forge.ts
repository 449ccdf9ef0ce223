import { createRequire } from 'node:module';
import type Forge from 'node-forge';

const require = createRequire(import.meta.url);

/** The library that makes certificates, loaded by the first who makes one: those who only read them do not wait for it. */
export function forge(): typeof Forge {
  return require('node-forge') as typeof Forge;
}
