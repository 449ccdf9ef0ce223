import { sha256Hex } from '@consilium/core';

/** Longest identifier of a site. */
const LONGEST = 63;
/** Digits of a hash that tell apart what an identifier cannot spell. */
const HASHED = 8;

/**
 * The site that a cell of a site column means: `VA Long Beach` is `va-long-beach`, `Zürich` is `zurich`. What has no Latin letter or is
 * too long gets digits of its hash, so that it means the same in every file.
 *
 * @returns an identifier as plans take it, or nothing for a cell without text
 */
export function siteIdOf(cell: string): string {
  const name = cell.trim();
  const plain = name
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  if (name === '' || (plain !== '' && plain.length <= LONGEST)) return plain;
  const digits = sha256Hex(name.normalize('NFC')).slice(0, HASHED);
  return `${plain === '' ? 'site' : plain.slice(0, LONGEST - 1 - HASHED).replace(/-+$/, '')}-${digits}`;
}
