import { existsSync } from 'node:fs';
import { ConsiliumError, systemClock, visibleText } from '@consilium/core';
import { type CompiledPlan, MAX_PLAN_BYTES, planFromJson, readPlan } from '@consilium/plan';
import { siteService } from '@consilium/proto';
import { type Client, openGrpcChannel, parseAddress } from '@consilium/transport';
import { coordinatorIdentityCheck, readIdentityFolder } from '@consilium/trust';
import { fetchBlob } from '../session/blob-fetch.ts';
import { readingRemoteErrors, remoteName } from '../session/remote-errors.ts';
import { isNameOf } from './plan-inbox.ts';
import type { SiteFolder } from './site-folder.ts';
import { siteRoute } from './site-route.ts';

/** A plan as the coordinator announces it: what it really is, its bytes say. */
export interface OfferedPlan {
  readonly study: string;
  /** SHA-256, hex. */
  readonly planHash: string;
  /** When it was submitted, by the coordinator's clock, in milliseconds since the epoch. */
  readonly submittedMs: number;
}

/** More plans than this are not looked at: no hospital decides about so many, and a coordinator must not fill a terminal. */
const MOST_PLANS = 500;

/**
 * The plans that the coordinator has for this site, on a connection of its own, with the certificate of the site: the agent need
 * not run.
 *
 * @throws ConsiliumError of the connection; `MESSAGE_INVALID` when an announcement is none
 */
export async function offeredPlans(folder: SiteFolder): Promise<readonly OfferedPlan[]> {
  return await asSite(folder, listed);
}

/**
 * The plan that a person names: a file, or a plan that was shown here, or else one of the coordinator.
 *
 * @param named path of a file; or a study, or the beginning of a plan's hash
 * @param newest asks the coordinator whatever was shown here before
 * @returns the plan, and when it was shown here for the first time, where that was before
 * @throws ConsiliumError `PLAN_INVALID`, `PLAN_HASH_MISMATCH`, `STUDY_UNKNOWN`, and what the connection throws
 */
export async function namedPlan(
  folder: SiteFolder,
  named: string,
  newest: boolean,
): Promise<{ readonly plan: CompiledPlan; readonly shownMs?: number }> {
  if (existsSync(named) || /\.(?:ya?ml|json)$/i.test(named)) return { plan: readPlan(named) };
  const shown = newest ? undefined : folder.inbox().find(named);
  if (shown !== undefined) return shown;
  const fetched = await asSite(folder, async (client) => {
    const offered = await listed(client);
    const meant = offered.filter((announced) => isNameOf(named, announced));
    const [one] = meant;
    if (one === undefined || meant.length > 1) {
      throw new ConsiliumError({
        code: 'STUDY_UNKNOWN',
        message: `${named} is no file here, and the coordinator has ${one === undefined ? 'no plan' : 'several plans'} of that name for this site`,
        advice: 'List what waits with "consilium-site plan inbox" and name a study, or the beginning of a plan hash.',
      });
    }
    const stopping = new AbortController().signal;
    const bytes = await fetchBlob({ client, clock: systemClock, stopping }, one.planHash, MAX_PLAN_BYTES);
    return planFromJson(Buffer.from(bytes).toString('utf8'), one.planHash);
  });
  const { study } = fetched.document;
  if (!isNameOf(named, { study, planHash: fetched.hash })) {
    throw new ConsiliumError({
      code: 'PLAN_HASH_MISMATCH',
      message: `what the coordinator announces as ${named} is a plan of the study ${study}`,
    });
  }
  folder.inbox().keep(fetched, systemClock.now());
  return { plan: fetched };
}

async function listed(client: Client<typeof siteService>): Promise<readonly OfferedPlan[]> {
  const { plans } = await client.listPlans({});
  return (plans ?? []).slice(0, MOST_PLANS).map(({ study, planHash, submittedMs }) => {
    if (typeof planHash !== 'string' || !/^[0-9a-f]{64}$/.test(planHash))
      throw new ConsiliumError({ code: 'MESSAGE_INVALID', message: 'the coordinator announces a plan without a hash' });
    return { study: remoteName(study) ?? '', planHash: visibleText(planHash), submittedMs: submittedMs ?? 0 };
  });
}

async function asSite<T>(folder: SiteFolder, work: (client: Client<typeof siteService>) => Promise<T>): Promise<T> {
  folder.config();
  const identity = readIdentityFolder(folder.identityPath);
  const { address, consortium } = identity;
  const route = siteRoute(folder, parseAddress(address), process.env);
  const channel = openGrpcChannel({ identity, address, checkServer: coordinatorIdentityCheck(consortium), route });
  try {
    return await work(readingRemoteErrors(channel.client(siteService)));
  } finally {
    channel.close();
  }
}
