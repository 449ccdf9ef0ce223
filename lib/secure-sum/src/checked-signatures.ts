import { hash } from 'node:crypto';
import { verifies } from './keys.ts';

/** A claim that a key has signed a text. */
export interface Claim {
  /** Ed25519 public key, 32 bytes. */
  readonly key: Uint8Array;
  readonly text: Uint8Array;
  readonly signature: Uint8Array;
}

/** Most signatures that are known at a time: those of a few sums of a hundred sites, or of one of a thousand. */
const MOST_KNOWN = 8192;

/**
 * Signatures that one site has made, or found to hold. Each is looked at once: what was checked when it came is known again in a transcript. What does
 * not hold is not remembered.
 */
export class CheckedSignatures {
  /** Hashes of what holds, oldest first. */
  readonly #known: Set<string> = new Set();

  /** Whether a signature holds; `false` for anything that is no signature or no key. */
  holds(claim: Claim): boolean {
    const name = nameOf(claim);
    if (this.#known.has(name)) return true;
    const { key, text, signature } = claim;
    if (!verifies(key, text, signature)) return false;
    this.#remember(name);
    return true;
  }

  /** Knows a signature that this site has made itself. */
  made(claim: Claim): void {
    this.#remember(nameOf(claim));
  }

  #remember(name: string): void {
    this.#known.add(name);
    if (this.#known.size <= MOST_KNOWN) return;
    for (const oldest of this.#known) {
      this.#known.delete(oldest);
      return;
    }
  }
}

/** SHA-256 of all that is claimed, each with its length. */
function nameOf({ key, text, signature }: Claim): string {
  const lengths = Buffer.alloc(8);
  lengths.writeUInt32LE(key.length, 0);
  lengths.writeUInt32LE(signature.length, 4);
  return hash('sha256', Buffer.concat([lengths, key, signature, text]), 'base64');
}
