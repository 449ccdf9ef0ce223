// Regenerates what is made from other files: the protobuf code in proto/gen, compiled kernels and the reference pages in docs.
// `node scripts/generate.mjs --check` changes nothing and fails when the committed files differ.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import asc from 'assemblyscript/asc';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const check = process.argv.includes('--check');

/** Protobuf messages as static code: no reflection, so that it runs where eval is switched off. */
function protobufFiles() {
  const folder = mkdtempSync(join(tmpdir(), 'consilium-generate-'));
  try {
    const js = join(folder, 'consilium.js');
    const services = ['site', 'research', 'join'].map((name) => `consilium/v1/${name}.proto`);
    const sources = [...services, 'grpc/health/v1/health.proto'];
    const flags = [
      '--es6',
      '--no-delimited',
      '--no-verify',
      '--no-convert',
      '--no-typeurl',
      '--no-service',
      '--force-number',
      '--alt-comment',
      '--dependency',
      './protobuf.js',
    ];
    const pbjs = join(root, 'node_modules/protobufjs-cli/bin/pbjs');
    execFileSync(process.execPath, [pbjs, '-t', 'static-module', '-w', 'esm', ...flags, '-p', 'proto', ...sources, '-o', js], {
      cwd: root,
    });
    const pbts = join(root, 'node_modules/protobufjs-cli/bin/pbts');
    execFileSync(process.execPath, [pbts, '-o', join(folder, 'consilium.d.ts'), js], { cwd: root });
    return [
      ['proto/gen/consilium.js', readFileSync(js, 'utf8')],
      ['proto/gen/consilium.d.ts', readFileSync(join(folder, 'consilium.d.ts'), 'utf8')],
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Arithmetic on words for the vector unit, as text: sources are all that a package or a checkout then has to carry. */
async function kernelFiles() {
  const source = 'lib/secure-sum/kernel/wrapping-words.as';
  /** @type {Uint8Array | string | undefined} */
  let wasm;
  const flags = ['--optimizeLevel', '3', '--noAssert', '--runtime', 'stub', '--enable', 'simd'];
  const memory = ['--initialMemory', '2', '--maximumMemory', '2'];
  const { error } = await asc.main(['kernel.ts', ...flags, ...memory, '--outFile', 'kernel.wasm'], {
    readFile: (name) => (name === 'kernel.ts' ? readFileSync(join(root, source), 'utf8') : null),
    writeFile: (_name, content) => {
      wasm = content;
    },
    listFiles: () => [],
  });
  if (error !== null || !(wasm instanceof Uint8Array)) throw new Error(`${source} does not compile`, { cause: error });
  const text = Buffer.from(wasm).toString('base64');
  return [
    [
      'lib/secure-sum/src/wrapping-words-wasm.ts',
      `/** ${source}, compiled: WebAssembly in base64. Made by \`npm run generate\`. */\nexport const WRAPPING_WORDS_WASM =\n  '${text}';\n`,
    ],
  ];
}

/** Reference pages, written by the built code itself so that they cannot drift from it. */
async function referencePages() {
  const built = join(root, 'cli/dist/reference-pages.js');
  if (!existsSync(built)) {
    if (check) throw new Error('run `npm run build` first: the reference pages are written by the built code');
    return [];
  }
  const { referencePages: pages } = await import(pathToFileURL(built).href);
  return pages();
}

const stale = [];
for (const [path, content] of [...protobufFiles(), ...(await kernelFiles()), ...(await referencePages())]) {
  const target = join(root, path);
  if (existsSync(target) && readFileSync(target, 'utf8') === content) continue;
  stale.push(path);
  if (!check) {
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, content);
  }
}
if (check && stale.length > 0) {
  process.stderr.write(`out of date: ${stale.join(', ')}\nRun \`npm run generate\` and commit the result.\n`);
  process.exitCode = 1;
} else {
  process.stderr.write(stale.length === 0 ? 'generated files are up to date\n' : `wrote ${stale.join(', ')}\n`);
}
