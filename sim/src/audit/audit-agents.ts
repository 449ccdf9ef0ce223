import { type ErrorCode, isConsiliumError, type Randomness, secureRandom, seededRandom } from '@consilium/core';
import { loadBackend } from '@consilium/learning';
import type { CompiledPlan } from '@consilium/plan';
import { AGENT_PATH, type AgentPath } from './agent-path.ts';
import { type Attack, attack } from './attack-part.ts';
import { type AuditedClaim, claimOf, usualClaims } from './audited-claim.ts';
import { type AuditPart, type AuditSize, exactAnswer, type Finding, FULL_SIZE } from './finding.ts';
import { auditCollusion } from './collusion-part.ts';
import { auditNeighbours } from './neighbour-part.ts';
import { auditNoise } from './noise-part.ts';
import { auditSampling } from './sampling-part.ts';
import { auditScoreCollusion } from './score-collusion-part.ts';
import { auditScores } from './score-part.ts';

/** What is audited, and how. */
export interface AuditOptions {
  /** Whose mechanism, clip, noise, rate, releases and number of sites; left out, a usual plan of each mechanism. */
  readonly plan?: CompiledPlan;
  /** Repeats an audit; left out, the generators are those of hospitals. */
  readonly seed?: string;
  /** Probability that true code is called broken, in the whole audit. @default 1e-6 */
  readonly falseAlarm?: number;
  /** Told what is being done and the share that is done. */
  readonly onProgress?: (share: number, what: string) => void;
}

/** What an audit found. */
export interface AuditResult {
  readonly claims: readonly AuditedClaim[];
  readonly size: AuditSize;
  readonly findings: readonly Finding[];
  readonly attacks: readonly Attack[];
  /** Of the whole audit. */
  readonly falseAlarm: number;
  /** With what probability each test catches what it says that it catches. */
  readonly power: number;
  readonly passed: boolean;
}

/** What an agent throws when its own checks find what left the trainer impossible: whatever patients have, an update leaves. */
const STOPS: readonly ErrorCode[] = ['NORM_EXCEEDED', 'TRAINING_FAILED'];

/** The finding that an agent stopped. @throws `error` when it is another kind of trouble */
function stopped({ mechanism }: AuditedClaim, part: string, error: unknown): Finding {
  if (!isConsiliumError(error) || !STOPS.includes(error.code)) throw error;
  return {
    mechanism,
    id: `${part}.stopped`,
    looksAt: `errors instead of updates (${error.code})`,
    answer: exactAnswer(1, 0, 0, 0),
    caught: 'an agent that does not answer',
  };
}

/** Tests of one mechanism, attack included, beside that of its sums of scores; each gets an equal share of the false alarm. */
const TESTS_OF_MECHANISM = 19;
/** Tests of a claim. */
const testsOf = ({ honest }: AuditedClaim): number => TESTS_OF_MECHANISM + (honest > 1 ? 1 : 0);
const POWER = 0.99;

/**
 * Audits what agents run, from rows to the bytes that leave, with canaries as patients: known answers first, then an attack.
 *
 * A pass says that the faults named in the findings are not there, with the stated power. It proves nothing else.
 *
 * @proof docs/proofs/noise-audit.md#whole
 * @throws ConsiliumError `MECHANISM_REFUSED` for a plan without privacy, `PLAN_INVALID`, `PARAMETER_INVALID`
 */
export async function auditAgents(
  options: AuditOptions = {},
  path: AgentPath = AGENT_PATH,
  size: AuditSize = FULL_SIZE,
): Promise<AuditResult> {
  const { plan, seed, falseAlarm = 1e-6, onProgress } = options;
  const claims = plan === undefined ? usualClaims() : [claimOf(plan)];
  const tests = claims.reduce((sum, claim) => sum + testsOf(claim), 0);
  const strength = { falseAlarm: falseAlarm / tests, miss: 1 - POWER };
  const backend = await loadBackend();
  const root: Randomness = seed === undefined ? secureRandom() : seededRandom(seed);
  const findings: Finding[] = [];
  const attacks: Attack[] = [];
  for (const [i, claim] of claims.entries()) {
    const parts =
      claim.mechanism === 'dp-fedavg'
        ? ['noise', 'neighbours', 'scores', 'attack']
        : ['noise', 'sampling', 'neighbours', 'scores', 'attack'];
    // Sums alone show whether shares that count on others come to what is paid for.
    if (claim.honest > 1) parts.push('collusion', 'collusion of scores');
    for (const [k, name] of parts.entries()) {
      const random = root.fork(`${claim.mechanism} ${name}`);
      const part: AuditPart = {
        claim,
        size,
        strength,
        onProgress: (share) => onProgress?.((i + (k + share) / parts.length) / claims.length, `${claim.mechanism}: ${name}`),
      };
      part.onProgress(0);
      // Sites have generators of their own.
      const sites = [random.fork('site 1'), random.fork('site 2')];
      try {
        if (name === 'noise') findings.push(...(await auditNoise(path, part, (site) => sites[site] ?? random, backend)));
        if (name === 'sampling') findings.push(...(await auditSampling(path, part, random, backend)));
        if (name === 'neighbours') findings.push(...(await auditNeighbours(path, part, random, backend)));
        if (name === 'scores') findings.push(...(await auditScores(path, part, random, backend)));
        if (name === 'collusion') findings.push(...(await auditCollusion(path, part, random, backend)));
        if (name === 'collusion of scores') findings.push(await auditScoreCollusion(path, part, random, backend));
        if (name === 'attack') attacks.push(await attack(path, part, random, backend));
      } catch (error) {
        findings.push(stopped(claim, name, error));
      }
    }
  }
  const passed = [...findings.map(({ answer }) => answer), ...attacks].every((one) => one.passed);
  return { claims, size, findings, attacks, falseAlarm, power: POWER, passed };
}
