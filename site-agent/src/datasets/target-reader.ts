import { survivedOf, type Target, type TargetColumn, targetColumns } from '@consilium/plan';
import type { ColumnEncoder } from './column-encoder.ts';
import { PRESENT, UNREADABLE } from './column-decoder.ts';
import { type ReadColumn, readColumn } from './encode-cells.ts';
import { targetEncoder } from './encode-column.ts';

/** How the target of a plan is read. */
export interface TargetReader {
  /** Its columns, in the order in which sources give them. A row that lacks one of them is left out, whatever the rule. */
  readonly columns: readonly ReadColumn[];
  /** Values of a row that the columns write. */
  readonly written: number;
  /** Values of a row that training gets. */
  readonly width: number;
  /** Makes these of those, row by row. */
  finish(written: Float32Array): Float32Array;
}

type TimeToEvent = Extract<Target, { kind: 'time-to-event' }>;

/** The reader of a target. */
export function targetReader(target: Target): TargetReader {
  if (target.kind === 'time-to-event') return timeToEvent(target);
  const encoder = targetEncoder(target);
  return {
    columns: [readColumn(target.column, encoder, 0)],
    written: encoder.width,
    width: encoder.width,
    finish: (written) => written,
  };
}

/** What is written of a row: intervals survived if the event was seen, if it was not, the time, and whether the event was seen. */
const WRITTEN = 4;
const WIDTH = 3;

function timeToEvent(target: TimeToEvent): TargetReader {
  const [time, event] = targetColumns(target) as readonly [TargetColumn & { kind: 'number' }, TargetColumn];
  const { intervals } = target;
  return {
    columns: [readColumn(time.column, timeEncoder(target, time), 0), readColumn(event.column, targetEncoder(event), WRITTEN - 1)],
    written: WRITTEN,
    width: WIDTH,
    finish(written) {
      const rows = written.length / WRITTEN;
      const targets = new Float32Array(rows * WIDTH);
      for (let row = 0; row < rows; row++) {
        const [ifSeen = 0, ifNot = 0, at = 0, happened = 0] = written.subarray(row * WRITTEN, (row + 1) * WRITTEN);
        // An event beyond the last interval is one that was not seen within them.
        const seen = happened === 1 && ifSeen < intervals.length;
        targets.set([seen ? ifSeen : ifNot, Number(seen), at], row * WIDTH);
      }
      return targets;
    },
  };
}

/** Which interval a time lies in is decided before it becomes a float32, in which it may lie beyond an end that it equals. */
function timeEncoder({ intervals, range: [low, high], unit }: TimeToEvent, column: TargetColumn): ColumnEncoder {
  const numbers = targetEncoder(column);
  const horizon = intervals.at(-1) as number;
  return {
    unreadable: `is not a time (expected ${unit === '1' ? 'a plain number' : unit} from 0 on, with a decimal point)`,
    width: WRITTEN - 1,
    writeDeclared: () => false,
    decode(cells, from, missing, decoded) {
      numbers.decode(cells, from, missing, decoded);
      const { values, fates } = decoded;
      for (let i = 0; i < fates.length; i++) if (fates[i] === PRESENT && (values[i] as number) < 0) fates[i] = UNREADABLE;
    },
    write({ values, fates }, out, stride, offset) {
      let outside = 0;
      for (let i = 0; i < fates.length; i++) {
        if (fates[i] !== PRESENT) continue;
        const value = values[i] as number;
        if (!(value >= low && value <= high)) outside++;
        const time = Math.min(high, Math.max(low, value));
        const at = i * stride + offset;
        out[at] = survivedOf(intervals, time, true);
        out[at + 1] = survivedOf(intervals, time, false);
        out[at + 2] = Math.min(horizon, time);
      }
      return outside;
    },
    // A row without its target is left out.
    writeMissing() {},
  };
}
