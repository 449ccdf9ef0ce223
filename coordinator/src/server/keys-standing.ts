import { type KeysStanding, keysStanding } from '@consilium/trust';
import { readCoordinatorConfig } from './config.ts';

/** What holds the secrets of a coordinator's folder. @throws ConsiliumError `CONFIG_INVALID`, `FILE_UNSAFE`, `KEY_INVALID` */
export function coordinatorKeys(folder: string): KeysStanding {
  readCoordinatorConfig(folder);
  return keysStanding(folder);
}
