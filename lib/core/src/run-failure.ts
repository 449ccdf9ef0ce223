import { ERROR_CATALOG, type ErrorCode } from './error-catalog.ts';
import { ConsiliumError, isErrorCode } from './errors.ts';

/** What a coordinator says of a site in the sentence on a missed quorum: its name, and why its answer did not count. */
const SITE_REASON = /(?<site>[a-z0-9-]+) (?:refused|failed|rejected) \((?<code>[A-Z][A-Z_]*): /gu;
const SILENT = /(?<site>[a-z0-9-]+) (?:did not answer|accepted but sent nothing)/gu;

/** Sites that are named for one reason. */
const NAMED = 5;

/**
 * The error of a run that has ended early, from what its coordinator says. Where too few sites answered, what to do follows from why they did not: the
 * advice of the catalog for each code, with the sites that gave it.
 */
export function runFailure({
  code,
  message,
}: {
  readonly code?: string | null | undefined;
  readonly message?: string | null | undefined;
}): ConsiliumError {
  const known: ErrorCode = isErrorCode(code) ? code : 'INTERNAL';
  const said = message ?? '';
  const advice = known === 'QUORUM_NOT_MET' ? quorumAdvice(said) : undefined;
  return new ConsiliumError({ code: known, message: said, ...(advice === undefined ? {} : { advice }) });
}

function quorumAdvice(message: string): string | undefined {
  const sitesOf = new Map<ErrorCode, Set<string>>();
  for (const { groups } of message.matchAll(SITE_REASON)) {
    const { site = '', code } = groups ?? {};
    if (!isErrorCode(code)) continue;
    sitesOf.set(code, (sitesOf.get(code) ?? new Set()).add(site));
  }
  const silent = new Set([...message.matchAll(SILENT)].map(({ groups }) => groups?.['site'] ?? ''));
  if (sitesOf.size + silent.size === 0) return undefined;
  return [
    ...[...sitesOf].map(([code, sites]) => `${names(sites)} (${code}): ${ERROR_CATALOG[code].advice}`),
    ...(silent.size === 0
      ? []
      : [
          `${names(silent)}: ask there whether the agent runs ("consilium-site doctor"); "consilium site list" says when each was last connected.`,
        ]),
    'Then start another run, which needs approvals that allow one more (consilium-site plan approve --runs); or lower quorum.sites in the plan, which is then approved again.',
  ].join('\n');
}

function names(sites: ReadonlySet<string>): string {
  const all = [...sites];
  const more = all.length - NAMED;
  return `${all.slice(0, NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
