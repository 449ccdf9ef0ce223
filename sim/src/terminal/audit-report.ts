import type { Attack } from '../audit/attack-part.ts';
import type { AuditResult } from '../audit/audit-agents.ts';
import type { AuditedClaim } from '../audit/audited-claim.ts';
import { type AuditSize, type Finding, short } from '../audit/finding.ts';

/** Columns of the picture of a range. */
const PICTURE = 21;
/** Columns of what is looked at. */
const COLUMN = 56;

/** An audit for people, in lines: each test with what was seen, what true code shows and what would have been caught; the attack; the verdict. */
export function renderAudit(result: AuditResult): readonly string[] {
  const { claims, findings, attacks, falseAlarm, power, passed } = result;
  const blocks = claims.map((claim) => [
    titleOf(claim),
    ...findings.filter(({ mechanism }) => mechanism === claim.mechanism).flatMap(linesOf),
    ...attacks.filter(({ mechanism }) => mechanism === claim.mechanism).flatMap(attackLines),
    '',
  ]);
  const broken = [
    ...findings.filter(({ answer }) => !answer.passed).map(({ mechanism, id }) => `${mechanism} ${id}`),
    ...attacks.filter((one) => !one.passed).map(({ mechanism }) => `${mechanism} attack`),
  ];
  return [
    'What agents run, from rows to the bytes that leave, with canaries as patients: sampling, gradients, clip, integers, noise, scores.',
    `${counts(result)} In a picture, true code stays between the bars.`,
    '',
    ...blocks.flat(),
    passed
      ? `PASSED. Each fault named above would have been caught with probability ${power}. A pass proves nothing beyond that.`
      : `BROKEN: ${broken.join(', ')}. Do not run this version, and report this.`,
    `True code fails with probability below ${falseAlarm}.`,
  ];
}

function counts({ size }: { readonly size: AuditSize }): string {
  const { noiseDraws, samplingRounds, samplingPatients } = size;
  return `${noiseDraws / 1e6} million draws of noise; ${samplingPatients} patients in ${samplingRounds} rounds.`;
}

function titleOf({ mechanism, clip, noiseMultiplier, samplingRate, releases }: AuditedClaim): string {
  const rate = mechanism === 'dp-fedavg' ? '' : `, sampling rate ${short(samplingRate)}`;
  return `${mechanism}: clip ${clip}, noise of ${short(noiseMultiplier)} clips${rate}, ${releases} releases`;
}

function linesOf({ looksAt, answer, caught }: Finding): string[] {
  const { passed, seen, low, high } = answer;
  const picture = low === high ? '' : `${short(low).padStart(9)} ${pictureOf(seen, low, high)} ${short(high)}`;
  const line = `  ${passed ? 'ok    ' : 'BROKEN'} ${looksAt.padEnd(COLUMN)} ${short(seen).padStart(9)} ${picture}`;
  return [line.trimEnd(), `         catches ${caught}`];
}

/** `├─────●────┤`: where a number lies in its range, or on which side of it. */
function pictureOf(seen: number, low: number, high: number): string {
  const line = (inside: string): string => `├${inside}┤`;
  const empty = '─'.repeat(PICTURE - 2);
  if (!(seen >= low)) return `●${line(empty).slice(1)}`;
  if (seen > high) return `${line(empty).slice(0, -1)}●`;
  const at = Math.min(PICTURE - 3, Math.floor(((seen - low) / (high - low)) * (PICTURE - 2)));
  return line(`${empty.slice(0, at)}●${empty.slice(at + 1)}`);
}

function attackLines(attack: Attack): string[] {
  const { canaries, releases, guesses, correct, claimedEpsilon, auditedEpsilon, delta, passed } = attack;
  const what = releases === 1 ? 'in a release each' : `in ${releases} releases`;
  return [
    `  ${passed ? 'ok    ' : 'BROKEN'} attack on ${canaries} canaries ${what}: ${correct} of ${guesses} guesses right`,
    `         claimed epsilon <= ${short(claimedEpsilon)}, attacked epsilon >= ${short(auditedEpsilon)} (at delta ${delta}; wrong with probability 0.05)`,
  ];
}
