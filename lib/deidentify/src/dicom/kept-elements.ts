import type { CodeList } from './code-lists.ts';
import { isVr, type Vr } from './vr.ts';

/**
 * What a kept value has to be: `n` numbers, `w` numbers that may be large (doses, factors, windows), `t` tags, `s` a sequence whose elements are judged in their turn, `c` codes of a closed list, `uid` the class of an image, `code` a code of a terminology, `words` words of the lexicon, `lut` a table of colours or greys, `pixels`,
 * `empty` nothing: elements that have to be there (type 2) and need no value.
 */
export type KeepRule = 'n' | 'w' | 't' | 's' | 'c' | 'o' | 'uid' | 'code' | 'words' | 'lut' | 'pixels' | 'empty';

/** An element that images keep though the table of the profile does not name it. */
export interface KeptElement {
  /** Representations it may have, the usual one first: as an implicit file means it. */
  readonly vrs: readonly Vr[];
  readonly rule: KeepRule;
  /** Of `c` and `o`. */
  readonly list?: CodeList;
  /** Values at most. */
  readonly most: number;
}

/**
 * What is needed to read pixels as what they are, where they lie in the body, and how they were taken, as far as numbers and closed codes say it. Everything else is left out,
 * at every depth: no text, no date, no name of a device is among them. By line: tag, representations, rule (with list), most values (1 where absent).
 */
