// `npm run demo`: four hospitals, one model, from a fresh clone. Everything after `--` goes to `consilium sim`.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { argv, execPath, exit } from 'node:process';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const given = argv.slice(2);
const plan = given[0]?.endsWith('.yaml') ? (given.shift() ?? '') : 'examples/heart-disease/study.yaml';
// A third held out, as in the README: few hospitals and few patients, and the scores shall say something.
const share = given.includes('--held-out') ? [] : ['--held-out', '0.333'];
const out = given.includes('--out') ? [] : ['--out', 'runs/demo', '--force'];
// An example whose data are made and not kept.
const maker = join(root, dirname(plan), 'make-sites.mjs');
const made = existsSync(maker) && !given.includes('--data') ? mkdtempSync(join(tmpdir(), 'consilium-demo-')) : undefined;
const data = made === undefined ? [] : ['--data', join(made, 'sites')];
if (made !== undefined) spawnSync(execPath, [maker, join(made, 'sites')], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
const program = join(root, 'cli', 'bin', 'consilium.js');
const { status } = spawnSync(execPath, [program, 'sim', plan, ...data, ...share, ...out, ...given], {
  cwd: root,
  stdio: 'inherit',
});
if (made !== undefined) rmSync(made, { recursive: true, force: true });
exit(status ?? 1);
