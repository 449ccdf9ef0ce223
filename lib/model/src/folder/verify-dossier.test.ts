import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canonicalJson, type Json } from '@consilium/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { signFiles } from '../signature/model-signature.ts';
import { sampleKeys, sampleParts } from '../testing/sample-dossier.ts';
import { writeDossier } from '../write-dossier.ts';
import { hashFolder } from './hash-folder.ts';
import { verifyDossier } from './verify-dossier.ts';

const keys = sampleKeys();
const REFUSED = /^DOSSIER_(?:ALTERED|UNTRUSTED)$/;

let parent: string;
let folder: string;
let address: string;
const at = (path: string): string => join(folder, path);
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'consilium-dossier-'));
  folder = join(parent, 'dossier');
  address = writeDossier(folder, sampleParts(), keys.secret);
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

/** Code and message of the refusal. */
function refusal(of = folder, key = keys.public): string {
  try {
    verifyDossier(of, key);
  } catch (error) {
    const { code, message } = error as { readonly code: string; readonly message: string };
    expect(code).toMatch(REFUSED);
    return `${code}: ${message}`;
  }
  return 'accepted';
}

/** Signs what lies in the folder now, as its owner might have. */
function signAgain(files = new Map([...hashFolder(folder)].map(([path, { sha256 }]) => [path, sha256]))): void {
  files.delete('model.sig');
  writeFileSync(at('model.sig'), signFiles(files, 'hip-stay', keys.secret));
}

