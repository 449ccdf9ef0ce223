import { systemClock } from '@consilium/core';
import { print } from '@consilium/host';
import {
  certificateFingerprint,
  certificateLife,
  certificatesIn,
  changesIn,
  lifeSentence,
  readIdentityFolder,
} from '@consilium/trust';
import { Command } from 'commander';
import { folderOption, jsonOption } from './options.ts';
import { keyFacts, keyLines } from './site-key.ts';
import type { SiteFolder } from './site-folder.ts';

/** `consilium-site status` */
export function statusCommand(): Command {
  return new Command('status')
    .description('Who this site is, whom it believes, and until when its certificate holds')
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium-site status --folder consilium-site\n')
    .action(({ folder, json }: { folder: SiteFolder; json?: boolean }) => {
      const { site, consortium } = folder.config();
      const { certificatePem, privateKeyPem, authorityPem, address } = readIdentityFolder(folder.identityPath);
      const now = systemClock.now();
      const { notAfterMs, renewFromMs, stage } = certificateLife(certificatePem, now);
      const changes = changesIn(authorityPem);
      const authorities = certificatesIn(authorityPem).map(({ raw }) => {
        const fingerprint = certificateFingerprint(raw);
        return { fingerprint, believedUntilMs: changes.find(({ from }) => from === fingerprint)?.endsMs };
      });
      const key = keyFacts(privateKeyPem);
      const facts = { site, consortium, address, key, untilMs: notAfterMs, renewFromMs, stage, authorities };
      const date = (ms: number): string => new Date(ms).toISOString();
      print(json, facts, () => [
        `${site} of ${consortium}, coordinator at ${address}`,
        ...keyLines(site, key),
        `Its certificate ${lifeSentence(notAfterMs, now)}; the agent renews it from ${date(renewFromMs)} on.`,
        'Fingerprint of the authority; compare it with what the operator says by phone or in person:',
        ...authorities.map(
          ({ fingerprint, believedUntilMs }) =>
            `  ${fingerprint}${believedUntilMs === undefined ? '' : ` (of the one before, believed until ${date(believedUntilMs)})`}`,
        ),
      ]);
    });
}
