import { certificateLife, lifeSentence, LIFE_LEVELS, lifeStage, type MemberIdentity } from '@consilium/trust';
import type { Authorities } from './authorities.ts';

const DAY_MS = 86_400_000;

/** An authority is followed by a command, and every member has to follow within months: people learn of its end this much earlier. */
const AUTHORITY_LEAD_MS = 335 * DAY_MS;

/** What nears its end, and how loudly to say so. */
export interface LifeWarning {
  readonly level: 'info' | 'warn' | 'error';
  readonly what: string;
  readonly message: string;
}

/** Certificates in a coordinator's folder that are near their end. Pure. */
export function lifeWarnings(
  { newest }: Pick<Authorities, 'newest'>,
  identities: Readonly<Record<string, Pick<MemberIdentity, 'certificatePem'>>>,
  nowMs: number,
): readonly LifeWarning[] {
  const warnings: LifeWarning[] = [];
  for (const [what, { certificatePem }] of Object.entries(identities)) {
    const { notAfterMs, stage } = certificateLife(certificatePem, nowMs);
    if (stage !== 'good')
      warnings.push({
        level: LIFE_LEVELS[stage],
        what,
        message: `the certificate of the ${what} ${lifeSentence(notAfterMs, nowMs)}`,
      });
  }
  const { notAfterMs } = certificateLife(newest.certificatePem, nowMs);
  const stage = lifeStage(notAfterMs - AUTHORITY_LEAD_MS, nowMs);
  if (stage !== 'good') {
    const message = `the authority of the consortium ${lifeSentence(notAfterMs, nowMs)}: consilium coordinator rollover lets another one follow it`;
    warnings.push({ level: LIFE_LEVELS[stage], what: 'authority', message });
  }
  return warnings;
}