describe('a dossier', () => {
  it('is accepted with the key that signed it, wherever it is copied', () => {
    const copy = join(parent, 'copy');
    cpSync(folder, copy, { recursive: true });
    for (const one of [folder, copy])
      expect(verifyDossier(one, keys.public)).toMatchObject({
        address,
        manifest: { study: 'hip-stay', run: 'run-1', rehearsal: false },
      });
  });

  it('is refused with each single byte changed, added or cut, in any file', () => {
    const files = [...hashFolder(folder).keys()];
    expect(files).toContain('model.sig');
    let tried = 0;
    for (const file of files) {
      const content = readFileSync(at(file));
      // Some of each: files are hashed whole, and model-signature.test.ts tries every byte of a signature.
      for (let i = 0; i < content.length; i += Math.max(1, Math.floor(content.length / 10))) {
        const changed = Buffer.from(content);
        changed[i] = (changed[i] as number) ^ (1 << (i % 8));
        writeFileSync(at(file), changed);
        if (refusal() === 'accepted') expect.fail(`${file}, byte ${i}`);
        tried += 1;
      }
      for (const longer of [' ', '\n', '\0', '\u{feff}']) {
        writeFileSync(at(file), Buffer.concat([content, Buffer.from(longer)]));
        expect(refusal()).not.toBe('accepted');
        writeFileSync(at(file), Buffer.concat([Buffer.from(longer), content]));
        expect(refusal()).not.toBe('accepted');
      }
      writeFileSync(at(file), content);
      truncateSync(at(file), content.length - 1);
      expect(refusal()).not.toBe('accepted');
      writeFileSync(at(file), content);
    }
    expect(tried).toBeGreaterThan(70);
    expect(refusal()).toBe('accepted');
  });

  it.each([
    ['a file more', () => writeFileSync(at('model/notes.txt'), 'n'), /notes\.txt was not signed/],
    ['a file more at the top', () => writeFileSync(at('0'), ''), /0 was not signed/],
    ['a file fewer', () => unlinkSync(at('model/weights.bin')), /empty folder/],
    [
      'a file of holes that would be read for hours',
      () => [writeFileSync(at('holes'), ''), truncateSync(at('holes'), 2 ** 42)],
      /more than 16 GiB/,
    ],
    ['no manifest', () => unlinkSync(at('manifest.json')), /"manifest\.json" was signed and is missing/],
    ['no signature', () => unlinkSync(at('model.sig')), /UNTRUSTED.*nobody has signed it/],
    ['an empty folder', () => mkdirSync(at('more')), /"more" is an empty folder/],
    ['a file under another name', () => renameSync(at('card.html'), at('card.htm')), /"card\.html" was signed and is missing/],
    ['a hidden file', () => writeFileSync(at('.gitignore'), ''), /not a name that dossiers use/],
    ['capital letters', () => renameSync(at('card.html'), at('Card.html')), /not a name that dossiers use/],
    ['a name that Windows takes for another', () => writeFileSync(at('card.html.'), ''), /"card\.html\." is not a name/],
    ['a name with a line end', () => writeFileSync(at('card.html\n'), ''), /"card\.html\\n" is not a name/],
    [
      'a name that is no UTF-8',
      () => writeFileSync(Buffer.concat([Buffer.from(`${folder}/a`), Buffer.of(0xff)]), ''),
      /not a name/,
    ],
    ['folders too deep', () => mkdirSync(at('a/b/c/d'), { recursive: true }), /not a name/],
    [
      'a link in the place of a file',
      () => [renameSync(at('card.html'), join(parent, 'card.html')), symlinkSync('../card.html', at('card.html'))],
      /card\.html is neither/,
    ],
    [
      'a link in the place of a folder',
      () => [renameSync(at('model'), join(parent, 'model')), symlinkSync('../model', at('model'))],
      /model is neither/,
    ],
    ['a pipe', () => spawnSync('mkfifo', [at('pipe')]), /pipe is neither/],
  ] as const)('is refused with %s', (_what, change, message) => {
    change();
    expect(refusal()).toMatch(message);
  });

  it('is refused through a link, which could lead elsewhere the next moment', () => {
    const link = join(parent, 'link');
    symlinkSync(folder, link);
    expect(refusal(link)).toMatch(/is a link/);
  });

  it('is refused with the key of somebody else, whatever its signature says of the key', () => {
    const other = sampleKeys();
    expect(refusal(folder, other.public)).toMatch(/^DOSSIER_UNTRUSTED: model\.sig names the key/);
    const theirs = signFiles(new Map([['a', 'ab'.repeat(32)]]), 'x', other.secret);
    const hint = (text: string): string => /"hint":"(?<hint>[0-9a-f]{64})"/.exec(text)?.groups?.['hint'] ?? '';
    const forged = theirs.replace(hint(theirs), hint(readFileSync(at('model.sig'), 'utf8')));
    writeFileSync(at('model.sig'), forged);
    expect(refusal()).toMatch(/^DOSSIER_UNTRUSTED: model\.sig was not made by the key/);
  });

  it('is refused where what was signed is not what its manifest lists', () => {
    writeFileSync(at('more.txt'), 'm');
    signAgain();
    expect(refusal()).toMatch(/manifest\.json lists other files/);
    unlinkSync(at('more.txt'));
    signAgain();
    expect(refusal()).toBe('accepted');
    const manifest = JSON.parse(readFileSync(at('manifest.json'), 'utf8')) as { files: { bytes: number }[] };
    const rewrite = (text: string): string => {
      writeFileSync(at('manifest.json'), text);
      signAgain();
      return refusal();
    };
    expect(rewrite(JSON.stringify(manifest, null, 1))).toMatch(/not written as canonical JSON/);
    expect(rewrite(canonicalJson({ ...manifest, version: 2 } as unknown as Json))).toMatch(
      /not what this program writes at version/,
    );
    expect(rewrite(canonicalJson({ ...manifest, notice: 'approved for clinical use' } as unknown as Json))).toMatch(
      /not what this program writes at notice/,
    );
    expect(rewrite(canonicalJson({ ...manifest, extra: 1 } as unknown as Json))).toMatch(/extra/);
    const twice = { ...manifest, files: [...manifest.files, ...manifest.files.slice(0, 1)] };
    expect(rewrite(canonicalJson(twice as unknown as Json))).toMatch(/lists other files/);
    expect(rewrite(canonicalJson(manifest as unknown as Json))).toBe('accepted');
  });

  it('whose texts are longer than any is refused before they are read', () => {
    writeFileSync(at('model.sig'), Buffer.alloc(2 ** 21, ' '));
    expect(refusal()).toMatch(/model\.sig is longer than any/);
  });
});

it('what is no folder is not there', () => {
  expect(() => verifyDossier(join(parent, 'none'), keys.public)).toThrow(expect.objectContaining({ code: 'FILE_UNREADABLE' }));
  expect(() => verifyDossier(at('card.html'), keys.public)).toThrow(expect.objectContaining({ code: 'FILE_UNREADABLE' }));
});
