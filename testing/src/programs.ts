import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository. */
export const ROOT: string = fileURLToPath(new URL('../..', import.meta.url));

const PROGRAMS = {
  consilium: 'cli/bin/consilium.js',
  site: 'site-agent/bin/consilium-site.js',
} as const;

/** Name of a program. */
export type Program = keyof typeof PROGRAMS;

/** Rooms that a program, or a module preloaded into one, is built of. */
const BUILT = ['proto', 'lib/*', 'coordinator', 'site-agent', 'sim', 'cli', 'testing'];
/** What is beside shipped sources and not compiled. */
const NOT_COMPILED = /\.(?:test|bench|d)\.ts$|\/src\/testing\//;

/** Path of a program as it is shipped. @throws Error when it was compiled from older sources than are here now */
export function builtProgram(program: Program): string {
  return builtFile(PROGRAMS[program]);
}

/** Path of a file that the build makes or needs. @throws Error when the build is older than the sources */
export function builtFile(path: string): string {
  stale ??= staleSource(ROOT);
  if (stale.source !== undefined) {
    throw new Error(`${stale.source} is newer than the build, and this test starts built programs: npm run build`);
  }
  return join(ROOT, path);
}

let stale: { readonly source: string | undefined } | undefined;

/** A source that was written after its room was built, if there is one. Paths are relative to `root`. */
export function staleSource(root: string): { readonly source: string | undefined } {
  for (const room of BUILT.flatMap((name) => roomsOf(root, name))) {
    const build = join(root, room, 'dist/.tsbuildinfo');
    const builtMs = existsSync(build) ? statSync(build).mtimeMs : Number.NEGATIVE_INFINITY;
    for (const name of readdirSync(join(root, room, 'src'), { recursive: true, encoding: 'utf8' })) {
      const source = join(room, 'src', name);
      if (!name.endsWith('.ts') || NOT_COMPILED.test(source)) continue;
      if (statSync(join(root, source)).mtimeMs > builtMs) return { source };
    }
  }
  return { source: undefined };
}

function roomsOf(root: string, name: string): readonly string[] {
  if (!name.endsWith('/*')) return [name];
  const folder = name.slice(0, -2);
  return readdirSync(join(root, folder)).map((room) => `${folder}/${room}`);
}
