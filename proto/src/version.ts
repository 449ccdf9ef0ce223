/** A version of the wire protocol. */
export interface WireVersion {
  readonly major: number;
  readonly minor: number;
}

/** The version that this program speaks. Raise `minor` for a compatible addition, `major` for anything else. */
export const PROTOCOL_VERSION: WireVersion = Object.freeze({ major: 1, minor: 1 });

/** How far apart the minors of two programs may lie: a hospital may upgrade one release later than its coordinator. */
const MINOR_DISTANCE = 1;

/** `undefined` when the two work together, else the sentence that says why not and who must upgrade. */
export function checkVersions(agent: WireVersion, coordinator: WireVersion): string | undefined {
  const name = (v: WireVersion): string => `${v.major}.${v.minor}`;
  if (agent.major === coordinator.major && Math.abs(agent.minor - coordinator.minor) <= MINOR_DISTANCE) return undefined;
  const agentIsOlder = agent.major < coordinator.major || (agent.major === coordinator.major && agent.minor < coordinator.minor);
  const older = agentIsOlder ? 'agent' : 'coordinator';
  return `the agent speaks protocol ${name(agent)} and the coordinator ${name(coordinator)}: upgrade the ${older}`;
}
