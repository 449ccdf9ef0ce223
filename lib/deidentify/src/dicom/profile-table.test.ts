import { expect, it } from 'vitest';
import { isOutByGroup, PROFILE } from './profile-table.ts';

it('has the 621 rows of the edition: 617 elements and four that name groups', () => {
  expect(PROFILE.size).toBe(617);
  expect([0x0009_0010, 0x0011_1001, 0x5000_3000, 0x501e_0010, 0x6000_3000, 0x601e_4000].every(isOutByGroup)).toBe(true);
  expect([0x0010_0010, 0x5200_9229, 0x7fe0_0010].some(isOutByGroup)).toBe(false);
});

it('counts actions and options as the table does', () => {
  const counts: Record<string, number> = {};
  for (const { basic, options } of PROFILE.values())
    for (const name of [basic, ...[...options].map(([option, action]) => `${option}:${action}`)])
      counts[name] = (counts[name] ?? 0) + 1;
  // The four rows of groups are X.
  expect(counts).toEqual({
    ...{ X: 380, D: 92, U: 54, Z: 42, 'X/D': 22, 'X/Z': 11, 'X/Z/D': 8, 'Z/D': 6, 'X/Z/U*': 2 },
    ...{ 'dates:K': 165, 'descriptors:C': 125, 'uids:K': 59, 'device:K': 46, 'device:C': 11 },
    ...{ 'patient:K': 9, 'patient:C': 4, 'institution:K': 10, 'structured:C': 3, 'graphics:C': 1 },
  });
});

it.each([
  [0x0010_0010, 'PN', 'Z', 'PatientName'],
  [0x0010_0030, 'DA', 'Z', 'PatientBirthDate'],
  [0x0008_0018, 'UI', 'U', 'SOPInstanceUID'],
  [0x0018_1000, 'LO', 'X/Z/D', 'DeviceSerialNumber'],
  [0x0008_1140, 'SQ', 'X/Z/U*', 'ReferencedImageSequence'],
  [0x0040_a730, 'SQ', 'D', 'ContentSequence'],
])('says of %i what the standard says', (tag, vr, basic, keyword) => {
  expect(PROFILE.get(tag)).toMatchObject({ tag, vr, basic, keyword });
});
