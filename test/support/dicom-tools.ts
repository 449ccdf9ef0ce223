import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '@consilium/testing';
import { pythonVenv } from './python-venv.ts';

const SOURCES = join(ROOT, 'test/interop/dicom');
/** Of dcmtk and dicom3tools, packages of Debian. */
const PROGRAMS = ['dcmdump', 'dcmcjpeg', 'dcmdjpeg', 'dcmcjpls', 'dcmdjpls', 'dcmcrle', 'dciodvfy'] as const;

/** What pydicom sees in an image. */
export interface SeenImage {
  readonly path: string;
  readonly number: number;
  readonly modality: string;
  readonly shape: readonly number[];
  /** SHA-256 of the decoded pixels, and of their bytes as the file holds them. */
  readonly pixels: string;
  readonly stored: string;
  readonly syntax: string;
  readonly removed: string | null;
  readonly text: string;
}

/** Programs of others that read DICOM; no part of this project. */
export class DicomTools {
  readonly #python: string;

  private constructor(python: string) {
    this.#python = python;
  }

  /** The tools, or why this machine has none. */
  static prepare(): DicomTools | { readonly missing: string } {
    const missing = PROGRAMS.filter((program) => spawnSync(program, ['--version']).error !== undefined);
    if (missing.length > 0) return { missing: `there is no ${missing.join(', ')} here (packages dcmtk, dicom3tools)` };
    const venv = pythonVenv('dicom', join(SOURCES, 'requirements.txt'));
    return 'missing' in venv ? venv : new DicomTools(venv.python);
  }

  /** What pydicom sees; throws where it cannot open one. */
  seen(paths: readonly string[]): readonly SeenImage[] {
    const lines = this.run(this.#python, [join(SOURCES, 'describe.py'), ...paths]);
    return lines
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as SeenImage);
  }

  /** Errors that dciodvfy reports, without the values and places that differ from image to image. */
  errors(path: string): readonly string[] {
    const { stdout, stderr, error } = spawnSync('dciodvfy', ['-new', path], { encoding: 'latin1' });
    if (error !== undefined) throw error;
    return `${stdout}${stderr}`.split('\n').filter((line) => line.startsWith('Error'));
  }

  /** Runs a program that must succeed and returns what it prints. */
  run(program: string, args: readonly string[]): string {
    const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 2 ** 26 });
    if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${error?.message ?? stderr}`);
    return stdout;
  }
}
