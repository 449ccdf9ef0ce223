import { ConsiliumError } from '@consilium/core';
import { print } from '@consilium/host';
import { tableColumns } from '@consilium/sim';
import { Command } from 'commander';

/** `consilium study columns`: a wildcard in a plan would be other columns at every hospital. */
export function columnsCommand(): Command {
  return new Command('columns')
    .argument('<file>', 'a CSV file of your own')
    .argument('<pattern>', 'names of the columns, in quotes; * is any text')
    .option('--json', 'print the names as JSON')
    .addHelpText('after', "\nExample:\n  $ consilium study columns expression.csv 'ENSG*'\n")
    .action(async (path: string, pattern: string, options: { json?: boolean }) => {
      const names = await tableColumns(path, pattern);
      if (names.length === 0) throw new ConsiliumError({ code: 'USAGE', message: `${path} has no column ${pattern}` });
      print(options.json, names, () => columnLines(names));
    });
}

/** Names as a list of YAML, ready to be pasted: in quotes, since names such as `no` would be something else without. */
function columnLines(names: readonly string[]): readonly string[] {
  const lines: string[] = [];
  let line = 'columns: [';
  for (const [i, name] of names.entries()) {
    const text = `${JSON.stringify(name)}${i === names.length - 1 ? ']' : ','}`;
    if (line.length + text.length > 120) {
      lines.push(line.trimEnd());
      line = '  ';
    }
    line += `${text} `;
  }
  return [...lines, line.trimEnd()];
}
