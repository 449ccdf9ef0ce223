import type { Declarations, FirstPlan, OpenField } from '@consilium/sim';

/** What could stand where a person has to write. Left blank, for what nobody has read is accepted as it was printed. */
const SUCH_AS: Readonly<Record<OpenField['field'], string>> = {
  unit: 'years',
  range: '[0, 100]',
  codes: '["a", "b"]',
  positive: '["1"]',
  negative: '["0"]',
};

/** The part of a dictionary that is lacking, each answer left blank; what was said already is not repeated, but for its column. */
export function dictionaryDraft({ fields, sites }: FirstPlan['open'], declared: Declarations): readonly string[] {
  const byColumn = grouped(fields);
  return [
    ...(byColumn.size === 0 ? [] : ['columns:']),
    ...[...byColumn].map(([column, open]) => {
      const known = Object.keys(declared.columns[column] ?? {});
      const entry = open.map(({ field }) => `${field}: `).join(', ');
      const examples = open.map(({ field }) => `${field}: ${SUCH_AS[field]}`).join(', ');
      return `  ${JSON.stringify(column)}: { ${entry}}   # such as ${examples}${known.length === 0 ? '' : `; beside ${known.join(', ')}`}`;
    }),
    ...(sites.length === 0 ? [] : ['sites:   # about how many patients train at each: public, rounded numbers, such as 100']),
    ...sites.map((site) => `  ${JSON.stringify(site)}: `),
    '# missing: ["-999"]   # what stands for nothing, beside empty cells',
  ];
}

function grouped(fields: readonly OpenField[]): ReadonlyMap<string, readonly OpenField[]> {
  const groups = new Map<string, OpenField[]>();
  for (const field of fields) groups.set(field.column, [...(groups.get(field.column) ?? []), field]);
  return groups;
}
