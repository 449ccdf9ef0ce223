import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '@consilium/testing';
import typescript from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pythonVenv } from '../support/python-venv.ts';
import { mustRun, PROGRAMS_MS, runCommand } from '../support/programs.ts';

const EXAMPLES = join(ROOT, 'examples/use-a-model');
const HEART = join(ROOT, 'examples/heart-disease');
const ROWS = 1000;

const venv = pythonVenv('models', join(ROOT, 'test/interop/models/requirements.txt'));
if ('missing' in venv) process.stderr.write(`Exported models are not opened by Python here: ${venv.missing}\n`);

/** Runs a program of an example; what it prints on each line is a row and its numbers. */
function printed(command: string, args: readonly string[]): ReadonlyMap<number, number> {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 2 ** 26 });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}:\n${stderr}`);
  const lines = stdout.trimEnd().split('\n');
  return new Map(
    lines.map((line) => line.split(' ').map((text) => (text === 'nan' ? Number.NaN : Number(text))) as [number, number]),
  );
}

describe('a model that has left', () => {
  let folder: string;
  let table: string;
  let ours: ReadonlyMap<number, number>;
  const at = (name: string): string => join(folder, name);

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'consilium-models-'));
    await mustRun('consilium', ['sim', join(HEART, 'study.yaml'), '--rounds', '3', '--transport', 'memory', '--out', at('run')]);
    const files = ['cleveland', 'hungary', 'switzerland', 'va-long-beach'];
    const lines = files.map((name) =>
      readFileSync(join(HEART, `${name}.csv`), 'utf8')
        .trimEnd()
        .split('\n'),
    );
    const patients = lines.flatMap(([, ...rows]) => rows);
    const rows = Array.from({ length: ROWS }, (_, i) => patients[i % patients.length]);
    table = at('table.csv');
    writeFileSync(table, `${[lines[0]?.[0], ...rows].join('\n')}\n`);
    const json = JSON.parse(await mustRun('consilium', ['model', 'predict', at('run'), table, '--json'])) as {
      readonly rows: readonly { readonly row: number; readonly values?: readonly number[] }[];
    };
    ours = new Map(json.rows.map(({ row, values }) => [row, values?.[0] ?? Number.NaN]));
    for (const format of ['onnx', 'tfjs'])
      await mustRun('consilium', ['model', 'export', at('run'), '--format', format, '--out', at(format)]);
  }, PROGRAMS_MS);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Each row within 1e-6, and nothing where the plan leaves the row out. */
  function expectOurs(theirs: ReadonlyMap<number, number>): void {
    expect(theirs.size).toBe(ROWS);
    const finite = [...ours.values()].filter(Number.isFinite);
    // Most rows have all cells, and some have not: the comparison says something of both.
    expect(finite.length).toBeGreaterThan(ROWS / 4);
    expect(finite.length).toBeLessThan(ROWS);
    expect(new Set(finite).size).toBeGreaterThan(ROWS / 5);
    for (const [row, value] of ours) {
      const their = theirs.get(row) as number;
      if (Number.isNaN(value)) expect(their).toBeNaN();
      else expect(Math.abs(their - value)).toBeLessThan(1e-6);
    }
  }

  it(
    'writes over no file, and never over the table that it reads',
    async () => {
      const out = at('predictions.csv');
      const before = readFileSync(table, 'utf8');
      const predict = ['model', 'predict', at('run'), table, '--out'];
      await mustRun('consilium', [...predict, out]);
      const first = readFileSync(out, 'utf8');
      for (const [args, exit, said] of [
        [[out], 3, 'is there already'],
        [[table], 2, 'is the table that is read'],
        [[table, '--force'], 2, 'is the table that is read'],
      ] as const) {
        const { code, stderr } = await runCommand('consilium', [...predict, ...args]);
        expect([code, stderr]).toEqual([exit, expect.stringContaining(said)]);
      }
      expect([readFileSync(out, 'utf8'), readFileSync(table, 'utf8')]).toEqual([first, before]);
      await mustRun('consilium', [...predict, out, '--force']);
    },
    PROGRAMS_MS,
  );

  it('as tfjs says the same through TensorFlow.js, fed by the example in TypeScript', () => {
    // Below the clone, so that its packages are found.
    const here = join(ROOT, 'node_modules/.consilium');
    mkdirSync(here, { recursive: true });
    const made = mkdtempSync(join(here, 'example-'));
    try {
      const source = readFileSync(join(EXAMPLES, 'predict.ts'), 'utf8');
      const { ESNext } = typescript.ModuleKind;
      const { outputText } = typescript.transpileModule(source, { compilerOptions: { module: ESNext, target: 99 } });
      writeFileSync(join(made, 'predict.mjs'), outputText);
      expectOurs(printed(process.execPath, [join(made, 'predict.mjs'), at('tfjs'), table]));
    } finally {
      rmSync(made, { recursive: true, force: true });
    }
  });

  it.skipIf('missing' in venv)('as ONNX says the same through ONNX Runtime in Python, fed by the example in Python', () => {
    const { python } = venv as { readonly python: string };
    expectOurs(printed(python, [join(EXAMPLES, 'predict.py'), at('onnx'), table]));
  });

  it.skipIf('missing' in venv)('as ONNX passes the checker of ONNX, and says where it comes from', () => {
    const { python } = venv as { readonly python: string };
    const program = [
      'import json, onnx, sys',
      'model = onnx.load(sys.argv[1])',
      'onnx.checker.check_model(model, full_check=True)',
      'print(json.dumps({p.key: p.value for p in model.metadata_props}))',
    ].join('\n');
    const { stdout, stderr } = spawnSync(python, ['-c', program, at('onnx/model.onnx')], { encoding: 'utf8' });
    const summary = JSON.parse(readFileSync(at('run/summary.json'), 'utf8')) as Record<string, unknown> & {
      readonly model: { readonly sha256: string };
    };
    expect([JSON.parse(stdout || 'null'), stderr]).toEqual([
      {
        study: 'heart-disease',
        plan: summary['planHash'],
        run: summary['run'],
        weights: summary.model.sha256,
        privacy: expect.stringMatching(/^epsilon 0\.99\d* with delta 0\.001 for each patient; made in a rehearsal$/),
        notice: 'not for clinical use until approved',
        inputs: 'inputs.json',
      },
      '',
    ]);
  });
});
