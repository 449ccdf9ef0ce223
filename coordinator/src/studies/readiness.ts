import { planFromJson } from '@consilium/plan';
import type { Members, SiteInfo } from '../members/members.ts';
import type { Attempt, Participation, Problem } from '../rounds/attempt-state.ts';
import { isLive } from '../rounds/run-state.ts';
import type { RunStore } from '../store/run-store.ts';

/** What a site has answered last to a task of a plan. */
export type LastWord =
  | { readonly t: 'none' }
  | { readonly t: 'accepted'; readonly atMs: number }
  | { readonly t: 'refused'; readonly atMs: number; readonly problem: Problem };

/** Whether a site could take part in a run now, as far as is known here. */
export interface SiteReadiness {
  readonly site: string;
  readonly standing: 'unknown' | 'invited' | 'admitted' | 'quarantined' | 'revoked';
  readonly connected: boolean;
  /** Milliseconds since the epoch; 0 for never. */
  readonly lastSeenMs: number;
  readonly word: LastWord;
}

/** Who could take part in a run of a study's newest plan now. */
export interface StudyReadiness {
  readonly study: string;
  readonly planHash: string;
  /** Sites that each round needs. */
  readonly quorum: number;
  /** Of the plan, by name. */
  readonly sites: readonly SiteReadiness[];
}

/**
 * Who could take part in a run now. Nothing is asked of sites for it: whether a hospital has approved a plan and can pay for it is what it has
 * said last, in answer to a task of that plan, and nobody learns more than its refusals have told already.
 */
export class ReadinessCheck {
  readonly #store: RunStore;
  readonly #members: Members;

  constructor(store: RunStore, members: Members) {
    this.#store = store;
    this.#members = members;
  }

  /** @throws ConsiliumError `STUDY_UNKNOWN` */
  async of(study: string): Promise<StudyReadiness> {
    const { plan_json: json, plan_hash: planHash } = await this.#store.newestStudy(study);
    const { document, siteIds } = planFromJson(json, planHash);
    const members = new Map((await this.#members.listSites()).map((member) => [member.site, member]));
    const invited = new Set(
      (await this.#members.listInvitations()).filter(({ state }) => state === 'open').map(({ site }) => site),
    );
    const words = await this.#lastWords(planHash, siteIds);
    const sites = siteIds.map((site): SiteReadiness => {
      const member = members.get(site);
      const outside = invited.has(site) ? 'invited' : 'unknown';
      const standing = member === undefined ? outside : standingOf(member);
      const { connected = false, lastSeenMs = 0 } = member ?? {};
      return { site, standing, connected, lastSeenMs, word: words.get(site) ?? { t: 'none' } };
    });
    return { study, planHash, quorum: document.quorum.sites, sites };
  }

  /** By site, of the newest attempts of all runs of a plan in which it has answered. */
  async #lastWords(planHash: string, sites: readonly string[]): Promise<ReadonlyMap<string, LastWord>> {
    const words = new Map<string, LastWord>();
    for (const { run, planHash: of, state } of await this.#store.runs()) {
      if (of !== planHash) continue;
      if (isLive(state)) takeWords(words, state);
      for (const attempt of [...(await this.#store.attempts(run))].reverse()) {
        if (words.size === sites.length) return words;
        takeWords(words, attempt);
      }
    }
    return words;
  }
}

function standingOf({ revoked, quarantine }: SiteInfo): SiteReadiness['standing'] {
  if (revoked) return 'revoked';
  return quarantine === '' ? 'admitted' : 'quarantined';
}

/** Adds what sites have said in an attempt, for those of which nothing newer is known. */
function takeWords(words: Map<string, LastWord>, { participants, openedMs }: Pick<Attempt, 'participants' | 'openedMs'>): void {
  for (const [site, known] of Object.entries(participants)) {
    const word = wordOf(known, openedMs);
    if (word !== undefined && !words.has(site)) words.set(site, word);
  }
}

/** `undefined` for a site that has not answered. */
function wordOf(known: Participation, atMs: number): LastWord | undefined {
  switch (known.t) {
    case 'waiting':
      return undefined;
    case 'refused':
      return { t: 'refused', atMs, problem: known.problem };
    case 'accepted':
    case 'counted':
    case 'failed':
    case 'rejected':
      // Whatever became of the attempt, the hospital's gate had let it in.
      return { t: 'accepted', atMs };
  }
}
