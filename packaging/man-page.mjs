/**
 * The manual page of a program: every command with its options and an example, and what exit codes mean.
 * @param {import('./products.mjs').Product} product
 * @param {import('./command-tree.mjs').CommandNode} commands
 * @param {string} version
 * @param {string} errorsPage docs/errors.md, for the table of exit codes
 * @param {number} epoch seconds since 1970
 */
export function manPage(product, commands, version, errorsPage, epoch) {
  const { name, program } = product;
  const day = new Date(epoch * 1000).toISOString().slice(0, 10);
  return `${[
    `.TH ${program.toUpperCase()} 1 "${day}" "Consilium ${version}" "Consilium"`,
    '.SH NAME',
    `${escape(program)} \\- ${escape(product.summary)}`,
    '.SH SYNOPSIS',
    `.B ${escape(program)}`,
    '.I command',
    '[options]',
    '.SH DESCRIPTION',
    escape(product.description),
    '.SH COMMANDS',
    ...commands.children.flatMap(section),
    '.SH EXIT STATUS',
    ...exitCodes(errorsPage).flatMap(([code, meaning]) => ['.TP', `.B ${code}`, escape(meaning)]),
    '.SH FILES',
    ...[
      [`/var/lib/${name}`, 'everything the service keeps; its own user alone reads it'],
      [`/etc/${name}/environment`, 'environment of the service, such as a proxy'],
      [`/usr/share/doc/${name}/operations.md`, 'how to set up, run, back up, upgrade and remove'],
    ].flatMap(([path = '', what = '']) => ['.TP', `.I ${escape(path)}`, escape(what)]),
    '.SH SEE ALSO',
    `.BR systemctl (1),\n.BR journalctl (1)`,
  ].join('\n')}\n`;
}

/**
 * The rows of the table of exit codes.
 * @param {string} errorsPage
 * @returns {[code: string, meaning: string][]}
 */
export function exitCodes(errorsPage) {
  return [...errorsPage.matchAll(/^\| (\d+) \| (.+) \|$/gm)].map(([, code = '', meaning = '']) => [code, meaning]);
}

/**
 * @param {import('./command-tree.mjs').CommandNode} command
 * @returns {string[]}
 */
function section({ words, usage, description, options, example, children }) {
  if (children.length > 0) return children.flatMap(section);
  return [
    `.SS "${escape(`${words} ${usage}`)}"`,
    escape(description),
    ...options.flatMap(({ flags, description: what }) => ['.TP', `.B ${escape(flags)}`, escape(what)]),
    ...(example === '' ? [] : ['.PP', '.EX', escape(example), '.EE']),
  ];
}

/** As roff(7) prints it, character by character. @param {string} text */
function escape(text) {
  return text
    .replaceAll('\\', '\\(rs')
    .replaceAll('-', '\\-')
    .replaceAll('"', '\\(dq')
    .replace(/^(?=[.'])/gm, '\\&')
    .replace(/\P{ASCII}/gu, (character) => `\\[u${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}]`);
}
