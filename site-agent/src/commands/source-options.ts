import { type Command, Option } from 'commander';
import type { SourceHints } from '../connectors/sniff.ts';

const DELIMITERS: Readonly<Record<string, SourceHints['delimiter']>> = {
  comma: ',',
  semicolon: ';',
  tab: '\t',
  bar: '|',
  colon: ':',
  tilde: '~',
};

/** What a person may have to say of a file, as options of a command. */
export interface SourceOptions {
  readonly table?: string;
  readonly delimiter?: string;
  readonly encoding?: SourceHints['encoding'];
  readonly decimal?: SourceHints['decimal'];
}

/** Lets a command take them. */
export function withSourceOptions(command: Command): Command {
  return command
    .option('--table <name>', 'table or view of a SQLite or DuckDB file; needed where there are several')
    .addOption(
      new Option(
        '--delimiter <name>',
        'what stands between the cells of a CSV file; a comma, or what its first line "sep=;" says, unless given',
      ).choices(Object.keys(DELIMITERS)),
    )
    .addOption(
      new Option(
        '--encoding <name>',
        'encoding of a CSV file; UTF-8, or UTF-16 where its first bytes say so, unless given',
      ).choices(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252', 'iso-8859-15']),
    )
    .addOption(
      new Option('--decimal <sign>', 'how a CSV file writes decimal numbers; with a point unless given').choices([
        'point',
        'comma',
      ]),
    );
}

/** The hints that options hold. */
export function hintsOf({ table, delimiter, encoding, decimal }: SourceOptions): SourceHints {
  const character = delimiter === undefined ? undefined : DELIMITERS[delimiter];
  return {
    ...(table === undefined ? {} : { table }),
    ...(character === undefined ? {} : { delimiter: character }),
    ...(encoding === undefined ? {} : { encoding }),
    ...(decimal === undefined ? {} : { decimal }),
  };
}
