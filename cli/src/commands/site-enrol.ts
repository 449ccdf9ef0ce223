import { jsonOption } from '@consilium/command-line';
import { print, writeFileDurably } from '@consilium/host';
import { Command } from 'commander';
import { IDENTITY_HELP, IDENTITY_OPTION, OPERATOR_IDENTITY, withResearch } from '../connection.ts';
import { admittedFacts, admittedLines, readRequestFile } from '../request-file.ts';

/** Who makes requests for sites. */
const MAKER = { who: 'the hospital', command: 'consilium-site init --request' } as const;

/** `consilium site enrol` */
export function enrolCommand(): Command {
  return new Command('enrol')
    .argument('<site>', 'identifier of the site')
    .requiredOption('--request <file>', 'certificate request that the site made with "consilium-site init"')
    .requiredOption('--out <file>', 'where to write the certificate for the site')
    .option('--fingerprint <words>', 'what the hospital read out: the words of its key, or its SHA-256; another key is refused')
    .option('--replace', 'the key takes the place of those of a revoked site')
    .option(IDENTITY_OPTION, IDENTITY_HELP, OPERATOR_IDENTITY)
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ consilium site enrol cleveland --request cleveland.csr --out cleveland.pem --fingerprint "acid ... zebra"\n',
    )
    .action(async (site: string, options: EnrolOptions) => {
      const { fingerprint, replace = false } = options;
      const file = readRequestFile(options.request, fingerprint, MAKER);
      const { certificatePem } = await withResearch(options.identity, (research) =>
        research.enrolSite({ site, requestPem: file.requestPem, replace }),
      );
      writeFileDurably(options.out, certificatePem, 0o644);
      const renews = file.provedKey !== undefined;
      print(options.json, { site, ...admittedFacts(file, fingerprint), certificate: options.out, renews }, () => [
        ...admittedLines(site, file, fingerprint, MAKER),
        ...(renews ? ['It renews: its old key goes on until the new one is used.'] : []),
        `${site} may connect. Send ${options.out} to the site; nothing in it is secret.`,
      ]);
    });
}

interface EnrolOptions {
  readonly request: string;
  readonly out: string;
  readonly fingerprint?: string;
  readonly replace?: boolean;
  readonly identity: string;
  readonly json?: boolean;
}
