// `npm run demo`: four hospitals, one model, from a fresh clone. Everything after `--` goes to `consilium sim`.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { argv, execPath, exit } from 'node:process';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const given = argv.slice(2);
const plan = given[0]?.endsWith('.yaml') ? (given.shift() ?? '') : 'examples/heart-disease/study.yaml';
const out = given.includes('--out') ? [] : ['--out', 'runs/demo'];
const program = join(root, 'cli', 'bin', 'consilium.js');
const { status } = spawnSync(execPath, [program, 'sim', plan, ...out, ...given], { cwd: root, stdio: 'inherit' });
exit(status ?? 1);
