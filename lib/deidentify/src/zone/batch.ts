/** Cells of a column in which few texts repeat. */
export interface CodedCells {
  /** Of each cell the place of its text. */
  readonly places: Uint8Array;
  /** The texts: the same array for every batch of a column, which grows at its end. */
  readonly texts: readonly string[];
}

/** The pixels of an image, and nothing else of the file or object that held them. */
export interface ImagePixels {
  readonly width: number;
  readonly height: number;
  /** Grey, or red, green and blue. */
  readonly channels: 1 | 3;
  /** As stored: row by row from the top, the channels of a pixel side by side. */
  readonly pixels: Uint8Array | Uint16Array;
  /** A pixel value is `slope * stored + intercept`. */
  readonly slope: number;
  readonly intercept: number;
  /** Whether the hospital has found no text burned into it. Without, it does not cross the border. */
  readonly cleared: boolean;
}

/** Why there is no image where one was named, in words that quote nothing. */
export interface ImageProblem {
  readonly problem: string;
}

/** The cells of one column, one for each row of a batch. */
export type ColumnCells =
  /** Text without blanks around it; empty where there is nothing. */
  | {
      readonly kind: 'text';
      readonly cells: readonly string[];
      /** The same cells, where a source knows that few texts repeat: faster to look at, once for each text. */
      readonly coded?: CodedCells;
    }
  /** Numbers; NaN where there is nothing. */
  | {
      readonly kind: 'number';
      readonly cells: Float64Array;
      /** How a source of text writes a cell, where that may be otherwise than JavaScript does: `007`, `1.50`. */
      readonly written?: (at: number) => string;
    }
  /** Images; `undefined` where none is named. */
  | { readonly kind: 'image'; readonly cells: readonly (ImagePixels | ImageProblem | undefined)[] }
  /** What notes say of each of some terms, as `TERM_STATES` has it; `undefined` where there is no note. The border makes them, no source does. */
  | { readonly kind: 'words'; readonly cells: readonly (Int8Array | undefined)[] };

/**
 * Rows that follow each other in a source, by column: few enough to hold in memory whatever the size of the source. Its cells may name a
 * patient: no error, log or message quotes one. Numbers last until the next batch is asked for: a source may write that one over them.
 */
export interface Batch {
  /** Number of rows. */
  readonly length: number;
  /** Where a person finds each row, counted from 1: of a file its line, of a query its place in the answer. */
  readonly rows: ArrayLike<number>;
  /** The columns that were asked for, in that order. */
  readonly columns: readonly ColumnCells[];
  /** What else the source knows of the patient of each row: names, numbers, addresses. They are looked for in notes, and never cross the border. */
  readonly own?: readonly ColumnCells[];
  /** What is wrong with a row as a whole, by its place in the batch, counted from 0. The cells of such a row mean nothing. */
  readonly problems?: ReadonlyMap<number, string>;
}

/** A column of text whose cells are written out only for those who ask for them. */
export function codedColumn(coded: CodedCells): ColumnCells {
  let cells: readonly string[] | undefined;
  return {
    kind: 'text',
    coded,
    get cells() {
      return (cells ??= Array.from(coded.places, (place) => coded.texts[place] ?? ''));
    },
  };
}

/** A cell as text: as its source writes it, and the number of a source that knows numbers as JavaScript does, the shortest text that means it. An image is no text, nor is what was read of a note. */
export function textAt(column: ColumnCells | undefined, at: number): string {
  if (column === undefined || column.kind === 'image' || column.kind === 'words') return '';
  if (column.kind === 'text') {
    const { coded } = column;
    return (coded === undefined ? column.cells[at] : coded.texts[coded.places[at] ?? -1]) ?? '';
  }
  if (column.written !== undefined) return column.written(at);
  const value = column.cells[at] ?? Number.NaN;
  return Number.isNaN(value) ? '' : String(value);
}
