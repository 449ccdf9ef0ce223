/** Between a number and its unit: never at the end of a line. */
const GAP = '\u00a0';
/** In milliseconds. */
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** A whole number with a comma between thousands. */
export function formatCount(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** A fraction in percent, one decimal. */
export function formatPercent(fraction: number): string {
  return `${(fraction * 100).toFixed(1)}${GAP}%`;
}

/** A loss or an AUC, three decimals. */
export function formatScore(value: number): string {
  return Math.abs(value) >= 1000 ? value.toExponential(2) : value.toFixed(3);
}

/** A privacy loss, three decimals, rounded up: a report may say too much was spent, never too little. */
export function formatEpsilon(epsilon: number): string {
  if (!Number.isFinite(epsilon)) return '∞';
  // Twelve digits first, so that the binary rest of a number like 0.43 is not taken for spending.
  const thousandths = Math.ceil(Number((epsilon * 1000).toPrecision(12)));
  return (thousandths / 1000).toFixed(3).replace(/\.?0+$/, '');
}

/** The same with all three decimals, for columns of figures. */
export function formatSpent(epsilon: number): string {
  return Number.isFinite(epsilon) ? Number(formatEpsilon(epsilon)).toFixed(3) : formatEpsilon(epsilon);
}

/** A failure probability: decimals from 0.001 up, a power of ten below. */
export function formatDelta(delta: number): string {
  if (delta === 0 || delta >= 0.001) return String(Number(delta.toPrecision(3)));
  const [mantissa = '1', exponent = '0'] = delta.toExponential().split('e');
  const power = `10⁻${Array.from(exponent.slice(1), (digit) => SUPERSCRIPTS[Number(digit)]).join('')}`;
  return Number(mantissa) === 1 ? power : `${Number(Number(mantissa).toPrecision(3))} × ${power}`;
}

/** A parameter such as a clip: up to four significant digits. */
export function formatParameter(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/** A probability from which an answer is yes: two digits of its distance from the nearer of 0 and 1. */
export function formatThreshold(threshold: number): string {
  const two = (distance: number): number => Number(distance.toPrecision(2));
  return String(threshold <= 0.5 ? two(threshold) : Number((1 - two(1 - threshold)).toPrecision(10)));
}

/** A duration for people: `840 ms`, `12.3 s`, `3 min 05 s`, `2 h 05 min`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 999.5) return `${Math.round(milliseconds)}${GAP}ms`;
  if (milliseconds < 59_950) return `${(milliseconds / SECOND).toFixed(1)}${GAP}s`;
  const pad = (value: number): string => String(value).padStart(2, '0');
  if (milliseconds < HOUR - SECOND / 2) {
    const seconds = Math.round(milliseconds / SECOND);
    return `${Math.floor(seconds / 60)}${GAP}min ${pad(seconds % 60)}${GAP}s`;
  }
  const minutes = Math.round(milliseconds / MINUTE);
  return `${Math.floor(minutes / 60)}${GAP}h ${pad(minutes % 60)}${GAP}min`;
}

/** Rounds as ranges: `1–3, 7`. */
export function formatRounds(rounds: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const round of [...new Set(rounds)].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === round - 1) last[1] = round;
    else ranges.push([round, round]);
  }
  return ranges.map(([from, to]) => (from === to ? String(from) : `${from}–${to}`)).join(', ');
}

/** `1 site`, `2 sites`. */
export function plural(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** `text` cut to `length` characters, an ellipsis in the middle: names of one family differ at their end. */
export function shorten(text: string, length: number): string {
  const characters = Array.from(text);
  if (characters.length <= length) return text;
  const tail = Math.floor((length - 1) / 2);
  return `${characters.slice(0, length - 1 - tail).join('')}…${characters.slice(characters.length - tail).join('')}`;
}

/** A number of a target, three significant digits, with its unit; `1` is no unit. */
export function formatAmount(value: number, unit?: string): string {
  const digits = Math.abs(value) >= 1000 ? formatCount(value) : value.toPrecision(3);
  return unit === undefined || unit === '1' ? digits : `${digits}${GAP}${unit}`;
}

/** Where an interval ends, as the plan has it, with its unit; `1` is no unit. */
export function formatEnd(end: number, unit?: string): string {
  const digits = String(Number(end.toPrecision(12)));
  return unit === undefined || unit === '1' ? digits : `${digits}${GAP}${unit}`;
}
