import { openSource } from '@consilium/site-agent';

/**
 * The columns of a table, for those who write a plan: of their own file, since what another hospital's file has nobody may know from afar.
 *
 * @param pattern names of which `*` is any text
 * @returns in the order of the file
 * @throws ConsiliumError `FILE_UNREADABLE`, `DATA_INVALID`, `SOURCE_UNSAFE`
 */
export async function tableColumns(path: string, pattern: string): Promise<readonly string[]> {
  const parts = pattern.split('*');
  const [first = ''] = parts;
  const last = parts.at(-1) ?? '';
  return (await openSource({ kind: 'csv', path }, '').columns()).filter((name) => {
    if (parts.length === 1) return name === pattern;
    if (name.length < first.length + last.length || !name.startsWith(first) || !name.endsWith(last)) return false;
    // Each part where it first stands: no pattern takes longer than the name is long.
    let at = first.length;
    for (const part of parts.slice(1, -1)) {
      const found = name.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return at <= name.length - last.length;
  });
}
