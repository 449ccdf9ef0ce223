import { askLine, type Asking, standardError } from '@consilium/host';
import type { Declarations, FirstPlan, OpenField } from '@consilium/sim';

type Answer = Partial<Declarations['columns'][string]>;

/** How each thing is asked, and what an answer means; `undefined` for one that is none. */
const QUESTIONS: Readonly<Record<OpenField['field'], { ask(column: string): string; read(answer: string): Answer | undefined }>> =
  {
    unit: { ask: (column) => `Unit of ${column} (1 for a pure number): `, read: (unit) => (unit === '' ? undefined : { unit }) },
    range: {
      ask: (column) => `Plausible range of ${column}, such as 18 90: `,
      read(answer) {
        const [low, high, more] = answer.split(/[\s,;]+/u).map(Number);
        if (low === undefined || high === undefined || more !== undefined || !(low < high)) return undefined;
        return Number.isFinite(low) && Number.isFinite(high) ? { range: [low, high] } : undefined;
      },
    },
    codes: {
      ask: (column) => `Codes of ${column}, with commas between them: `,
      read(answer) {
        const codes = listIn(answer);
        return codes.length < 2 ? undefined : { codes };
      },
    },
    positive: {
      ask: (column) => `Codes of ${column} that mean yes: `,
      read(answer) {
        const positive = listIn(answer);
        return positive.length === 0 ? undefined : { positive };
      },
    },
    negative: {
      ask: (column) => `Codes of ${column} that mean no: `,
      read(answer) {
        const negative = listIn(answer);
        return negative.length === 0 ? undefined : { negative };
      },
    },
  };

/** How often a question is put again. */
const TRIES = 3;

/**
 * Asks the person at the terminal for everything that is open. No answer is suggested from the file: what is only confirmed was not stated.
 *
 * @returns what was declared with the answers; `undefined` where nobody is there, or one gave no answer
 */
export async function askDeclarations(
  { fields, sites }: FirstPlan['open'],
  declared: Declarations,
  asking: Asking = { terminal: standardError, input: process.stdin },
): Promise<Declarations | undefined> {
  const columns = { ...declared.columns };
  for (const { column, field } of fields) {
    const { ask, read } = QUESTIONS[field];
    const answer = await askUntil(ask(column), read, asking);
    if (answer === undefined) return undefined;
    columns[column] = { ...columns[column], ...answer };
  }
  const sizes = { ...declared.sites };
  for (const site of sites) {
    const patients = await askUntil(
      `About how many patients train at ${site} (a public, rounded number): `,
      wholeNumberIn,
      asking,
    );
    if (patients === undefined) return undefined;
    sizes[site] = patients;
  }
  return { ...declared, columns, sites: sizes };
}

async function askUntil<T>(question: string, read: (answer: string) => T | undefined, asking: Asking): Promise<T | undefined> {
  for (let i = 0; i < TRIES; i++) {
    const answer = await askLine(question, asking);
    if (answer === undefined) return undefined;
    const value = read(answer);
    if (value !== undefined) return value;
  }
  return undefined;
}

function listIn(answer: string): string[] {
  return answer
    .split(',')
    .map((code) => code.trim())
    .filter((code) => code !== '');
}

function wholeNumberIn(answer: string): number | undefined {
  return /^[1-9]\d{0,8}$/u.test(answer) ? Number(answer) : undefined;
}
