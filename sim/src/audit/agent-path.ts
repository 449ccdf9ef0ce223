import { attemptRandom, makeUpdate, noisedScores, prepareStudy } from '@consilium/site-agent';

/**
 * What agents run between a hospital's rows and the bytes that leave: the functions themselves, by import. A test puts a broken one in
 * their place, and the audit has to notice.
 */
export interface AgentPath {
  /** A plan's release and rows to a prepared study: data set, trainer. */
  readonly prepareStudy: typeof prepareStudy;
  /** The stream of random numbers of an attempt. */
  readonly attemptRandom: typeof attemptRandom;
  /** A round's model to the bytes of the update: sampling, training, clipping, encoding, noise. */
  readonly makeUpdate: typeof makeUpdate;
  /** A model to the bytes of its scores: predictions, counts, noise. */
  readonly noisedScores: typeof noisedScores;
}

/** The path of the agents of this version. */
export const AGENT_PATH: AgentPath = { prepareStudy, attemptRandom, makeUpdate, noisedScores };
