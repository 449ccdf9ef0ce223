/** Values of one attribute, one for each row. Categories are numbers of codes; `NaN` is a missing value, and alike to another missing one. */
export interface Attribute {
  readonly name: string;
  readonly values: Float32Array;
}

/**
 * Records that are alike in every quasi-identifier, class by class. A record is a patient in a class: rows of one patient that are alike count
 * once, since who finds them has found one person. Rows that were suppressed are not among the rows, and so in no class.
 */
export interface EquivalenceClasses {
  /** Class of each record, counted from 0. */
  readonly classOf: Int32Array;
  /** The row that stands for each record: of a patient's rows that are alike, the first. */
  readonly rowOf: Int32Array;
  /** Records of each class. */
  readonly sizes: Int32Array;
}

/**
 * Groups rows by their quasi-identifiers, exactly: a hash only says where to look, and values decide. O(rows x attributes).
 *
 * @param quasiIdentifiers each with as many values as there are rows
 * @param patientOfRow number of the patient of each row
 */
export function equivalenceClasses(quasiIdentifiers: readonly Attribute[], patientOfRow: Int32Array): EquivalenceClasses {
  const { classOf: classOfRow, classes } = groups(
    quasiIdentifiers.map(({ values }) => bitsOf(values)),
    patientOfRow.length,
  );
  const firstRow = haveOneRowEach(patientOfRow)
    ? Int32Array.from(patientOfRow.keys())
    : groups([classOfRow, patientOfRow], patientOfRow.length).firstRow;
  const classOf = new Int32Array(firstRow.length);
  const sizes = new Int32Array(classes);
  for (let record = 0; record < firstRow.length; record++) {
    const found = classOfRow[firstRow[record] as number] as number;
    classOf[record] = found;
    sizes[found] = (sizes[found] as number) + 1;
  }
  return { classOf, rowOf: firstRow, sizes };
}

/** The bits of numbers, such that equal numbers have equal bits: one zero, one `NaN`. */
export function bitsOf(values: Float32Array): Int32Array {
  const copy = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    copy[i] = Number.isNaN(value) ? Number.NaN : value + 0;
  }
  return new Int32Array(copy.buffer);
}

function haveOneRowEach(patientOfRow: Int32Array): boolean {
  const seen = new Uint8Array(patientOfRow.length);
  for (const patient of patientOfRow) {
    if (patient >= seen.length || seen[patient] === 1) return false;
    seen[patient] = 1;
  }
  return true;
}

interface Groups {
  /** Group of each row, counted from 0 in the order in which groups appear. */
  readonly classOf: Int32Array;
  readonly classes: number;
  /** First row of each group. */
  readonly firstRow: Int32Array;
}

/** Rows that have the same words in all columns, by a table of open addressing that is at most half full. */
function groups(columns: readonly Int32Array[], rows: number): Groups {
  const hashes = new Int32Array(rows);
  for (const column of columns) for (let i = 0; i < rows; i++) hashes[i] = mixed((hashes[i] as number) ^ (column[i] as number));
  const slots = 2 ** Math.ceil(Math.log2(2 * Math.max(rows, 1)));
  const groupIn = new Int32Array(slots).fill(-1);
  const classOf = new Int32Array(rows);
  const firstRow = new Int32Array(rows);
  let classes = 0;
  for (let row = 0; row < rows; row++) {
    let slot = (hashes[row] as number) & (slots - 1);
    for (;;) {
      const group = groupIn[slot] as number;
      if (group === -1) {
        groupIn[slot] = classes;
        firstRow[classes] = row;
        classOf[row] = classes++;
        break;
      }
      const first = firstRow[group] as number;
      if (hashes[first] === hashes[row] && alike(columns, first, row)) {
        classOf[row] = group;
        break;
      }
      slot = (slot + 1) & (slots - 1);
    }
  }
  return { classOf, classes, firstRow: firstRow.slice(0, classes) };
}

function alike(columns: readonly Int32Array[], a: number, b: number): boolean {
  for (const column of columns) if (column[a] !== column[b]) return false;
  return true;
}

/** The finaliser of MurmurHash3 (32 bits): each bit of the word moves each of the result. */
function mixed(word: number): number {
  let h = (word + 0x9e3779b9) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
