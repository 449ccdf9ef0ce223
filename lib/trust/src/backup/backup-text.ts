import type { Backup } from './read-backup.ts';
import type { BackupManifest } from './manifest.ts';

/** What people and scripts learn of a backup. */
export interface BackupView extends Omit<BackupManifest, 'format' | 'parts'> {
  /** SHA-256 of its manifest, hex. */
  readonly backup: string;
  readonly ageSeconds: number;
  readonly files: number;
  readonly bytes: number;
}

/** @param nowMs by the clock of this machine @param id SHA-256 of the manifest */
export function backupView({ manifest, id }: Pick<Backup, 'manifest' | 'id'>, nowMs: number): BackupView {
  const { format: _format, parts, ...facts } = manifest;
  return {
    backup: id,
    ...facts,
    ageSeconds: Math.max(0, Math.round((nowMs - Date.parse(manifest.taken)) / 1000)),
    files: parts.length,
    bytes: parts.reduce((sum, part) => sum + part.bytes, 0),
  };
}

/** {@link BackupView} in lines for people. */
export function backupLines(view: BackupView): readonly string[] {
  const { kind, member, consortium, taken, ageSeconds, program, files, bytes, audit, ledgers = {}, store, leftOut } = view;
  return [
    kind === 'site' ? `The site ${member} of ${consortium}` : `The coordinator of ${consortium}`,
    `  taken    ${taken}, ${ageText(ageSeconds)} ago, by version ${program}`,
    `  holds    ${files} files of ${bytes} bytes${store === undefined ? '' : `; database of version ${store}`}`,
    `  audit    ${audit.entries} entries`,
    ...Object.entries(ledgers).map(([name, { seq, hash }]) => `  ledger   ${name}: ${seq} entries, head ${hash.slice(0, 12)}`),
    `  left out ${leftOut.join(', ')}`,
    `  SHA-256  ${view.backup}`,
  ];
}

const UNITS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const;

function ageText(seconds: number): string {
  const [unit, length] = UNITS.find(([, least]) => seconds >= 2 * least) ?? ['second', 1];
  const count = Math.floor(seconds / length);
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
