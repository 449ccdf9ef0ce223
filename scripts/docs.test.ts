import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { buildProgram as researcherProgram } from '../cli/src/program.ts';
import { buildProgram as hospitalProgram } from '../site-agent/src/commands/program.ts';

/** A command of ours, whose library is theirs to name. */
type Command = Awaited<ReturnType<typeof researcherProgram>>;

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const ROOT_PAGES = ['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md'];

/** Files that a program makes where it runs: they look like paths of the repository and are none. */
const MADE_AT_RUN_TIME = [
  'authority',
  'consilium-coordinator',
  'consilium-identity',
  'consilium-site',
  'identity',
  'operator',
  'runs',
  'state',
];

const PROGRAMS: Readonly<Record<string, Command>> = {
  consilium: await researcherProgram(),
  'consilium-site': await hospitalProgram(),
};

interface Page {
  readonly path: string;
  /** Lines outside fenced blocks. */
  readonly prose: readonly string[];
  /** Lines of fenced blocks, those that end in a backslash joined with the next. */
  readonly fenced: readonly string[];
}

function readPage(path: string): Page {
  return { path, ...divide(readFileSync(join(ROOT, path), 'utf8')) };
}

function divide(text: string): Pick<Page, 'prose' | 'fenced'> {
  const prose: string[] = [];
  const fenced: string[] = [];
  let fence = false;
  for (const line of text.replaceAll(/\\\n\s*/g, ' ').split('\n')) {
    if (/^\s*```/.test(line)) fence = !fence;
    else (fence ? fenced : prose).push(line);
  }
  return { prose, fenced };
}

function pages(): readonly Page[] {
  const docs = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name));
  return [...ROOT_PAGES.filter((name) => existsSync(join(ROOT, name))), ...docs.sort()].map(readPage);
}

/** Anchors of a page as GitHub makes them from headings, and those set by hand. */
function anchors(prose: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const line of prose) {
    for (const [, id = ''] of line.matchAll(/<a id="([^"]+)"/g)) found.add(id);
    const heading = /^#{1,6}\s+(.*?)\s*$/.exec(line)?.[1];
    if (heading === undefined) continue;
    const slug = heading
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-');
    let unique = slug;
    for (let i = 1; found.has(unique); i++) unique = `${slug}-${i}`;
    found.add(unique);
  }
  return found;
}

/** What is wrong with the links of a page. */
function brokenLinks(page: Page): string[] {
  return page.prose.flatMap((line) =>
    [...line.replaceAll(/`[^`]*`/g, '').matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target = '']) => {
      if (/^[a-z]+:/.test(target)) return [];
      const [file = '', anchor] = target.split('#');
      const path = file === '' ? page.path : relative(ROOT, join(ROOT, dirname(page.path), file));
      if (!existsSync(join(ROOT, path))) return [`${page.path}: ${target} leads nowhere`];
      if (anchor === undefined) return [];
      const { prose } = file === '' ? page : readPage(path);
      if (anchors(prose).has(anchor)) return [];
      return [`${page.path}: ${target} names no heading of ${path}`];
    }),
  );
}

