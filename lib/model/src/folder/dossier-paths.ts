/** The manifest of a dossier: its SHA-256 is the address of the dossier. */
export const MANIFEST_FILE = 'manifest.json';

/** The signature of a dossier, over every other file. */
export const SIGNATURE_FILE = 'model.sig';

/** Parts of a path: nothing hidden, nothing that leads upwards, no two that some file system takes for one. */
const SEGMENT = /^[a-z0-9](?:[a-z0-9._-]*[a-z0-9_-])?$/;

const MOST_SEGMENTS = 3;
const MOST_CHARACTERS = 120;

/** Files of a dossier at most. */
export const MOST_FILES = 200;

/** Whether a file of a dossier may be called so; a path has slashes, on every system. */
export function isDossierPath(path: string): boolean {
  const segments = path.split('/');
  return path.length <= MOST_CHARACTERS && segments.length <= MOST_SEGMENTS && segments.every((one) => SEGMENT.test(one));
}

/**
 * Order of paths in signatures: that of their segments, each by its bytes, as Python compares pure paths (`a/b` before `a.b`).
 */
export function comparePaths(a: string, b: string): number {
  const ours = a.split('/');
  const theirs = b.split('/');
  for (let i = 0; i < Math.min(ours.length, theirs.length); i++) {
    const [our = '', their = ''] = [ours[i], theirs[i]];
    if (our !== their) return our < their ? -1 : 1;
  }
  return ours.length - theirs.length;
}
