const BEGIN = 0x811c9dc5;
const PRIME = 0x01000193;

/** A 32-bit hash of an id (FNV-1a, mixed once more, so that ids that differ in their last digit lie far from each other). @param type where ids of several types meet */
export function hashBytes(bytes: Uint8Array, from: number, to: number, type = 0): number {
  let hash = Math.imul(BEGIN ^ type, PRIME);
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ (bytes[at] as number), PRIME);
  return mixed(hash);
}

/** {@link hashBytes} of text, the same for text in ASCII. */
export function hashText(text: string): number {
  let hash = Math.imul(BEGIN, PRIME);
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), PRIME);
  return mixed(hash);
}

function mixed(hash: number): number {
  const once = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (once ^ (once >>> 13)) >>> 0;
}
