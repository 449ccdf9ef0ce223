import { expect, it } from 'vitest';
import { checkVersions, PROTOCOL_VERSION, type WireVersion } from './version.ts';

const v = (major: number, minor: number): WireVersion => ({ major, minor });

it.each([
  [v(1, 0), v(1, 0)],
  [v(1, 1), v(1, 2)],
  [v(1, 2), v(1, 1)],
  [v(3, 7), v(3, 7)],
])('agent %o works with coordinator %o', (agent, coordinator) => {
  expect(checkVersions(agent, coordinator)).toBeUndefined();
});

it.each([
  [v(1, 0), v(1, 2), 'the agent speaks protocol 1.0 and the coordinator 1.2: upgrade the agent'],
  [v(1, 2), v(1, 0), 'the agent speaks protocol 1.2 and the coordinator 1.0: upgrade the coordinator'],
  [v(1, 9), v(2, 0), 'the agent speaks protocol 1.9 and the coordinator 2.0: upgrade the agent'],
  [v(2, 0), v(1, 1), 'the agent speaks protocol 2.0 and the coordinator 1.1: upgrade the coordinator'],
  [v(0, 0), v(1, 1), 'the agent speaks protocol 0.0 and the coordinator 1.1: upgrade the agent'],
])('agent %o and coordinator %o learn who must upgrade', (agent, coordinator, message) => {
  expect(checkVersions(agent, coordinator)).toBe(message);
});

it('an agent one minor version older or newer than this program works', () => {
  const { major, minor } = PROTOCOL_VERSION;
  expect(checkVersions(v(major, minor - 1), PROTOCOL_VERSION)).toBeUndefined();
  expect(checkVersions(PROTOCOL_VERSION, v(major, minor - 1))).toBeUndefined();
  expect(checkVersions(v(major, minor + 1), PROTOCOL_VERSION)).toBeUndefined();
  expect(checkVersions(v(major + 1, minor), PROTOCOL_VERSION)).toMatch(/upgrade the coordinator$/);
});
