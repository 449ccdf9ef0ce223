import { ConsiliumError } from '@consilium/core';
import { makePrivateFolder } from '@consilium/host';
import { beginKeyStore, type KeyStoreAddress } from '@consilium/trust';
import { createPolicyFile } from '../gate/index.ts';
import type { SiteConfig } from './site-files.ts';
import type { SiteFolder } from './site-folder.ts';

/**
 * Makes the folder of a site, or goes on with one. The address may change, the name never: ledger, approvals and split secrets are
 * those of one site of one consortium.
 *
 * @param keyStore what is to seal the keys that are made here
 * @throws ConsiliumError `CONFIG_INVALID` when the folder is of another site, or holds keys that another key store seals, or none; `KEY_STORE_UNAVAILABLE`
 */
export function beginSite(folder: SiteFolder, config: SiteConfig, keyStore?: KeyStoreAddress): void {
  if (folder.exists()) {
    const { site, consortium } = folder.config();
    if (site !== config.site || consortium !== config.consortium) {
      throw new ConsiliumError({
        code: 'CONFIG_INVALID',
        message: `${folder.path} is the folder of site ${site} of ${consortium}, not of ${config.site} of ${config.consortium}, and nothing was changed`,
        advice:
          'Name another folder with --folder: a folder keeps its name, since its ledger says what the patients of that site have paid.',
      });
    }
  }
  makePrivateFolder(folder.path);
  // Before the first key: none ever lies there in the clear.
  if (keyStore !== undefined) beginKeyStore(folder.path, keyStore);
  makePrivateFolder(folder.statePath);
  createPolicyFile(folder.policyPath);
  folder.writeConfig(config);
}
