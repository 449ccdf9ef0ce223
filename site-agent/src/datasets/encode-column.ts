import { assertNever } from '@consilium/core';
import { type InputColumn, inputCodes, scalerOf, type TargetColumn } from '@consilium/plan';
import type { ColumnEncoder } from './column-encoder.ts';
import { imageEncoder } from './image-encoder.ts';
import { CodeDecoder, decodeNumbers, PRESENT } from './column-decoder.ts';
import { wordsEncoder } from './words-encoder.ts';

type Scaled = Parameters<typeof scalerOf>[0];

function noNumber(unit: string): string {
  return `is not a number (expected ${unit === '1' ? 'a plain number' : unit}, with a decimal point)`;
}

function noCode(listed: readonly string[]): string {
  return `is not one of the codes ${listed.join(', ')}`;
}

/** The encoder of an input. */
export function inputEncoder({ feature, mask }: InputColumn): ColumnEncoder {
  switch (feature.kind) {
    case 'number': {
      const encoder = numbers(feature, feature.unit);
      return mask === true ? masked(encoder) : encoder;
    }
    case 'category': {
      const inputs = inputCodes(feature);
      // Of each code the value that is one: none where it is the one that shows by the others being zero.
      const places = Int32Array.from(feature.codes, (code) => inputs.indexOf(code));
      return codes(feature.codes, inputs.length, (place, out, at) => {
        const position = places[place] as number;
        if (position >= 0) out[at + position] = 1;
      });
    }
    case 'image':
      return imageEncoder(feature);
    case 'words':
      return wordsEncoder(feature);
    default:
      return assertNever(feature);
  }
}

/** The encoder of a column of the target. A row without it is left out, whatever the rule. */
export function targetEncoder(target: TargetColumn): ColumnEncoder {
  switch (target.kind) {
    case 'binary': {
      const positives = target.positive.length;
      return codes([...target.positive, ...target.negative], 1, (place, out, at) => {
        out[at] = place < positives ? 1 : 0;
      });
    }
    case 'category':
      return codes(target.codes, target.codes.length, (place, out, at) => {
        out[at + place] = 1;
      });
    case 'number':
      return numbers(target, target.unit);
    default:
      return assertNever(target);
  }
}

function numbers(column: Scaled & { readonly range: readonly [number, number] }, unit: string): ColumnEncoder {
  const [low, high] = column.range;
  // Of the scaled ends, which a plan bounds: the sum of the others may be beyond every number.
  const scale = scalerOf(column);
  const middle = (scale(low) + scale(high)) / 2;
  return {
    unreadable: noNumber(unit),
    width: 1,
    decode: decodeNumbers,
    writeDeclared(read, { from, to }, missing, out, stride, offset) {
      if (read.kind !== 'number' || missing.mayLieWithin(low, high)) return false;
      const { cells } = read;
      for (let at = from; at < to; at++) {
        const value = cells[at] as number;
        if (!(value >= low && value <= high)) return false;
      }
      for (let at = from, into = offset; at < to; at++, into += stride) out[into] = scale(cells[at] as number);
      return true;
    },
    write({ values, fates }, out, stride, offset) {
      let outside = 0;
      for (let i = 0; i < fates.length; i++) {
        if (fates[i] !== PRESENT) continue;
        const value = values[i] as number;
        const isWithin = value >= low && value <= high;
        if (!isWithin) outside++;
        out[i * stride + offset] = scale(isWithin ? value : Math.min(high, Math.max(low, value)));
      }
      return outside;
    },
    writeMissing(out, at) {
      out[at] = middle;
    },
  };
}

/** The same, and behind it a one wherever there is a value: the network tells it from what stands for nothing. */
function masked(encoder: ColumnEncoder): ColumnEncoder {
  return {
    ...encoder,
    width: encoder.width + 1,
    writeDeclared(column, rows, missing, out, stride, offset) {
      if (!encoder.writeDeclared(column, rows, missing, out, stride, offset)) return false;
      const count = rows.to - rows.from;
      for (let i = 0; i < count; i++) out[i * stride + offset + encoder.width] = 1;
      return true;
    },
    write(decoded, out, stride, offset, column, from) {
      const { fates } = decoded;
      for (let i = 0; i < fates.length; i++) if (fates[i] === PRESENT) out[i * stride + offset + encoder.width] = 1;
      return encoder.write(decoded, out, stride, offset, column, from);
    },
  };
}

function codes(
  listed: readonly string[],
  width: number,
  writeOne: (place: number, out: Float32Array, at: number) => void,
): ColumnEncoder {
  const decoder = new CodeDecoder(listed);
  return {
    unreadable: noCode(listed),
    width,
    writeDeclared(column, { from, to }, missing, out, stride, offset) {
      if (column.kind !== 'text' || column.coded === undefined) return false;
      const { places } = column.coded;
      const codesOf = decoder.places(column.coded, missing);
      for (let at = from; at < to; at++) if ((codesOf[places[at] as number] as number) < 0) return false;
      for (let at = from, into = offset; at < to; at++, into += stride)
        writeOne(codesOf[places[at] as number] as number, out, into);
      return true;
    },
    decode: (column, from, missing, decoded) => decoder.decode(column, from, missing, decoded),
    write({ values, fates }, out, stride, offset) {
      for (let i = 0; i < fates.length; i++) if (fates[i] === PRESENT) writeOne(values[i] as number, out, i * stride + offset);
      return 0;
    },
    writeMissing(out, at) {
      if (listed.length === 2) out[at] = 0.5;
    },
  };
}
