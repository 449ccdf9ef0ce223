import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import { PROMISE } from '../lib/privacy/src/index.ts';
import { parsePlan, UNIT_WORDS } from '../lib/plan/src/index.ts';
import { planFacts } from '../site-agent/src/commands/plan-facts.ts';
import { planText } from '../site-agent/src/commands/plan-text.ts';
import { buildProgram } from '../site-agent/src/commands/program.ts';
import { createPolicyFile, usualRights } from '../site-agent/src/gate/index.ts';
import { renderReport } from '../sim/src/report/render-report.ts';
import { fakeSummary } from '../sim/src/report/testing/fake-summary.ts';
import { renderSummaryTable } from '../sim/src/terminal/summary-table.ts';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** Sentences that were printed and are not true, or not always. */
const FALSE: readonly (readonly [RegExp, string])[] = [
  [/everything that (?:the|a) hospital(?: ever)? sends/iu, 'refusals, times and exact scores are sent too'],
  [/larger than any one patient/iu, 'noise of less than one clip is usual where sampling helps'],
  [/nobody has to trust us|no trust needed|trusted\? nobody/iu, 'the hospital runs our program, and releases are not signed'],
  [/certified (?:upper )?(?:bound|epsilon)|the certified accountant/iu, 'quadrature errors are estimated, not bounded'],
  [/what leaves is a clipped/iu, 'it is one of the things that leave'],
  [/enters nothing that leaves/iu, 'exact scores tell how many are held out'],
  [/would look nearly the same had/iu, 'not what is exact'],
  [/one hospital together, and each of its patients/iu, 'scores of dp-fedavg hide a patient, not a hospital'],
  [/`?dp-fedavg`? (?:hides a|protects the) (?:whole )?hospital/iu, 'only its updates do'],
  [/the guarantee of the whole run/iu, 'attempts that are made again cost more'],
];

/** Text of all pages and shipped sources, on one line each and without the marks of quotations and comments. */
function texts(): readonly (readonly [string, string])[] {
  const folders = ['docs', 'lib', 'sim/src', 'cli/src', 'site-agent/src', 'coordinator/src', 'examples'];
  const files = folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  );
  const read = ['README.md', 'CHANGELOG.md', 'SECURITY.md', ...files].filter(
    (path) => /\.(?:md|ts)$/u.test(path) && !/\.test\.ts$|\.d\.ts$|(?:^|\/)(?:dist|node_modules)\//u.test(path),
  );
  return read.map((path) => [path, plain(readFileSync(join(ROOT, path), 'utf8'))]);
}

function plain(text: string): string {
  return text
    .replaceAll(/^\s*(?:>|\*|\/\/)\s?/gmu, ' ')
    .replaceAll(/\*\*/gu, '')
    .replaceAll(/\s+/gu, ' ');
}

describe('the promise', () => {
  it('is one sentence, with its scope inside', () => {
    expect(PROMISE).toMatch(/^[A-Z][^.]+\.$/u);
    for (const word of ['coordinator', 'epsilon', 'delta', 'not covered', 'exact', 'held out']) expect(PROMISE).toContain(word);
  });

  it.each(['README.md', 'docs/privacy.md'])('stands in %s word for word', (path) => {
    expect(plain(readFileSync(join(ROOT, path), 'utf8'))).toContain(PROMISE);
  });

  it('stands in the report and below the table of a run, where it holds, and nowhere else', () => {
    const shown = (summary: ReturnType<typeof fakeSummary>): readonly string[] => [
      renderReport(summary).replaceAll('&#39;', "'"),
      plain(
        renderSummaryTable(summary)
          .map((line) => (typeof line === 'string' ? line : line.text))
          .join('\n'),
      ),
    ];
    for (const text of shown(fakeSummary())) expect(text).toContain(PROMISE);
    for (const text of shown(fakeSummary({ privacy: 'none' }))) expect(text).not.toContain(PROMISE);
  });

  it('stands where a hospital reads a plan', () => {
    const plan = (path: string): string => {
      const compiled = parsePlan(readFileSync(join(ROOT, path), 'utf8'));
      return planText(planFacts(compiled, usualRights(compiled)), {}, usualRights(compiled)).join('\n');
    };
    expect(plan('examples/heart-disease/study.yaml')).toContain(PROMISE);
    expect(plan('examples/heart-disease/no-privacy.yaml')).not.toContain(PROMISE);
  });

  it('claims a site as a whole for its updates alone: scores of the same plan hide a patient', () => {
    const text = readFileSync(join(ROOT, 'examples/heart-disease/study.yaml'), 'utf8');
    const { privacy, training, ...rest } = JSON.parse(parsePlan(text).json) as Record<string, Record<string, unknown>>;
    const compiled = parsePlan(
      JSON.stringify({
        ...rest,
        training: { loss: training?.loss, localEpochs: 1, batchSize: 32, optimizer: { kind: 'sgd', learningRate: 0.1 } },
        privacy: { mechanism: 'dp-fedavg', clip: 1, target: privacy?.target },
      }),
    );
    const summary = fakeSummary({ privacy: 'site' });
    const shown = [
      planText(planFacts(compiled, usualRights(compiled)), {}, usualRights(compiled)).join('\n'),
      plain(renderReport(summary).replaceAll(/<[^>]*>/gu, '')),
      renderSummaryTable(summary)
        .map((line) => (typeof line === 'string' ? line : line.text))
        .join('\n'),
    ];
    for (const text of shown) {
      expect(text).toContain(UNIT_WORDS.site);
      expect(text.replaceAll(UNIT_WORDS.site, '')).not.toMatch(/\bper site\b|protects itself as a whole|particular site/u);
    }
  });

  it('stands below the numbers that a hospital may quote', async () => {
    let text = '';
    vi.spyOn(process.stdout, 'write').mockImplementation((part) => ((text += String(part)), true));
    const folder = mkdtempSync(join(tmpdir(), 'consilium-promise-'));
    createPolicyFile(join(folder, 'policy.yaml'));
    await (await buildProgram()).parseAsync(['node', 'consilium-site', 'budget', '--folder', folder]);
    vi.restoreAllMocks();
    rmSync(folder, { recursive: true });
    expect(text).toContain(PROMISE);
  });

  it('is not said otherwise: no page and no source has a sentence that is known to be false', () => {
    const all = texts();
    expect(all.length).toBeGreaterThan(300);
    const found = all.flatMap(([path, text]) =>
      FALSE.flatMap(([pattern, why]) => (pattern.test(text) ? [`${path}: ${pattern.source}: ${why}`] : [])),
    );
    expect(found).toEqual([]);
  });
});