const LINES = `
00080005 CS c:charset 8       00080008 CS o:imageType 16    00080016 UI uid               00080060 CS c:modality
00080064 CS c:conversion      00080068 CS c:intent          00080070 LO c:maker           00080100 SH code
00080102 SH c:scheme          00080104 LO words             00081150 UI uid               00082218 SQ s
00089007 CS o:imageType 16    00089205 CS c:pixelPresentation 00089206 CS c:volumetric    00089207 CS c:volumetric
00089208 CS c:component       00089209 CS c:contrast
00180015 CS c:bodyPart        00180020 CS c:scanning 8      00180021 CS c:variant 8       00180022 CS c:scanOptions 8
00180023 CS c:acquisition     00180025 CS c:yesNo           00180050 DS n                 00180060 DS n
00180080 DS n                 00180081 DS n                 00180082 DS n                 00180083 DS n
00180084 DS n 2               00180085 SH c:nucleus 2       00180086 IS n 8               00180087 DS n
00180088 DS n                 00180089 IS n                 00180090 DS n                 00180091 IS n
00180093 DS n                 00180094 DS n                 00180095 DS n
00181063 DS n                 00181065 DS n 10000           00181066 DS n                 00181074 DS w
00181075 DS w                 00181076 DS n                 00181083 IS w                 00181084 IS w
00181088 IS n                 00181100 DS n                 00181110 DS n                 00181111 DS n
00181114 DS n                 00181120 DS n                 00181130 DS n                 00181140 CS c:direction
00181147 CS empty             00181149 IS n 2               00181150 IS n                 00181151 IS n
00181152 IS n                 00181153 IS w                 00181164 DS n 2               00181166 CS c:grid 4
00181170 IS n                 00181181 CS c:collimator      00181190 DS n 4               00181242 IS w
00181310 US n 4               00181312 CS c:direction       00181314 DS n                 00181315 CS c:yesNo
00181316 DS n                 00181318 DS n                 00181405 IS n                 00181411 DS n
00181412 DS n                 00181413 DS n                 00181450 DS n                 00181508 CS c:positioner
00181510 DS n                 00181511 DS n                 00181530 DS n                 00181531 DS n
001811a0 DS n                 001811a2 DS n                 00185100 CS c:position        00185101 CS c:view
00186011 SQ s                 00186012 US n                 00186014 US n                 00186016 UL n
00186018 UL n                 0018601a UL n                 0018601c UL n                 0018601e UL n
00186020 SL n                 00186022 SL n                 00186024 US n                 00186026 US n
00186028 FD n                 0018602a FD n                 0018602c FD n                 0018602e FD n
00187004 CS c:detector        00187005 CS c:detector        00187060 CS c:exposureMode    00189004 CS c:qualification
00189075 CS c:directionality  00189087 FD n                 00189117 SQ s                 00189311 FD n
00189345 FD n
00200011 IS n                 00200012 IS n                 00200013 IS n                 00200020 CS c:orientation 2
00200032 DS n 3               00200037 DS n 6               00200060 CS c:laterality      00200062 CS c:laterality
00200100 IS n                 00200105 IS n                 00201002 IS n                 00201040 LO empty
00201041 DS n                 00209057 UL n                 00209071 SQ s                 00209072 CS c:laterality
00209111 SQ s                 00209113 SQ s                 00209116 SQ s                 00209128 UL n
00209156 US n                 00209157 UL n 16              00209165 AT t                 00209167 AT t
00209221 SQ s                 00209222 SQ s
00280002 US n                 00280004 CS c:photometric     00280006 US n                 00280008 IS n
00280009 AT t 8               00280010 US n                 00280011 US n                 00280014 US n
00280030 DS n 2               00280031 DS n 2               00280032 DS n 2               00280034 IS n 2
00280051 CS c:correction 16   00280100 US n                 00280101 US n                 00280102 US n
00280103 US n                 00280106 US|SS n              00280107 US|SS n              00280108 US|SS n
00280109 US|SS n              00280120 US|SS n              00280121 US|SS n              00280300 CS c:yesNo
00280301 CS c:yesNo           00280302 CS c:yesNo           00280a02 CS c:calibration     00281040 CS c:relationship
00281041 SS n                 00281050 DS w 16              00281051 DS w 16              00281052 DS w
00281053 DS w                 00281054 LO c:rescale         00281056 CS c:lutFunction     00281101 US|SS n 3
00281102 US|SS n 3            00281103 US|SS n 3            00281201 OW lut               00281202 OW lut
00281203 OW lut               00281300 CS c:yesNo           00281350 CS c:yesNo           00282110 CS c:lossy
00282112 DS n 8               00282114 CS c:lossyMethod 8   00283000 SQ s                 00283002 US|SS n 3
00283004 LO c:rescale         00283006 US|OW lut            00283010 SQ s                 00289110 SQ s
00289132 SQ s                 00289145 SQ s                 00400318 CS c:organ
00540010 US n 10000           00540011 US n                 00540012 SQ s                 00540013 SQ s
00540014 DS n                 00540015 DS n                 00540016 SQ s                 00540020 US n 10000
00540021 US n                 00540022 SQ s                 00540030 US n 10000           00540031 US n
00540050 US n 10000           00540051 US n                 00540052 SQ s                 00540053 US n
00540060 US n 10000           00540061 US n                 00540070 US n 10000           00540071 US n
00540080 US n 10000           00540081 US n                 00540090 US n 10000           00540100 US n 10000
00540101 US n                 00540200 DS n                 00540202 CS empty             00540220 SQ s
00540222 SQ s                 00540300 SQ s                 00540304 SQ s                 00540410 SQ empty
00540414 SQ empty             00541000 CS c:series 2        00541001 CS c:units           00541002 CS c:counts
00541004 CS empty             00541100 CS c:counts          00541102 CS c:counts          00541300 DS w
00541321 DS w                 00541322 DS w                 00541323 DS n                 00541324 DS n
00541330 US n                 20500020 CS c:lutShape        52009229 SQ s                 52009230 SQ s
7fe00010 OW|OB pixels
`;

const ENTRY =
  /(?<tag>[0-9a-f]{8}) (?<vrs>[A-Z|]+) (?<rule>n|w|t|s|c|o|uid|code|words|lut|pixels|empty)(?::(?<list>\w+))?(?: (?<most>\d{1,5})(?=\s))?(?=\s)/g;

/** {@link KeptElement} by tag. */
export const KEPT: ReadonlyMap<number, KeptElement> = new Map(
  [...LINES.matchAll(ENTRY)].map(({ groups = {} }) => {
    const { tag = '', vrs = '', rule = '', list, most = '1' } = groups;
    const kept: KeptElement = {
      vrs: vrs.split('|').filter(isVr),
      rule: rule as KeepRule,
      most: Number(most),
      ...(list === undefined ? {} : { list: list as CodeList }),
    };
    return [Number.parseInt(tag, 16), kept];
  }),
);
