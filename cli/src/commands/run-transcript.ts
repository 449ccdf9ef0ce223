import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jsonOption, short, wholeNumber } from '@consilium/command-line';
import { ConsiliumError, fromUnknown, sha256Hex } from '@consilium/core';
import { print } from '@consilium/host';
import type { researchService } from '@consilium/proto';
import { decodeWord, encodeTranscriptFile } from '@consilium/secure-sum';
import type { Client } from '@consilium/transport';
import { Command } from 'commander';
import { IDENTITY_HELP, IDENTITY_OPTION, OWN_IDENTITY, withResearch } from '../connection.ts';

type Research = Client<typeof researchService>;

interface TranscriptOptions {
  readonly round?: number;
  readonly all?: boolean;
  readonly out: string;
  readonly identity: string;
  readonly json?: boolean;
}

interface FetchedTranscript {
  readonly round: number;
  readonly hash: string;
  readonly signed: readonly string[];
  /** Whether the sum and what it takes to make the model again are in the file. */
  readonly parts: boolean;
  readonly file: Uint8Array;
}

interface WrittenTranscript extends Pick<FetchedTranscript, 'round' | 'hash' | 'signed'> {
  readonly run: string;
  /** Its path. */
  readonly file: string;
}

/** `consilium run transcript` */
export function transcriptCommand(): Command {
  return new Command('transcript')
    .argument('<run>', 'run identifier')
    .option('--round <number>', 'round of the run (default: the newest that has a transcript)', wholeNumber)
    .option('--all', 'fetch those of all rounds, each into a file of the folder that --out names')
    .requiredOption('--out <file>', 'where to write it')
    .option(IDENTITY_OPTION, IDENTITY_HELP, OWN_IDENTITY)
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ consilium run transcript run-3k9... --out round.transcript\n  $ consilium run transcript run-3k9... --all --out rounds\n',
    )
    .action(async (run: string, options: TranscriptOptions) => {
      const { out, round, all, identity } = options;
      if (all === true && round !== undefined)
        throw new ConsiliumError({ code: 'USAGE', message: '--all fetches every round: leave out --round' });
      if (all === true) {
        const written = await withResearch(identity, (research) => fetchAll(research, run, out));
        print(options.json, written, () => [
          ...written.map(shortLine),
          `Check them anywhere: consilium audit transcript ${join(out, '*.transcript')}`,
        ]);
        return;
      }
      const fetched = await withResearch(identity, (research) => fetchTranscript(research, run, round ?? 0));
      const written = write(run, fetched, out);
      print(options.json, written, () => [
        shortLine(written),
        fetched.parts
          ? `Check it anywhere: consilium audit transcript ${out}`
          : 'The sum and the model before are no longer kept, so that signatures can be checked and the model cannot be made again.',
      ]);
    });
}

/** Fetches the transcripts of all rounds, oldest first. Files that are there are replaced. */
async function fetchAll(research: Research, run: string, folder: string): Promise<readonly WrittenTranscript[]> {
  const newest = await fetchTranscript(research, run, 0);
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw fromUnknown(error, folder);
  }
  const digits = String(newest.round).length;
  const path = (round: number): string => join(folder, `round-${String(round).padStart(digits, '0')}.transcript`);
  const written: WrittenTranscript[] = [];
  for (let round = 1; round < newest.round; round++)
    written.push(write(run, await fetchTranscript(research, run, round), path(round)));
  return [...written, write(run, newest, path(newest.round))];
}

function write(run: string, { round, hash, signed, file }: FetchedTranscript, path: string): WrittenTranscript {
  try {
    writeFileSync(path, file);
  } catch (error) {
    throw fromUnknown(error, path);
  }
  return { run, round, hash, signed, file: path };
}

function shortLine({ run, round, hash, signed, file }: WrittenTranscript): string {
  return `${file}: round ${round} of ${run}, ${short(hash)}, signed by ${signed.join(', ') || 'no site yet'}`;
}

async function fetchTranscript(research: Research, run: string, round: number): Promise<FetchedTranscript> {
  const { round: of, transcriptHash: hash, words, baseHash, sumHash, beforeHash } = await research.getTranscript({ run, round });
  const transcript = await fetchContent(research, hash);
  const read = words.map((word) => decodeWord(word));
  const part = async (name: string): Promise<Uint8Array> => (name === '' ? new Uint8Array() : await fetchContent(research, name));
  const content = { base: await part(baseHash), sum: await part(sumHash), before: await part(beforeHash) };
  const file = encodeTranscriptFile({ transcript, words: read, ...content });
  return { round: of, hash, signed: read.map(({ site }) => site), parts: sumHash !== '', file };
}

async function fetchContent(research: Research, hash: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const { data } of research.getModel({ hash })) parts.push(Uint8Array.from(data));
  const content = Buffer.concat(parts);
  if (sha256Hex(content) !== hash)
    throw new ConsiliumError({ code: 'UPDATE_CORRUPT', message: `the content received does not have the hash ${short(hash)}` });
  return content;
}
