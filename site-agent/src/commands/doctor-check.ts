import { type ConsiliumError, type ErrorCode, fromUnknown } from '@consilium/core';

/** What one check found. */
export interface Finding {
  /** What was looked at, in a few words. */
  readonly check: string;
  /** `failed`: the agent cannot work, or not for long; `warning`: it works, and somebody should look; `skipped`: cannot be told before another one is mended. */
  readonly state: 'ok' | 'warning' | 'failed' | 'skipped';
  /** What was found, for a person at the hospital. It stays there. */
  readonly says: string;
  /** What to do about it. */
  readonly fix?: string;
  readonly code?: ErrorCode;
  /** Of one that was skipped: the check that has failed and comes first. */
  readonly because?: string;
}

/** What a check that found something says of it: a plain text where all is well. */
export type Verdict =
  | string
  | { readonly state: 'warning' | 'failed'; readonly says: string; readonly fix: string; readonly code?: ErrorCode };

/** One thing that is looked at. */
export interface Check {
  readonly name: string;
  /** Whether the agent must not start where this fails. */
  readonly fatal: boolean;
  /** Names of checks whose failure this one cannot but share. */
  readonly needs?: readonly string[];
  /** What it finds; an error that it throws is a failure with its advice as the fix. */
  readonly look: () => Verdict | Promise<Verdict>;
}

/** What a check found, and the error that it found it by. */
export interface Looked {
  readonly finding: Finding;
  readonly error?: ConsiliumError;
}

/** Runs one check. @throws what is a defect of ours */
export async function lookAt({ name: check, look }: Check): Promise<Looked> {
  try {
    const verdict = await look();
    if (typeof verdict === 'string') return { finding: { check, state: 'ok', says: verdict } };
    return { finding: { check, ...verdict } };
  } catch (thrown) {
    const error = fromUnknown(thrown);
    if (error.code === 'INTERNAL') throw thrown;
    return { finding: failure(check, error), error };
  }
}

/** A failed check as its error tells it. */
export function failure(check: string, { code, message, advice }: ConsiliumError): Finding {
  return { check, state: 'failed', says: message, fix: advice, code };
}

/**
 * Findings with each fault once: a check that has failed by what another one has failed by, or that needs it, is skipped in the place of telling
 * the same again.
 *
 * @param checks what was looked at, for what they need
 */
export function oncePerFault(findings: readonly Finding[], checks: readonly Check[]): readonly Finding[] {
  const needs = new Map(checks.map(({ name, needs: wanted = [] }) => [name, wanted]));
  const failed: Finding[] = [];
  const explained = new Map<string, string>();
  return findings.map((finding) => {
    const root = explained.get(finding.because ?? '');
    if (root !== undefined) return skippedFor(finding.check, root);
    if (finding.state !== 'failed') return finding;
    const cause = failed.find(({ check, says }) => says === finding.says || needs.get(finding.check)?.includes(check) === true);
    if (cause === undefined) {
      failed.push(finding);
      return finding;
    }
    explained.set(finding.check, cause.check);
    return skippedFor(finding.check, cause.check);
  });
}

/** A check that tells nothing before another one is mended. */
export function skippedFor(check: string, because: string): Finding {
  return { check, state: 'skipped', says: `cannot be told before "${because}" is mended`, because };
}
