import { ConsiliumError } from '@consilium/core';

/**
 * One word for each byte, common in speech; no two begin with the same four letters, so that a bad line on the telephone
 * shows.
 */
const WORDS: readonly string[] = `
  acid acorn actor album alley amber anchor angle ankle apple april apron arrow autumn axle bacon badge baker bamboo banjo
  barrel basin basket beacon beard beetle bell bench berry bishop blanket boat bonus border bottle bowl branch brick bridge
  broom bubble bucket butter cabin cactus camel candle canyon carbon carpet castle cedar chalk cherry circle cliff clock
  cloud clover coal cobra coffee comet copper coral cotton cradle crane crayon cricket crown curtain dagger daisy dance
  delta desert diamond dinner dolphin donkey dragon drift drum eagle earth echo elbow ember engine fabric falcon feather
  fence ferry fiddle finger flag flint flute forest fossil fountain fridge frog galaxy garden garlic ginger glacier globe
  goose granite grape gravel guitar hammer harbor hazel hedge helmet heron hockey honey hotel igloo iron island ivory
  jacket jaguar jelly jewel jungle kayak kettle kiosk kitten ladder lagoon lantern lemon lentil letter lily lizard llama
  lobster magnet mango maple marble meadow melon mirror monkey moon mosaic motor museum mustard napkin needle nest nickel
  oasis ocean olive onion orange orbit otter oven oyster paddle panda paper parrot pearl pebble pencil pepper piano pigeon
  pillow pilot pirate planet plaza plum pocket poem pony potato prism puzzle quartz quilt rabbit radar radio raven ribbon
  river robin rocket saddle salmon sandal satin school shadow shovel silver siren sketch spider spoon spring stable statue
  sugar summer sunset tailor teapot temple thumb tiger tomato tower tractor tulip tunnel turtle umbrella valley vanilla
  velvet violin volcano waffle walnut water whale wheel willow window winter wizard wolf yacht yellow zebra zigzag zipper
`
  .trim()
  .split(/\s+/);

/**
 * Words that two people compare, 64 bits. To make another key of the same words takes an attacker 2^63 keys on average, each made
 * after the first one is known.
 */
const SHOWN_WORDS = 8;

/**
 * A key's fingerprint in words for the telephone.
 *
 * @param fingerprint SHA-256 of the public key (SPKI, DER), hex
 */
export function keyWords(fingerprint: string): string {
  const bytes = [...Buffer.from(fingerprint, 'hex').subarray(0, SHOWN_WORDS)];
  return bytes.map((byte) => WORDS[byte]).join(' ');
}

/**
 * Whether what a person typed, the words or the whole fingerprint in hex, is this key's.
 *
 * @throws ConsiliumError `USAGE` for anything that is neither
 */
export function isFingerprintOf(typed: string, fingerprint: string): boolean {
  const text = typed.trim().toLowerCase();
  const hex = text.replaceAll(/[\s:]/g, '');
  if (/^[0-9a-f]{64}$/.test(hex)) return hex === fingerprint;
  const words = text.split(/[\s,-]+/);
  if (words.length !== SHOWN_WORDS || !words.every((word) => WORDS.includes(word))) {
    throw new ConsiliumError({
      code: 'USAGE',
      message: `a fingerprint is its ${SHOWN_WORDS} words, as the site shows them, or 64 hex digits`,
    });
  }
  return words.join(' ') === keyWords(fingerprint);
}
