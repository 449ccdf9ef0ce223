// Everything that set-up says goes to standard error: standard output belongs to the program that runs after it.

const BAR_WIDTH = 24;
const FRAMES = ['|', '/', '-', '\\'];
const REDRAW_MS = 120;
// Some pseudo-terminals say that they are 0 wide.
const DEFAULT_COLUMNS = 80;

/** @typedef {{ done: number, total: number, unit: string }} Amount */
/**
 * @typedef {object} Task
 * @property {(amount: Amount) => void} progress reports how much is done
 * @property {(detail: string) => void} detail says what it is doing now
 */

/** Tells the steps of set-up: a live line on a terminal, plain lines elsewhere. */
export class Reporter {
  #stream;
  #live;
  /** @type {Map<string, { started: number, amount?: Amount, detail: string, quarter: number }>} */
  #active = new Map();
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;
  #frame = 0;
  /** How many steps have been told. */
  steps = 0;

  /** @param {NodeJS.WriteStream} [stream] */
  constructor(stream = process.stderr) {
    this.#stream = stream;
    this.#live = stream.isTTY && process.env['TERM'] !== 'dumb';
  }

  /** @param {string} text */
  say(text) {
    this.#clear();
    this.#stream.write(`${text}\n`);
    this.#draw();
  }

  /**
   * Runs one step and tells its start, its progress and its end.
   * @template T
   * @param {string} name
   * @param {(task: Task) => Promise<T>} work
   * @returns {Promise<T>}
   */
  async step(name, work) {
    this.steps += 1;
    const started = performance.now();
    const state = { started, detail: '', quarter: 0 };
    this.#active.set(name, state);
    if (this.#live) this.#timer ??= setInterval(() => this.#draw(), REDRAW_MS);
    else this.#stream.write(`  ${name} ...\n`);
    let failed = true;
    try {
      const result = await work({
        progress: (amount) => this.#progress(name, amount),
        detail: (detail) => this.#detail(name, detail),
      });
      failed = false;
      return result;
    } finally {
      this.#active.delete(name);
      if (this.#active.size === 0) {
        clearInterval(this.#timer);
        this.#timer = undefined;
      }
      this.say(`  ${name}: ${failed ? 'failed after' : 'done in'} ${seconds(started)}`);
    }
  }

  /**
   * @param {string} name
   * @param {Amount} amount
   */
  #progress(name, amount) {
    const state = this.#active.get(name);
    if (!state) return;
    state.amount = amount;
    const quarter = Math.floor((4 * amount.done) / amount.total);
    if (!this.#live && quarter > state.quarter && quarter < 4) {
      state.quarter = quarter;
      this.#stream.write(`  ${name}: ${state.detail} ${25 * quarter} % of ${Math.round(amount.total)} ${amount.unit}\n`);
    }
  }

  /**
   * @param {string} name
   * @param {string} detail
   */
  #detail(name, detail) {
    const state = this.#active.get(name);
    if (!state || state.detail === detail) return;
    state.detail = detail;
    state.quarter = 0;
    delete state.amount;
    if (!this.#live) this.#stream.write(`  ${name}: ${detail}\n`);
  }

  #clear() {
    if (this.#live) this.#stream.write('\r\x1b[K');
  }

  #draw() {
    if (!this.#live || this.#active.size === 0) return;
    this.#frame += 1;
    const parts = [...this.#active].map(([name, { started, amount, detail }]) => {
      const bar = amount ? ` ${drawBar(amount)}` : '';
      return `${name}${detail ? ` (${detail})` : ''}${bar} ${seconds(started)}`;
    });
    const line = `  ${FRAMES[this.#frame % FRAMES.length]} ${parts.join('  |  ')}`;
    this.#stream.write(`\r\x1b[K${line.slice(0, Math.max(20, (this.#stream.columns || DEFAULT_COLUMNS) - 1))}`);
  }
}

/** @param {Amount} amount */
function drawBar({ done, total, unit }) {
  const share = Math.min(1, done / total);
  const filled = Math.round(share * BAR_WIDTH);
  return `[${'='.repeat(filled)}${' '.repeat(BAR_WIDTH - filled)}] ${Math.round(done)}/${Math.round(total)} ${unit}`;
}

/** @param {number} started a performance.now() reading */
export function seconds(started) {
  return `${((performance.now() - started) / 1000).toFixed(1)} s`;
}
