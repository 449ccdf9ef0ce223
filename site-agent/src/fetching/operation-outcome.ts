import { z } from 'zod';

/** FHIR R4, value set issue-type: all that is shown of what a server says. Its own words may quote a record. */
const ISSUE_CODES = [
  ...['invalid', 'structure', 'required', 'value', 'invariant', 'security', 'login', 'unknown', 'expired', 'forbidden'],
  ...['suppressed', 'processing', 'not-supported', 'duplicate', 'multiple-matches', 'not-found', 'deleted', 'too-long'],
  ...['code-invalid', 'extension', 'too-costly', 'business-rule', 'conflict', 'transient', 'lock-error', 'no-store'],
  ...['exception', 'timeout', 'incomplete', 'throttled', 'informational'],
] as const;
const SEVERITIES = ['fatal', 'error', 'warning', 'information'] as const;

/** How bad an issue is. */
export type Severity = (typeof SEVERITIES)[number];

const outcomeSchema = z.object({
  resourceType: z.literal('OperationOutcome'),
  issue: z.array(z.object({ severity: z.string().optional(), code: z.string().optional() })).max(100_000),
});

/** One issue, by what both value sets have: a word that is in none is `unknown`. */
export interface Issue {
  readonly severity: Severity;
  readonly code: string;
}

/** The issues of an OperationOutcome; undefined for what is none. A severity that is none counts as an error. */
export function issuesOf(text: string): readonly Issue[] | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Not JSON: no outcome.
    return undefined;
  }
  const parsed = outcomeSchema.safeParse(value);
  return parsed.data?.issue.map(({ severity, code }) => ({
    severity: SEVERITIES.find((known) => known === severity) ?? 'error',
    code: ISSUE_CODES.find((known) => known === code) ?? 'unknown',
  }));
}

/** Whether what an issue tells of is missing from an export. */
export function isLoss(severity: Severity): boolean {
  return severity === 'fatal' || severity === 'error';
}

/** So many issues of a kind. */
export interface IssueCount extends Issue {
  readonly count: number;
}

/** Issues counted by kind, worst first. */
export class IssueCounts {
  readonly #counts = new Map<string, number>();

  add({ severity, code }: Issue): void {
    const kind = `${severity}/${code}`;
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1);
  }

  list(): readonly IssueCount[] {
    return SEVERITIES.flatMap((severity) =>
      ISSUE_CODES.flatMap((code) => {
        const count = this.#counts.get(`${severity}/${code}`);
        return count === undefined ? [] : [{ severity, code, count }];
      }),
    );
  }
}

/** Issues in words: `3 error/processing, 1 warning/not-found`. */
export function issuesText(issues: readonly IssueCount[]): string {
  return issues.map(({ count, severity, code }) => `${count} ${severity}/${code}`).join(', ');
}
