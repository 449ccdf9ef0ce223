import { X509Certificate } from 'node:crypto';

/** Certificates of members hold this long: a stolen key that nobody noticed is worth little for long, and renewal costs nobody a hand. */
export const MEMBER_VALIDITY_DAYS = 90;

const DAY_MS = 86_400_000;

/** Part of its life after which a certificate is renewed: a third is left for networks, machines and people that do not answer. */
const RENEW_AFTER = 2 / 3;

/** How near the end of a certificate is, for people: more than 30 days away, at most so many days, or over. */
export type LifeStage = 'good' | 'month' | 'week' | 'day' | 'over';

/** Where a certificate stands in its life. Times are milliseconds since the epoch. */
export interface CertificateLife {
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  /** From when on it is to be renewed. */
  readonly renewFromMs: number;
  readonly due: boolean;
  readonly stage: LifeStage;
}

/** The life of a certificate (PEM) as it is at `nowMs`. */
export function certificateLife(certificatePem: string, nowMs: number): CertificateLife {
  const { validFrom, validTo } = new X509Certificate(certificatePem);
  const notBeforeMs = Date.parse(validFrom);
  const notAfterMs = Date.parse(validTo);
  const renewFromMs = notBeforeMs + (notAfterMs - notBeforeMs) * RENEW_AFTER;
  return { notBeforeMs, notAfterMs, renewFromMs, due: nowMs >= renewFromMs, stage: lifeStage(notAfterMs, nowMs) };
}

/** How near an end is. */
export function lifeStage(notAfterMs: number, nowMs: number): LifeStage {
  const left = notAfterMs - nowMs;
  if (left < 0) return 'over';
  if (left <= DAY_MS) return 'day';
  if (left <= 7 * DAY_MS) return 'week';
  return left <= 30 * DAY_MS ? 'month' : 'good';
}

/** How loudly a log says what {@link lifeSentence} says. */
export const LIFE_LEVELS: { readonly [Stage in Exclude<LifeStage, 'good'>]: 'info' | 'warn' | 'error' } = {
  month: 'info',
  week: 'warn',
  day: 'error',
  over: 'error',
};

/** How much of a life is left, in words such as `ends in 6 days, on 2027-02-24`. */
export function lifeSentence(notAfterMs: number, nowMs: number): string {
  const date = new Date(notAfterMs).toISOString();
  const days = Math.floor((notAfterMs - nowMs) / DAY_MS);
  if (notAfterMs < nowMs) return `expired on ${date}`;
  if (days < 1) return `ends within a day, on ${date}`;
  return `ends in ${days} ${days === 1 ? 'day' : 'days'}, on ${date}`;
}
