import { canonicalJson, type Json } from '@consilium/core';
import { isoTime, type DossierModel } from './evidence.ts';

/** The file of the statement. */
export const PROVENANCE_FILE = 'provenance.json';

/** What made the model: names for programs, not addresses. */
const BUILD_TYPE = 'urn:consilium:federated-training:v1';
const BUILDERS = { run: 'urn:consilium:run', rehearsal: 'urn:consilium:rehearsal' } as const;

/** A file that the statement is about, or names. */
export interface NamedDigest {
  readonly name: string;
  readonly sha256: string;
}

/**
 * An in-toto Statement v1 with the predicate of SLSA Provenance v1 (https://slsa.dev/spec/v1.0/provenance): from which plan, in which run, by
 * which software and sites the model was made. Times are those of the run.
 *
 * No hash of data is in it: anyone who guesses a small table could find it by its hash.
 *
 * @param subjects files of the model
 * @param byproducts what else the run has made
 */
export function provenanceText(
  { plan, origin, evidence }: DossierModel,
  subjects: readonly NamedDigest[],
  byproducts: readonly NamedDigest[],
): string {
  const { document } = plan;
  const { startedMs, endedMs, rounds, spending, warnings } = evidence;
  return canonicalJson({
    _type: 'https://in-toto.io/Statement/v1',
    subject: subjects.map(descriptor),
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: {
      buildDefinition: {
        buildType: BUILD_TYPE,
        externalParameters: { study: document.study, plan: plan.hash, rounds: document.rounds },
        internalParameters: {
          rehearsal: origin.rehearsal,
          weights: origin.sha256,
          rounds: rounds.map(({ round, attempt, sites }) => ({ round, attempt, sites: [...sites] })),
          privacy: {
            mechanism: document.privacy.mechanism,
            planned: origin.privacy === null ? null : { ...origin.privacy },
            spent: spending.map((one) => ({ ...one })),
          },
          warnings: [...warnings],
        },
        resolvedDependencies: [{ name: 'plan', digest: { sha256: plan.hash } }],
      },
      runDetails: {
        builder: {
          id: origin.rehearsal ? BUILDERS.rehearsal : BUILDERS.run,
          version: { consilium: origin.software },
        },
        metadata: {
          ...(origin.run === undefined ? {} : { invocationId: origin.run }),
          ...(startedMs === undefined ? {} : { startedOn: isoTime(startedMs) }),
          ...(endedMs === undefined ? {} : { finishedOn: isoTime(endedMs) }),
        },
        byproducts: byproducts.map(descriptor),
      },
    },
  });
}

function descriptor({ name, sha256 }: NamedDigest): Json {
  return { name, digest: { sha256 } };
}
