import { isOutByGroup, PROFILE, type ProfileRow } from '../profile-table.ts';

/** Tag, representation and value, as `@consilium/testing` makes files of them; it is built after this room. */
type MadeElement = readonly [tag: number, vr: string, value: string | readonly number[] | Uint8Array | readonly MadeElement[][]];

/** Values that no program may ever say, by representation; bytes and numbers are known by their place. */
const VALUES: Readonly<Record<string, string>> = {
  AE: 'QUARTZMANN_AE',
  AS: '088Y',
  CS: 'QUARTZ_PLANT',
  DA: '19310228',
  DS: '77120934.25',
  DT: '19310228081533.77',
  IS: '77120934',
  LO: 'Zebulonsen Quirina 5550199',
  LT: 'Zebulonsen long text\r\nsecond line 5550199',
  PN: 'Zebulonsen^Quirina',
  SH: 'SH5550199',
  ST: 'Zebulonsen short text',
  TM: '081533.77',
  UC: 'Zebulonsen unlimited characters',
  UI: '1.2.826.0.1.5550199.7',
  UR: 'https://quartzmann.example/5550199',
  UT: 'Zebulonsen unlimited text',
};
const PLANTED_BYTES = Buffer.from('ZEBULONSEN-BYTES');

/** Everything that {@link plantedElements} writes and a search of bytes can find. */
export const PLANTED_TEXTS: readonly string[] = [
  ...Object.values(VALUES),
  PLANTED_BYTES.toString(),
  'Private Zebulonsen',
  'Overlay Zebulonsen',
  'Curve Zebulonsen',
];

/** An element as its row names it, with a value that must not stay. */
export function plantedElement({ tag, vr }: ProfileRow): MadeElement {
  if (vr === 'SQ')
    return [
      tag,
      'SQ',
      [
        [
          [0x0008_0104, 'LO', VALUES['LO'] ?? ''],
          [0x0008_1155, 'UI', VALUES['UI'] ?? ''],
          [0x0010_0010, 'PN', VALUES['PN'] ?? ''],
          [0x0040_a160, 'UT', VALUES['UT'] ?? ''],
        ],
      ],
    ];
  if (vr === 'US') return [tag, 'US', [0x5a5b]];
  const value = VALUES[vr];
  return [tag, vr, value ?? PLANTED_BYTES];
}

/** Every element that the table names, and blocks of the groups that it names whole. */
export function plantedElements(): readonly MadeElement[] {
  return [
    ...[...PROFILE.values()].map(plantedElement),
    [0x0011_0010, 'LO', 'Private Zebulonsen'],
    [
      0x0011_1001,
      'SQ',
      [
        [
          [0x0010_0010, 'PN', VALUES['PN'] ?? ''],
          [0x0011_0010, 'LO', 'Private Zebulonsen'],
        ],
      ],
    ],
    [0x0011_1002, 'UN', PLANTED_BYTES],
    [0x5000_3000, 'OW', Buffer.from('Curve Zebulonsen')],
    [0x5002_0022, 'LO', 'Curve Zebulonsen'],
    [0x6000_0022, 'LO', 'Overlay Zebulonsen'],
    [0x6000_3000, 'OW', Buffer.from('Overlay Zebulonsen')],
    [0x6002_4000, 'LT', 'Overlay Zebulonsen'],
  ].filter(([tag]) => PROFILE.has(tag as number) || isOutByGroup(tag as number)) as readonly MadeElement[];
}
