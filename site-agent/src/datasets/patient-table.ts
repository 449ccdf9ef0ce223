import { hash } from 'node:crypto';
import type { PatientLabels } from '@consilium/learning';
import { longer } from './growing-array.ts';

/** Places for so many patients at first; there are twice as many slots. */
const FIRST = 1024;
/** Bytes of SHA-256. */
const LABEL_BYTES = 32;

/** A code unit that no byte holds. */
const WIDE = /[\u0100-\uffff]/;

/**
 * Numbers patients in the order in which they come. A map of a million texts takes hundreds of megabytes, and a good part of the time that reading a
 * table takes: this one keeps their characters one behind the other.
 */
export class PatientTable {
  #size = 0;
  /** UTF-16 code units of all identifiers: a byte of each until one needs two. */
  #units: Uint8Array | Uint16Array = new Uint8Array(16 * FIRST);
  /** Where the units of each patient end. */
  #ends: Uint32Array = new Uint32Array(FIRST);
  #hashes: Int32Array = new Int32Array(FIRST);
  /** One more than the number of the patient whose slot it is; 0 for nobody. */
  #slots: Int32Array = new Int32Array(2 * FIRST);

  /** How many there are. */
  get size(): number {
    return this.#size;
  }

  /** The number of a patient; a new one gets {@link PatientTable.size}. */
  numberOf(id: string): number {
    const hashed = hashOf(id);
    const mask = this.#slots.length - 1;
    let slot = hashed & mask;
    for (let found = this.#slots[slot] as number; found !== 0; found = this.#slots[slot] as number) {
      if (this.#hashes[found - 1] === hashed && this.#is(found - 1, id)) return found - 1;
      slot = (slot + 1) & mask;
    }
    this.#slots[slot] = this.#size + 1;
    return this.#add(id, hashed);
  }

  #is(patient: number, id: string): boolean {
    const start = this.#startOf(patient);
    if ((this.#ends[patient] as number) - start !== id.length) return false;
    for (let i = 0; i < id.length; i++) if (this.#units[start + i] !== id.charCodeAt(i)) return false;
    return true;
  }

  #startOf(patient: number): number {
    return patient === 0 ? 0 : (this.#ends[patient - 1] as number);
  }

  #add(id: string, hashed: number): number {
    const patient = this.#size;
    const start = this.#startOf(patient);
    const end = start + id.length;
    if (this.#units instanceof Uint8Array && WIDE.test(id)) this.#units = Uint16Array.from(this.#units);
    if (end > this.#units.length) this.#units = longer(this.#units, Math.max(end, 2 * this.#units.length));
    for (let i = 0; i < id.length; i++) this.#units[start + i] = id.charCodeAt(i);
    if (patient === this.#ends.length) {
      this.#ends = longer(this.#ends, 2 * patient);
      this.#hashes = longer(this.#hashes, 2 * patient);
    }
    this.#ends[patient] = end;
    this.#hashes[patient] = hashed;
    this.#size++;
    if (2 * this.#size > this.#slots.length) this.#spread();
    return patient;
  }

  /** Twice as many slots. */
  #spread(): void {
    const slots = new Int32Array(2 * this.#slots.length);
    const mask = slots.length - 1;
    for (let patient = 0; patient < this.#size; patient++) {
      let slot = (this.#hashes[patient] as number) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = patient + 1;
    }
    this.#slots = slots;
  }

  /** The labels of some patients: SHA-256 of their identifiers, which cannot be had back from here. @param patients their numbers */
  labels(patients: Int32Array): PatientLabels {
    const all = Buffer.alloc(LABEL_BYTES * patients.length);
    const units = Buffer.from(this.#units.buffer);
    const bytes = this.#units.BYTES_PER_ELEMENT;
    const encoding = bytes === 1 ? 'latin1' : 'utf16le';
    for (const [at, patient] of patients.entries()) {
      const id = units.toString(encoding, bytes * this.#startOf(patient), bytes * (this.#ends[patient] as number));
      all.write(hash('sha256', id, 'binary'), LABEL_BYTES * at, 'latin1');
    }
    return new HexLabels(all);
  }
}

/** Labels that are written out for those who ask for them. */
class HexLabels implements PatientLabels {
  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get length(): number {
    return this.#bytes.length / LABEL_BYTES;
  }

  at(patient: number): string | undefined {
    if (patient < 0 || patient >= this.length) return undefined;
    return this.#bytes.toString('hex', LABEL_BYTES * patient, LABEL_BYTES * (patient + 1));
  }
}

/** FNV-1a over code units, spread once more. */
function hashOf(id: string): number {
  let hashed = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hashed = Math.imul(hashed ^ id.charCodeAt(i), 0x01000193);
  return hashed ^ (hashed >>> 15);
}
