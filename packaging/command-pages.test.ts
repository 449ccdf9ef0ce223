import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtProgram, ROOT } from '@consilium/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { bashCompletion } from './bash-completion.mjs';
import { type CommandNode, commandTree } from './command-tree.mjs';
import { manPage } from './man-page.mjs';
import { PRODUCTS } from './products.mjs';

const EPOCH = 1_795_564_800;
const errorsPage = readFileSync(join(ROOT, 'docs/errors.md'), 'utf8');

it('no text of a command is taken for an instruction of the manual', () => {
  const [product] = PRODUCTS;
  if (product === undefined) throw new Error('there are no products');
  const leaf: CommandNode = {
    words: 'x y',
    usage: '',
    description: ".so /etc/passwd\n'br \\e\n\u2019",
    options: [],
    example: '',
    children: [],
  };
  const text = manPage(product, { ...leaf, words: 'x', children: [leaf] }, '0.1.0', errorsPage, EPOCH);
  expect(text).toContain("\n\\&.so /etc/passwd\n\\&'br \\(rse\n\\[u2019]\n");
});

describe.each([...PRODUCTS])('pages of $program', (product) => {
  let commands: CommandNode;
  beforeAll(async () => {
    // Fails where the build is older than the sources.
    builtProgram('consilium');
    commands = await commandTree(ROOT, product.workspace);
  });

  const leaves = (node: CommandNode): readonly CommandNode[] =>
    node.children.length === 0 ? [node] : node.children.flatMap(leaves);
  const page = (): string => manPage(product, commands, '0.1.0', errorsPage, EPOCH);

  it('the manual has every command, each with its example, and every exit code', () => {
    const text = page();
    expect(leaves(commands).length).toBeGreaterThan(10);
    expect(text.match(/^\.SS /gm)).toHaveLength(leaves(commands).length);
    expect(text.match(/^\.EX$/gm)).toHaveLength(leaves(commands).length);
    expect([...text.matchAll(/^\.B (\d+)$/gm)].map(([, code]) => code)).toEqual(['0', '2', '3', '4', '5', '6', '7', '8', '70']);
    expect(text).toContain('"2026-11-25"');
  });

  const groff = spawnSync('groff', ['--version']).error;
  it.skipIf(groff !== undefined)('groff sets the manual without a warning', () => {
    const { stdout, stderr, status } = spawnSync('groff', ['-man', '-ww', '-Tutf8', '-P-c'], { input: page(), encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain(leaves(commands)[0]?.words);
  });

  /** What bash offers after a line that ends where the cursor is. */
  const offered = (line: string): readonly string[] => {
    const words = line.split(' ');
    const script = `${bashCompletion(commands)}
COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}
_${product.program.replaceAll('-', '_')}; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', script], { encoding: 'utf8' });
    expect(stderr).toBe('');
    return stdout.split('\n').filter((word) => word !== '');
  };

  it('bash completes commands, commands below them, and options', () => {
    const top = commands.children.map(({ words }) => words.slice(product.program.length + 1));
    expect(offered(`${product.program} `)).toEqual(top);
    for (const leaf of leaves(commands)) {
      expect(offered(`${leaf.words} --`)).toEqual(leaf.options.flatMap(({ long }) => long ?? []));
    }
    expect(offered(`${product.program} ${top[0]?.slice(0, 2)}`)).toContain(top[0]);
    expect(offered(`${product.program} nonsense x`)).toEqual([]);
  });
});