/** Code spans of a page, spans over two lines included. */
function codeSpans(page: Page): string[] {
  return [...page.prose.join('\n').matchAll(/`([^`]+)`/g)].map(([, code = '']) => code.replaceAll('\n', ' '));
}

/** Code spans that look like a file or folder of the repository and are none. */
function absentPaths(page: Page): string[] {
  const looksLikePath = /^[\w.-]+(?:\/[\w.-]+)*(?:\/|\/[\w-]+(?:\.[\w-]+)*\.[a-z0-9]{1,8})$/i;
  return codeSpans(page)
    .filter((code) => looksLikePath.test(code) && !MADE_AT_RUN_TIME.includes(code.split('/')[0] ?? ''))
    .filter((code) => !existsSync(join(ROOT, code)))
    .map((code) => `${page.path}: there is no ${code}`);
}

/** Words of a command line up to a comment, pipe or redirection. */
function wordsOf(line: string): string[] {
  const words = [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, plain]) => double ?? single ?? plain ?? '',
  );
  const end = words.findIndex((word) => /^(?:#|[|&;]|[0-9]?>)/.test(word));
  return end < 0 ? words : words.slice(0, end);
}

/** The command that words name, and the words after its name. */
function findCommand(words: readonly string[]): { readonly command: Command; readonly rest: readonly string[] } | undefined {
  const name = words[0] ?? '';
  // The documents speak of fields called `constructor`, which every object has.
  const program = Object.hasOwn(PROGRAMS, name) ? PROGRAMS[name] : undefined;
  if (program === undefined) return undefined;
  let command = program;
  let rest = words.slice(1);
  for (;;) {
    command.exitOverride().configureOutput({ writeErr: () => {} });
    const next = command.commands.find((child) => child.name() === rest[0]);
    if (next === undefined) return { command, rest };
    command = next;
    rest = rest.slice(1);
  }
}

/** What is wrong with a whole command line, if it is one of ours. */
function wrongCommand(line: string): string | undefined {
  const words = wordsOf(line.replace(/^\s*(?:\$ )?(?:npx )?/, ''));
  const found = findCommand(words);
  if (found === undefined || words[1] === undefined || words[1] === '...') return undefined;
  const { command, rest } = found;
  if (rest.includes('--help') || (rest.length === 1 && rest[0] === '--version')) return undefined;
  if (command.commands.length > 0) return `there is no command ${words.slice(0, 3).join(' ')}`;
  // Kept, and put back: one line must not answer for what the next leaves out.
  command.saveStateBeforeParse();
  try {
    const { operands, unknown } = command.parseOptions([...rest]);
    if (unknown.length > 0) return `there is no option ${unknown[0]}`;
    const needed = command.registeredArguments.filter((argument) => argument.required).length;
    const most = command.registeredArguments.some(({ variadic }) => variadic) ? Infinity : command.registeredArguments.length;
    if (operands.length < needed || operands.length > most)
      return `takes ${command.registeredArguments.length} arguments, ${operands.length} are given`;
    const missing = command.options.find(
      (option) => option.mandatory && command.getOptionValue(option.attributeName()) === undefined,
    );
    return missing === undefined ? undefined : `${missing.flags} is needed`;
  } catch (error) {
    return (error as Error).message;
  } finally {
    command.restoreStateBeforeParse();
  }
}

/** What is wrong with a command named in a sentence: its name and its options, not their values. */
function wrongMention(code: string): string | undefined {
  const words = wordsOf(code);
  const found = findCommand(words);
  if (found === undefined || words[1] === undefined || words[1] === '...') return undefined;
  const { command, rest } = found;
  if (command.commands.length > 0 && rest.some((word) => !word.startsWith('-'))) return 'there is no such command';
  const unknown = rest.find((word) => word.startsWith('--') && !command.options.some((option) => option.long === word));
  return unknown === undefined || unknown === '--help' ? undefined : `there is no option ${unknown}`;
}

function wrongCommands(page: Page): string[] {
  const wrong = (text: string, problem: string | undefined): string[] =>
    problem === undefined ? [] : [`${page.path}: ${text.trim()}: ${problem}`];
  return [
    ...page.fenced.flatMap((line) => wrong(line, wrongCommand(line))),
    ...codeSpans(page).flatMap((code) => wrong(code, wrongMention(code))),
  ];
}

describe('the documentation', () => {
  const all = pages();

  it('is there', () => {
    expect(all.length).toBeGreaterThan(15);
    expect(all.flatMap((page) => page.fenced).filter((line) => line.startsWith('$ consilium')).length).toBeGreaterThan(15);
  });

  it('has links that lead somewhere', () => {
    expect(all.flatMap(brokenLinks)).toEqual([]);
  });

  it('names files that exist', () => {
    expect(all.flatMap(absentPaths)).toEqual([]);
  });

  it('shows commands, options and arguments that exist', () => {
    expect(all.flatMap(wrongCommands)).toEqual([]);
  });

  it('has every decision in its index, and every page', () => {
    const index = readFileSync(join(ROOT, 'docs/README.md'), 'utf8');
    const absent = all
      .map(({ path }) => relative('docs', path))
      .filter((path) => !path.startsWith('..') && path !== 'README.md' && !path.startsWith('proofs/'))
      .filter((path) => !index.includes(`(${path})`));
    expect(absent).toEqual([]);
  });
});

describe('the check itself', () => {
  const page = (text: string): Page => ({ path: 'docs/architecture.md', ...divide(text) });

  it('finds links to absent files and headings', () => {
    expect(brokenLinks(page('[a](nowhere.md) [b](#rooms) [c](https://example.org)'))).toHaveLength(2);
    expect(brokenLinks(page('## Rooms\n[a](privacy.md#accounting) [b](privacy.md#nothing)'))).toHaveLength(1);
  });

  it('knows headings as GitHub does', () => {
    const text = '# A `b`, c-d_e!\n## Same\n## Same\n```\n# none\n```\n<a id="by-hand"></a>';
    expect([...anchors(divide(text).prose)]).toEqual(['a-b-c-d_e', 'same', 'same-1', 'by-hand']);
  });

  it('finds absent files, not what a program makes', () => {
    expect(absentPaths(page('`lib/core/src/index.ts` `lib/core/src/none.ts` `nowhere/x.md` `state/x.db` `a/b` `none/`'))).toEqual(
      [
        'docs/architecture.md: there is no lib/core/src/none.ts',
        'docs/architecture.md: there is no nowhere/x.md',
        'docs/architecture.md: there is no none/',
      ],
    );
  });

  it.each([
    ['consilium study chek study.yaml', /no command/],
    ['$ consilium study check', /arguments/],
    ['$ consilium study check a.yaml b.yaml', /arguments/],
    ['npx consilium sim study.yaml --sed 1', /no option --sed/],
    ['consilium coordinator init --host fl.example.org', /--consortium/],
    ['consilium coordinator init --consortium cardio --port many', /port/],
    ['consilium coordinator init --port 7443', /--consortium/],
    ['consilium-site leave token', /no command/],
  ])('refuses %s', (line, problem) => {
    expect(wrongCommand(line)).toMatch(problem);
  });

  it.each([
    '$ consilium privacy forecast study.yaml --patients cleveland=200 hungary=174 --budget 0.8',
    'consilium-site plan approve study.yaml --reason "ethics vote 12/2026"  # a comment',
    'consilium run list --json | head',
    'consilium ...',
    'consilium --version',
    'some output',
  ])('lets pass %s', (line) => {
    expect(wrongCommand(line)).toBeUndefined();
  });

  it('checks commands in sentences by name and option', () => {
    expect(wrongMention('consilium sim --seed N')).toBeUndefined();
    expect(wrongMention('consilium study')).toBeUndefined();
    expect(wrongMention('consilium-site leave')).toMatch(/no such command/);
    expect(wrongMention('consilium sim --sed N')).toMatch(/no option/);
  });
});
