import { type DataSet, numberOf, TAG } from './elements.ts';

/** Value of what was never measured, which may take all bits. */
const PADDING_VALUE = 0x0028_0120;

/**
 * Whether bits of plain pixels that count for nothing are set: an overlay may lie in them, whose description somebody left out. Above a pixel its sign may be
 * repeated.
 */
export function hasUnusedBits(dataset: DataSet): boolean {
  const element = dataset.get(TAG.pixelData);
  const allocated = numberOf(dataset, TAG.bitsAllocated);
  const stored = numberOf(dataset, TAG.bitsStored) ?? 0;
  const high = numberOf(dataset, TAG.highBit) ?? 0;
  if (element?.kind !== 'value' || (allocated !== 8 && allocated !== 16) || stored >= allocated) return false;
  const above = (0xffff << (high + 1)) & (2 ** allocated - 1);
  const below = 2 ** Math.max(0, high + 1 - stored) - 1;
  const isSigned = numberOf(dataset, TAG.pixelRepresentation) === 1;
  const padding = numberOf(dataset, PADDING_VALUE);
  const { bytes } = element;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const width = allocated / 8;
  for (let at = 0; at + width <= bytes.length; at += width) {
    const value = width === 1 ? view.getUint8(at) : view.getUint16(at, true);
    const sign = isSigned && ((value >> high) & 1) === 1 ? above : 0;
    const set = value & above;
    if ((value & below) === 0 && (set === 0 || set === sign)) continue;
    if (padding === undefined || value !== (padding & (2 ** allocated - 1))) return true;
  }
  return false;
}
