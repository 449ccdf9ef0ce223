/** What sites have done wrong in the sums of a run so far: it goes with the run from attempt to attempt. */
export interface Conduct {
  /** By site, how its signed messages show that it has shared or opened wrongly. */
  readonly proven: Readonly<Record<string, string>>;
  /** Complaints, in the order in which they came: of each one of the two lies, or both. */
  readonly disputes: readonly { readonly by: string; readonly of: string }[];
}

/** Nothing so far. */
export const NO_CONDUCT: Conduct = { proven: {}, disputes: [] };

/** The conduct after more of it. What was known first of a site stays, and a complaint that is said again is one. */
export function withConduct({ proven, disputes }: Conduct, more: Partial<Conduct>): Conduct {
  const fresh = (more.disputes ?? []).filter(({ by, of }) => !disputes.some((known) => known.by === by && known.of === of));
  return { proven: { ...more.proven, ...proven }, disputes: [...disputes, ...fresh] };
}

/**
 * Sites that are asked no more in this run, and why. Who is proven to have lied; who has complained of more sites than lie, or of whom more
 * have complained; and of every dispute that is left both, once for each site, so that a liar takes at most one honest site with it.
 *
 * @param colluding most sites that lie
 */
export function leftOut({ proven, disputes }: Conduct, colluding: number): Readonly<Record<string, string>> {
  const out: Record<string, string> = {};
  const leave = (site: string, why: string): void => {
    out[site] ??= `left out of the rest of the run: ${why}`;
  };
  for (const [site, how] of Object.entries(proven)) leave(site, how);
  const others = new Map<string, Set<string>>();
  for (const { by, of } of disputes) {
    for (const [site, other] of [
      [by, of],
      [of, by],
    ] as const)
      others.set(site, (others.get(site) ?? new Set()).add(other));
  }
  for (const [site, against] of others)
    if (against.size > colluding)
      leave(site, `its shares are in dispute with ${against.size} sites, and at most ${colluding} lie`);
  for (const { by, of } of disputes) {
    if (by in out || of in out) continue;
    leave(by, `it says that the shares of ${of} are wrong, and nobody can tell which of the two lies`);
    leave(of, `${by} says that its shares are wrong, and nobody can tell which of the two lies`);
  }
  return out;
}
