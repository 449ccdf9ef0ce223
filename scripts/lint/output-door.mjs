// Shipped code reaches a terminal through lib/host/src/output only, which spells out hidden characters of other people's text.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** Files that may do what others may not, each with the reason. @type {Record<string, string>} */
const DOORS = {
  'lib/host/src/output/standard-streams.ts': 'the door itself',
  'lib/host/src/output/terminal.ts': 'the escape sequences of the door',
  'lib/host/src/log.ts': 'records go to standard error, through visibleRecord',
  'lib/host/src/exclusive-lock.ts': 'reads what another program wrote to its own standard error',
  'site-agent/src/pixels/text-reader.ts': 'takes the terminal away from a thread of a library',
  'lib/host/src/rerun-without-eval.ts': 'the child that shares the terminal is the same program',
};

/** Names by which code reaches a terminal, whatever they are taken from. */
const STREAMS = new Set(['stdout', 'stderr', 'console']);
/** Control characters but those of text files and separators of keys: with them terminals are commanded. */
const COMMAND = /[^\P{Cc}\0\t\n\r]/u;
const DEVICE = /^\/(?:dev\/(?:std(?:out|err)|tty|fd\/|pts\/)|proc\/(?:self|\d+)\/fd\/)/u;

/**
 * @param {string} path
 * @param {string} text of the source
 * @returns {string[]} what reaches a terminal past the door, with line numbers
 */
export function pastTheDoor(path, text) {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  /** @type {string[]} */
  const found = [];
  /** @param {ts.Node} node */
  const visit = (node) => {
    const what = reason(node);
    if (what !== undefined) found.push(`${path}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}: ${what}`);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/**
 * @param {ts.Node} node
 * @returns {string | undefined}
 */
function reason(node) {
  if (ts.isIdentifier(node)) return STREAMS.has(node.text) ? node.text : undefined;
  if (ts.isCallExpression(node)) {
    const { expression } = node;
    const name = ts.isPropertyAccessExpression(expression) ? expression.name.text : expression.getText();
    return /^write(?:v|File)?(?:Sync)?$/u.test(name) && isTerminalNumber(node.arguments[0]) ? `${name} to 1 or 2` : undefined;
  }
  if (ts.isPropertyAssignment(node))
    return node.name.getText() === 'fd' && isTerminalNumber(node.initializer) ? 'fd 1 or 2' : undefined;
  // Literal types hold strings too: they are only named there.
  const isText =
    ts.isStringLiteral(node) ||
    ts.isNoSubstitutionTemplateLiteral(node) ||
    ts.isTemplateHead(node) ||
    ts.isTemplateMiddleOrTemplateTail(node);
  if (!isText) return undefined;
  if (STREAMS.has(node.text) || node.text === 'inherit') return `'${node.text}'`;
  if (COMMAND.test(node.text)) return 'an escape sequence';
  return DEVICE.test(node.text) ? node.text : undefined;
}

/** @param {ts.Node | undefined} node */
function isTerminalNumber(node) {
  return node !== undefined && ts.isNumericLiteral(node) && ['1', '2'].includes(node.text);
}

/**
 * Problems of all shipped sources.
 * @param {string} root
 * @param {string[]} sources paths relative to root, with forward slashes
 * @param {Record<string, string>} doors
 * @returns {string[]}
 */
export function outputPastTheDoor(root, sources, doors = DOORS) {
  const shipped = sources.filter((path) => !/\.test\.ts$|(?:^|\/)testing\/|^(?:test|bench)\//u.test(path));
  const problems = shipped.flatMap((path) =>
    pastTheDoor(path, readFileSync(join(root, path), 'utf8')).map((problem) => ({ path, problem })),
  );
  const wrong = problems.filter(({ path }) => !(path in doors));
  const unused = Object.keys(doors).filter((door) => !problems.some(({ path }) => path === door));
  return [
    ...wrong.map(
      ({ problem }) =>
        `output-door: ${problem}\n    Write through lib/host (say, print, standardError), which spells out hidden characters`,
    ),
    ...unused.map((door) => `output-door: ${door}\n    Take it out of DOORS: it needs no permission`),
  ];
}
