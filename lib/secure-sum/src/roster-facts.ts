import { rosterHash } from './roster.ts';
import { keyFingerprint, type SignedRoster } from './signed-roster.ts';

/** What people read of a roster, and compare. */
export interface RosterFacts {
  readonly consortium: string;
  readonly epoch: number;
  readonly rosterHash: string;
  /** Public key that signed it, hex. */
  readonly consortiumKey: string;
  readonly consortiumKeyFingerprint: string;
  readonly colluding: number;
  readonly minimum: number;
  /** Most honest sites that the noise of a plan may count on under this roster. */
  readonly mostHonest: number;
  readonly sites: readonly {
    readonly id: string;
    readonly patients: number;
    readonly key: string;
    readonly fingerprint: string;
  }[];
}

/** {@link RosterFacts} of a roster. */
export function rosterFacts({ roster, key }: SignedRoster): RosterFacts {
  const { consortium, epoch, sites, colluding, minimum } = roster;
  return {
    consortium,
    epoch,
    rosterHash: rosterHash(roster),
    consortiumKey: Buffer.from(key).toString('hex'),
    consortiumKeyFingerprint: keyFingerprint(key),
    colluding,
    minimum,
    mostHonest: minimum - colluding,
    sites: sites.map((site) => ({
      id: site.id,
      patients: site.patients,
      key: site.key,
      fingerprint: keyFingerprint(Buffer.from(site.key, 'hex')),
    })),
  };
}

/** The facts in words, but for the list of sites. */
export function rosterLines(facts: RosterFacts): readonly string[] {
  const { consortium, epoch, sites, colluding, minimum, mostHonest } = facts;
  return [
    `Roster of the consortium ${consortium}, epoch ${epoch}`,
    `  roster hash  ${facts.rosterHash}`,
    `  signed by    the key ${facts.consortiumKeyFingerprint}`,
    `  sums         over at least ${minimum} of its ${sites.length} sites`,
    `  assumes      that at most ${colluding === 1 ? '1 site works' : `${colluding} sites work`} together with the coordinator against the others`,
    `  noise        may count on at most ${mostHonest} honest sites (honestContributors of a plan)`,
  ];
}
