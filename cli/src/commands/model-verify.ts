import { jsonOption } from '@consilium/command-line';
import { print } from '@consilium/host';
import { keyHint, readPublicKey, type RunLogFacts } from '@consilium/model';
import { verifyModelDossier } from '@consilium/sim';
import { Command } from 'commander';
import { readLogKey, requireLog } from '../log-key.ts';

interface VerifyOptions {
  readonly key: string;
  readonly logKey?: string;
  readonly json?: boolean;
}

/** Something that a dossier says, and on what it rests. */
interface Statement {
  /** `proven` by the files and the key; shown by the `log` of the coordinator, under its key; the word of the `operator` of the coordinator, or of the `signer`. */
  readonly by: 'proven' | 'log' | 'operator' | 'signer';
  readonly what: string;
}

/** `consilium model verify` */
export function modelVerify(): Command {
  return new Command('verify')
    .description(
      'See whether a dossier is as it was signed, and what of it is proven; asks nobody, and needs the folder and a key alone',
    )
    .argument('<folder>', 'folder of a dossier')
    .requiredOption(
      '--key <file>',
      'public key of those who should have signed it, from them and not from where the dossier came',
    )
    .option(
      '--log-key <file>',
      'key of the audit log that the hospitals have seen (key.vkey of "consilium audit export"): refuse the log of anybody else',
    )
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium model verify heart-dossier --key release.key.pub --log-key key.vkey\n')
    .action((folder: string, options: VerifyOptions) => {
      const key = readPublicKey(options.key);
      const { address, manifest, shown } = verifyModelDossier(folder, key);
      const logKey = options.logKey === undefined ? undefined : readLogKey(options.logKey);
      if (logKey !== undefined) requireLog(shown, logKey);
      const { files, missing, ...head } = manifest;
      const statements = statementsOf(head.rehearsal, shown, logKey !== undefined);
      const result = {
        dossier: address,
        signedBy: keyHint(key),
        ...head,
        files: files.length,
        ...(shown === undefined ? {} : { log: { key: shown.key, entries: shown.entries } }),
        statements,
        missing,
      };
      print(options.json, result, () => [
        `${folder} is as it was signed: dossier ${address}`,
        `  signed by  ${keyHint(key)}`,
        `  study      ${head.study}: ${head.title}`,
        `  model      ${head.model}, the same in every format`,
        `  plan       ${head.plan}`,
        `  made in    ${head.rehearsal ? 'a rehearsal' : 'a run'}${head.run === null ? '' : `, ${head.run}`}`,
        ...statements.map(({ by, what }) => `  ${LABELS[by].padEnd(9)}  ${what}`),
        ...missing.map(({ part, why }) => `  missing    ${part}: ${why}`),
        `  ${head.notice}`,
      ]);
    });
}

const LABELS: Readonly<Record<Statement['by'], string>> = {
  proven: 'proven',
  log: 'by log',
  operator: 'operator',
  signer: 'signer',
};

function statementsOf(rehearsal: boolean, shown: RunLogFacts | undefined, isLogKnown: boolean): readonly Statement[] {
  const weights: Statement = {
    by: 'proven',
    what: 'weights, plan and description of the inputs belong together, in every format',
  };
  const card: Statement = { by: 'signer', what: 'what the card states from its author' };
  if (shown === undefined)
    return [
      weights,
      {
        by: 'signer',
        what: rehearsal ? 'rounds, sites, scores and times: a rehearsal keeps no log' : 'rounds, sites, scores and times',
      },
      card,
    ];
  const { rounds, entries, ended, outcome, key } = shown;
  const transcripts = rounds.filter(({ transcript }) => transcript !== undefined).length;
  return [
    weights,
    {
      by: 'proven',
      what: 'evaluation, provenance, bill of materials and the rest of the card follow from weights, plan and log',
    },
    {
      by: 'log',
      what: `a run of this plan has made this model in ${rounds.length} rounds and was ${outcome}: entry ${ended} of ${entries} under a signed checkpoint`,
    },
    { by: 'log', what: 'which sites and updates are in the model of each round, and the scores that were released' },
    ...(transcripts === 0
      ? []
      : [
          {
            by: 'log',
            what: `${transcripts} transcripts of sums under masks, which the sites have signed: "consilium audit transcript" checks them`,
          } as const,
        ]),
    isLogKnown
      ? { by: 'proven', what: 'the log is that of the key given with --log-key' }
      : {
          by: 'operator',
          what: `that the log is the one that the hospitals have seen: compare its key, ${key}, or give theirs with --log-key`,
        },
    {
      by: 'operator',
      what: 'that each update came from the site that it is counted for, and times',
    },
    // Beside the hashes to which the log commits, so that who has the log can write others.
    { by: 'signer', what: 'where the ledger of each site stood, and with which key it spoke' },
    ...(outcome === 'completed'
      ? []
      : [{ by: 'signer', what: 'that no attempt after the last closed round is left out' } as const]),
    card,
  ];
}
