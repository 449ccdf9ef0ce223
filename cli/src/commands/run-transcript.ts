import { writeFileSync } from 'node:fs';
import { ConsiliumError, fromUnknown, sha256Hex } from '@consilium/core';
import { print } from '@consilium/host';
import type { researchService } from '@consilium/proto';
import { decodeWord, encodeTranscriptFile } from '@consilium/secure-sum';
import type { Client } from '@consilium/transport';
import { Command } from 'commander';
import { IDENTITY_HELP, IDENTITY_OPTION, OWN_IDENTITY, withResearch } from '../connection.ts';
import { short } from '../format.ts';
import { count } from '../options.ts';

type Research = Client<typeof researchService>;

/** `consilium run transcript` */
export function transcriptCommand(): Command {
  return new Command('transcript')
    .description('Fetch the transcript of a sum under masks, with what it takes to check it offline')
    .argument('<run>', 'run identifier')
    .option('--round <number>', 'round of the run (default: the newest that has a transcript)', count)
    .requiredOption('--out <file>', 'where to write it')
    .option(IDENTITY_OPTION, IDENTITY_HELP, OWN_IDENTITY)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  $ consilium run transcript run-3k9... --out round.transcript\n')
    .action(async (run: string, options: { round?: number; out: string; identity: string; json?: boolean }) => {
      const { out } = options;
      const { round, hash, signed, parts, file } = await withResearch(options.identity, (research) =>
        fetchTranscript(research, run, options.round ?? 0),
      );
      try {
        writeFileSync(out, file);
      } catch (error) {
        throw fromUnknown(error, out);
      }
      print(options.json, { run, round, hash, signed, file: out }, () => [
        `${out}: round ${round} of ${run}, ${short(hash)}, signed by ${signed.join(', ') || 'no site yet'}`,
        parts
          ? `Check it anywhere: consilium audit transcript ${out}`
          : 'The sum and the model before are no longer kept, so that signatures can be checked and the model cannot be made again.',
      ]);
    });
}

async function fetchTranscript(research: Research, run: string, round: number) {
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
