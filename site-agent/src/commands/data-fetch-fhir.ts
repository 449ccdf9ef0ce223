import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { jsonOption } from '@consilium/command-line';
import { fromUnknown, secureRandom, systemClock } from '@consilium/core';
import { print, printJson, standardError } from '@consilium/host';
import { Command } from 'commander';
import { AccessTokens } from '../fetching/access-token.ts';
import { BulkServer } from '../fetching/bulk-server.ts';
import { type ClientKey, readClientKey } from '../fetching/client-key.ts';
import { ExportShelf } from '../fetching/export-shelf.ts';
import { fetchExport, type FetchStep, type FetchSummary } from '../fetching/fetch-export.ts';
import { type FhirServer, readFhirServer } from '../fetching/fhir-servers-file.ts';
import { HttpsExchange } from '../fetching/https-exchange.ts';
import { isLoss, issuesText } from '../fetching/operation-outcome.ts';
import { folderOption } from './options.ts';
import type { SiteFolder } from './site-folder.ts';

interface FetchOptions {
  readonly despiteErrors?: boolean;
  readonly new?: boolean;
  readonly jwks?: boolean;
  readonly folder: SiteFolder;
  readonly json?: boolean;
}

/** `consilium-site data fetch-fhir` */
export function fetchFhirCommand(): Command {
  return new Command('fetch-fhir')
    .description(
      "Fetch an export of FHIR R4 from the hospital's own server, as fhir-servers.yaml describes it (SMART Backend Services, Bulk Data Access), into the folder of a source of the type fhir: whole or not at all. A fetch that was cut off goes on where it was. Nothing leaves the hospital",
    )
    .argument('<name>', 'name of the server in fhir-servers.yaml')
    .option(
      '--despite-errors',
      'take an export although the server says that it could not export some resources; it is written down',
    )
    .option('--new', 'ask for a new export, though an earlier command was cut off')
    .option('--jwks', 'print the public key, for the administrator of the server to register, and fetch nothing')
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium-site data fetch-fhir cardiology\n')
    .action(async (name: string, options: FetchOptions) => {
      options.folder.config();
      const server = readFhirServer(options.folder.fhirServersPath, name);
      const key = readClientKey(server.keyFile, server.keyId);
      if (options.jwks === true) return printJson(key.jwks(), 2);
      const summary = await fetchFrom(server, key, options);
      const { folder, url } = server;
      print(options.json, { server: name, folder, ...summary }, () => lines(name, url, folder, summary));
    });
}

async function fetchFrom(server: FhirServer, key: ClientKey, options: FetchOptions): Promise<FetchSummary> {
  const { folder, despiteErrors = false, new: fresh = false } = options;
  const clock = systemClock;
  const random = secureRandom();
  const exchange = new HttpsExchange(server.allowed, server.ca === undefined ? undefined : authorities(server.ca));
  const shelf = new ExportShelf(server.folder, folder.statePath, clock);
  try {
    const bulk = new BulkServer(server, new AccessTokens(server, key, exchange, clock, random), exchange, clock);
    return await fetchExport({
      server,
      bulk,
      shelf,
      clock,
      random,
      despiteErrors,
      fresh,
      told: standardError.interactive ? drawProgress : () => {},
      record: ({ files, resources, content, issues }) =>
        folder.record(userInfo().username, {
          event: 'data.fetched',
          server: server.name,
          files,
          resources: total(resources),
          content,
          despiteErrors: issues.some(({ severity }) => isLoss(severity)),
        }),
    });
  } finally {
    standardError.clear();
    shelf.close();
    exchange.close();
  }
}

/** Columns of the bar. */
const BAR = 30;

function drawProgress(step: FetchStep): void {
  if (step.t === 'waiting') {
    const far = step.percent === undefined ? '' : `, ${step.percent} % done`;
    return standardError.live(`the server prepares the export${far}`);
  }
  const share = step.of === 0 ? 1 : step.files / step.of;
  const full = Math.floor(share * BAR);
  const bar = `${'█'.repeat(full)}${'░'.repeat(BAR - full)}`;
  standardError.live(
    `${bar} ${Math.floor(100 * share)} %  ${step.files} of ${step.of} files, ${(step.bytes / 1e6).toFixed(1)} MB`,
  );
}

function authorities(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw fromUnknown(error, path);
  }
}

function total(resources: FetchSummary['resources']): number {
  return Object.values(resources).reduce((sum, count) => sum + count, 0);
}

function lines(name: string, url: string, folder: string, summary: FetchSummary): readonly string[] {
  const { files, bytes, resources, issues, notAsked, transactionTime, content, resumed } = summary;
  return [
    `${name}: ${total(resources)} resources in ${files} files (${(bytes / 1e6).toFixed(1)} MB) from ${url}, as of ${transactionTime}${resumed ? '; an earlier fetch was gone on with' : ''}`,
    ...Object.entries(resources).map(([type, count]) => `  ${type}: ${count}`),
    ...(notAsked === 0 ? [] : [`  ${notAsked} files of types that nobody asked for were left there`]),
    ...(issues.length === 0 ? [] : [`The server said of its export: ${issuesText(issues)}`]),
    `${folder} holds this export from now on (SHA-256 ${content.slice(0, 16)}...).`,
  ];
}
