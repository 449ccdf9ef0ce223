import { ConsiliumError, fromUnknown, type Clock } from '@consilium/core';
import { PROTOCOL_VERSION, siteService } from '@consilium/proto';
import {
  connectionSteps,
  type Environment,
  formatAddress,
  openGrpcChannel,
  parseAddress,
  type Route,
  routeText,
  type Stage,
} from '@consilium/transport';
import { coordinatorIdentityCheck, type MemberIdentity, readIdentityFolder } from '@consilium/trust';
import { clockSkew, REFUSE_SKEW_MS, skewText, WARN_SKEW_MS } from '../session/clock-skew.ts';
import { durationText } from '../session/connection-log.ts';
import { readingRemoteErrors, remoteError, remoteName } from '../session/remote-errors.ts';
import { failure, type Finding, skippedFor } from './doctor-check.ts';
import type { SiteFolder } from './site-folder.ts';
import { siteRoute } from './site-route.ts';
import { VERSION } from './version.ts';

/** Longest wait for the coordinator's answer, in milliseconds, once there is a connection. */
const ANSWER_MS = 8000;

/** Names of the stages, for people. */
const STAGE_NAMES: Readonly<Record<Stage, string>> = {
  name: 'name (DNS)',
  tcp: 'TCP connection',
  proxy: 'proxy',
  tls: 'TLS',
  http2: 'HTTP/2 (ALPN)',
  greeting: 'greeting',
};

/**
 * Looks at the way to the coordinator, stage by stage, and asks it whether it would greet this agent. No session is opened: that of an agent that works goes on.
 */
export async function networkFindings(folder: SiteFolder, clock: Clock, environment: Environment): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  let identity: MemberIdentity;
  let route: Route;
  try {
    identity = readIdentityFolder(folder.identityPath);
    route = siteRoute(folder, parseAddress(identity.address), environment);
  } catch (error) {
    return [failure('route', fromUnknown(error)), ...skipped('route', ['name', 'tcp', 'tls', 'http2', 'greeting'])];
  }
  const address = parseAddress(identity.address);
  findings.push({ check: 'route', state: 'ok', says: `${identity.address} is dialled ${routeText(route)}` });
  const stages: Stage[] = route.kind === 'proxy' ? ['name', 'tcp', 'proxy', 'tls', 'http2'] : ['name', 'tcp', 'tls', 'http2'];
  for await (const { stage, says, error } of connectionSteps(route, address, identity)) {
    stages.shift();
    findings.push(error === undefined ? { check: STAGE_NAMES[stage], state: 'ok', says } : failure(STAGE_NAMES[stage], error));
    if (error !== undefined) return [...findings, ...skipped(STAGE_NAMES[stage], [...stages, 'greeting'])];
  }
  return [...findings, ...(await greeted(identity, route, clock))];
}

function skipped(because: string, stages: readonly Stage[]): readonly Finding[] {
  return [...stages.map((stage) => STAGE_NAMES[stage]), 'clock'].map((check) => skippedFor(check, because));
}

async function greeted(identity: MemberIdentity, route: Route, clock: Clock): Promise<readonly Finding[]> {
  const check = STAGE_NAMES.greeting;
  const channel = openGrpcChannel({
    identity,
    address: identity.address,
    checkServer: coordinatorIdentityCheck(identity.consortium),
    route,
  });
  try {
    const sentMs = clock.now();
    const hello = { protocol: { ...PROTOCOL_VERSION }, agentVersion: VERSION, timeSeconds: Math.floor(sentMs / 1000) };
    const { welcome, refused } = await readingRemoteErrors(channel.client(siteService)).greet(hello, { timeoutMs: ANSWER_MS });
    if (refused !== undefined && refused !== null) throw remoteError(refused.code, refused.message);
    if (welcome === undefined || welcome === null)
      throw new ConsiliumError({ code: 'MESSAGE_INVALID', message: 'the coordinator did not greet' });
    const skewMs = clockSkew(welcome.timeMs, sentMs, clock.now());
    const says = `the coordinator (version ${remoteName(welcome.coordinatorVersion) ?? 'unknown'}) welcomes this site`;
    return [{ check, state: 'ok', says }, clockFinding(skewMs)];
  } catch (error) {
    return [failure(check, fromUnknown(error)), ...skipped(check, [])];
  } finally {
    channel.close();
  }
}

function clockFinding(skewMs: number | undefined): Finding {
  const check = 'clock';
  if (skewMs === undefined)
    return { check, state: 'warning', says: 'the coordinator says no time', fix: 'Ask its operator to upgrade it.' };
  if (Math.abs(skewMs) <= WARN_SKEW_MS) return { check, state: 'ok', says: "it agrees with the coordinator's" };
  const fix = `Compare both with a third clock and correct the wrong one (NTP). Above ${durationText(REFUSE_SKEW_MS)} the agent does not work: its ledger would be written with a wrong time.`;
  return {
    check,
    state: Math.abs(skewMs) > REFUSE_SKEW_MS ? 'failed' : 'warning',
    says: skewText(skewMs),
    fix,
    code: 'CLOCK_SKEWED',
  };
}

/** What to ask those for who run the firewall or the proxy, to paste; nothing where the folder cannot say whom it dials. */
export function firewallRequest(folder: SiteFolder, environment: Environment, host: string): readonly string[] {
  let identity: MemberIdentity;
  let route: Route;
  try {
    identity = readIdentityFolder(folder.identityPath);
    route = siteRoute(folder, parseAddress(identity.address), environment);
  } catch (error) {
    fromUnknown(error);
    return [];
  }
  const target = formatAddress(parseAddress(identity.address));
  const way =
    route.kind === 'direct'
      ? [`Please allow one outgoing TCP connection from ${host} to ${target}.`]
      : [
          `Please allow ${host} to reach ${target} through the proxy ${formatAddress(route.proxy.address)}`,
          '(HTTP CONNECT to that host and port).',
        ];
  return [
    ...way,
    'It carries TLS 1.3 with certificates on both sides (ALPN h2, gRPC), so it must pass without inspection:',
    'a device that decrypts it is refused. It stays open for days; idle, it is probed every 30 seconds.',
    'Nothing connects from outside to this machine.',
  ];
}
