import { jsonOption } from '@consilium/command-line';
import { systemClock } from '@consilium/core';
import { print, writeFileDurably } from '@consilium/host';
import type { Role } from '@consilium/proto';
import { certificateFingerprint, keyLines, readCertificateFile } from '@consilium/trust';
import { Command, type Option } from 'commander';
import { IDENTITY_HELP, IDENTITY_OPTION, OPERATOR_IDENTITY, OWN_IDENTITY, withResearch } from '../connection.ts';
import { addressArgument } from '../options.ts';
import { admittedFacts, admittedLines, readRequestFile } from '../request-file.ts';
import { installCertificate, requestAsUser } from '../user-files.ts';

/** Who makes requests for users. */
const MAKER = { who: 'the user', command: 'consilium user request' } as const;

/** `consilium user request`, `enrol` and `install`: how somebody joins whose operator sends no join string. */
export function userFileCommands(roles: () => Option): readonly Command[] {
  return [requestCommand(), enrolCommand(roles()), installCommand()];
}

function requestCommand(): Command {
  return new Command('request')
    .description(
      'Make your key and a certificate request, for operators who send no join string; the key never leaves. On a folder that has a certificate it asks for a renewal',
    )
    .argument('<user>', 'your name in the consortium')
    .requiredOption('--consortium <name>', 'name of the consortium')
    .requiredOption('--coordinator <host:port>', 'where the coordinator answers', addressArgument)
    .requiredOption('--request <file>', 'where to write the certificate request for the operator')
    .option('--folder <folder>', 'where your identity goes; commands look there', OWN_IDENTITY)
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ consilium user request ada --consortium cardio --coordinator fl.example.org:8443 --request ada.csr\n',
    )
    .action(async (user: string, options: RequestOptions) => {
      const { consortium, coordinator: address, request, folder, json } = options;
      const { requestPem, key, renews } = await requestAsUser(folder, { user, consortium, address });
      writeFileDurably(request, requestPem, 0o644);
      print(json, { user, consortium, request, renews, key }, () => [
        ...keyLines(user, key),
        `Send ${request} to the operator, and read the words out by phone or in person; nothing here is secret.`,
        'Then: consilium user install <file> --authority <file>',
      ]);
    });
}

interface RequestOptions {
  readonly consortium: string;
  readonly coordinator: string;
  readonly request: string;
  readonly folder: string;
  readonly json?: boolean;
}

function enrolCommand(roles: Option): Command {
  return new Command('enrol')
    .description("Sign a user's certificate request, give them roles and let them call; of a user who renews, the roles stay")
    .argument('<user>', 'name of the user')
    .requiredOption('--request <file>', 'certificate request that the user made with "consilium user request"')
    .addOption(roles)
    .requiredOption('--out <file>', 'where to write the certificate for the user')
    .option('--fingerprint <words>', 'what the user read out: the words of the key, or its SHA-256; another key is refused')
    .option('--replace', 'the key takes the place of that of a revoked user')
    .option(IDENTITY_OPTION, IDENTITY_HELP, OPERATOR_IDENTITY)
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ consilium user enrol ada --request ada.csr --role researcher --out ada.pem --fingerprint "acid ... zebra"\n',
    )
    .action(async (user: string, options: EnrolOptions) => {
      const { request, role = [], out, fingerprint, replace = false, identity, json } = options;
      const file = readRequestFile(request, fingerprint, MAKER);
      const { certificatePem } = await withResearch(identity, (research) =>
        research.enrolUser({ user, roles: [...role], requestPem: file.requestPem, replace }),
      );
      writeFileDurably(out, certificatePem, 0o644);
      print(json, { user, ...admittedFacts(file, fingerprint), certificate: out, renews: file.provedKey !== undefined }, () => [
        ...admittedLines(user, file, fingerprint, MAKER),
        `${user} may call. Send ${out} to the user, with the authority's certificate; nothing in them is secret.`,
      ]);
    });
}

interface EnrolOptions {
  readonly request: string;
  readonly role?: readonly Role[];
  readonly out: string;
  readonly fingerprint?: string;
  readonly replace?: boolean;
  readonly identity: string;
  readonly json?: boolean;
}

function installCommand(): Command {
  return new Command('install')
    .description("Take in the certificate that the operator issued, after checking it against the consortium's authority")
    .argument('<file>', 'your certificate')
    .requiredOption('--authority <file>', "certificate of the consortium's authority")
    .option('--folder <folder>', 'folder that "consilium user request" made', OWN_IDENTITY)
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium user install ada.pem --authority authority.pem\n')
    .action((path: string, options: { readonly authority: string; readonly folder: string; readonly json?: boolean }) => {
      const authorityPem = readCertificateFile(options.authority);
      const certificate = { certificatePem: readCertificateFile(path), authorityPem };
      const { user, address, key } = installCertificate(options.folder, certificate, systemClock);
      const authority = certificateFingerprint(authorityPem);
      print(options.json, { user, address, key, authority }, () => [
        ...keyLines(user, key),
        'Fingerprint of the authority; compare it with what the operator says by phone or in person:',
        `  ${authority}`,
        `You may call ${address} as ${user}.`,
      ]);
    });
}
