// `npm run demo`: four hospitals, one model, from a fresh clone. Everything after `--` goes to `consilium sim`.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { argv, execPath, exit } from 'node:process';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const given = argv.slice(2);
const plan = given[0]?.endsWith('.yaml') ? (given.shift() ?? '') : 'examples/heart-disease/study.yaml';
// A third held out, as in the README: few hospitals and few patients, and the scores shall say something.
const share = given.includes('--held-out') ? [] : ['--held-out', '0.333'];
const out = given.includes('--out') ? [] : ['--out', 'runs/demo'];
const program = join(root, 'cli', 'bin', 'consilium.js');
const { status } = spawnSync(execPath, [program, 'sim', plan, ...share, ...out, ...given], { cwd: root, stdio: 'inherit' });
exit(status ?? 1);
