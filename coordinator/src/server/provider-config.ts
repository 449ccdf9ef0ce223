import { join } from 'node:path';
import { writeFileDurably } from '@consilium/host';
import { providerUrl } from '@consilium/transport';
import { type ProviderSettings, providerSchema } from '../oidc/provider-settings.ts';
import { CONFIG_FILE, readCoordinatorConfig } from './config.ts';

/** The identity provider of a coordinator's folder; `undefined` where people show certificates alone. @throws ConsiliumError `CONFIG_INVALID` */
export function coordinatorProvider(folder: string): ProviderSettings | undefined {
  return readCoordinatorConfig(folder).oidc;
}

/**
 * Names the identity provider of a coordinator, or none any more; one that runs takes it up at its next start.
 *
 * @throws ConsiliumError `CONFIG_INVALID` for a folder without a coordinator, `PARAMETER_INVALID`, `DISK_FULL`
 */
export function setCoordinatorProvider(folder: string, provider: ProviderSettings | undefined): void {
  const { oidc: _before, ...config } = readCoordinatorConfig(folder);
  if (provider !== undefined) providerUrl(provider.issuer, 'the issuer', provider);
  const next = provider === undefined ? config : { ...config, oidc: providerSchema.parse(provider) };
  writeFileDurably(join(folder, CONFIG_FILE), `${JSON.stringify(next, null, 2)}\n`);
}
