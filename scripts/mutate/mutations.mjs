// All mutations, by room.
import { ADMISSIONS } from './admission.mjs';
import { APPROVAL } from './approval.mjs';
import { ATTEMPT, PLAN } from './attempt.mjs';
import { AUDIT } from './audit.mjs';
import { CENTRAL_MASKS } from './coordinator-masks.mjs';
import { PAUSE, PRESENCE } from './presence.mjs';
import { ACCESS, ROUNDS, STORE } from './coordinator.mjs';
import { DURABILITY } from './durability.mjs';
import { LEARNING } from './learning.mjs';
import { MASKS } from './masks.mjs';
import { ORDER } from './order.mjs';
import { OUTPUT } from './output.mjs';
import { PEOPLE } from './people.mjs';
import { ENCODING } from './privacy-encoding.mjs';
import { ACCOUNTANTS, NOISE } from './privacy-noise.mjs';
import { SCORES } from './privacy-scores.mjs';
import { RESTORE } from './restore.mjs';
import { ROSTERS } from './roster.mjs';
import { BORDER } from './border.mjs';
import { GATE, LEDGERS } from './site.mjs';
import { HEADS, SESSION } from './session.mjs';
import { TRUST } from './trust.mjs';
import { WIRE } from './wire.mjs';

/** @type {readonly import('./report.mjs').Mutation[]} */
export const MUTATIONS = [
  ...ENCODING,
  ...NOISE,
  ...ACCOUNTANTS,
  ...SCORES,
  ...LEARNING,
  ...PLAN,
  ...TRUST,
  ...LEDGERS,
  ...HEADS,
  ...RESTORE,
  ...ROSTERS,
  ...BORDER,
  ...GATE,
  ...APPROVAL,
  ...ATTEMPT,
  ...ORDER,
  ...MASKS,
  ...SESSION,
  ...AUDIT,
  ...ACCESS,
  ...ADMISSIONS,
  ...PEOPLE,
  ...ROUNDS,
  ...CENTRAL_MASKS,
  ...PRESENCE,
  ...PAUSE,
  ...STORE,
  ...WIRE,
  ...DURABILITY,
  ...OUTPUT,
];
