import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { PackageError } from './package-error.mjs';
import { PRODUCTS } from './products.mjs';

const FORMATS = /** @type {const} */ (['tar', 'deb', 'rpm']);

export const HELP = `Makes the packages that hospitals and operators install, for Linux on x64 with the GNU C library.

  npm run package -- [options]

  --out <folder>        where they go (default: dist/packages)
  --sign <key.pem>      sign the checksums with this Ed25519 key
  --product <name>      only ${PRODUCTS.map(({ name }) => name).join(' or ')}
  --formats <list>      of ${FORMATS.join(',')} (default: all)
  --revision <number>   of the package, where the version stays (default: 1)
  --compression <name>  of .deb: zstd, or none for tests (default: zstd)

SOURCE_DATE_EPOCH sets the time that files bear; it is that of the last commit unless set.
`;

/** @typedef {(typeof FORMATS)[number]} Format */
/**
 * @typedef {object} Options
 * @property {string} out
 * @property {string | undefined} sign
 * @property {readonly import('./products.mjs').Product[]} products
 * @property {readonly Format[]} formats
 * @property {number} revision
 * @property {'zstd' | 'none'} compression
 */

/**
 * @param {string[]} args
 * @returns {Options | undefined} undefined when help was asked for
 * @throws {PackageError} when they are wrong
 */
export function readOptions(args) {
  const values = parse(args);
  if (values.help) return undefined;
  const products = PRODUCTS.filter(({ name }) => values.product === undefined || values.product === name);
  if (products.length === 0) throw wrong(`There is no product ${values.product}.`);
  const formats = FORMATS.filter((format) => values.formats.split(',').includes(format));
  if (formats.length !== values.formats.split(',').length) throw wrong(`--formats ${values.formats} names what is not one.`);
  const revision = Number(values.revision);
  if (!/^[1-9]\d{0,5}$/.test(values.revision)) throw wrong(`--revision ${values.revision} is no number above 0.`);
  const { compression } = values;
  if (compression !== 'zstd' && compression !== 'none') throw wrong(`--compression ${compression} is not one.`);
  const sign = values.sign === undefined ? undefined : resolve(values.sign);
  return { out: resolve(values.out), sign, products, formats, revision, compression };
}

/** @param {string[]} args */
function parse(args) {
  const text = /** @type {const} */ ('string');
  try {
    return parseArgs({
      args,
      options: {
        out: { type: text, default: 'dist/packages' },
        sign: { type: text },
        product: { type: text },
        formats: { type: text, default: FORMATS.join(',') },
        revision: { type: text, default: '1' },
        compression: { type: text, default: 'zstd' },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw wrong(error instanceof Error ? error.message : String(error));
  }
}

/** @param {string} message */
function wrong(message) {
  return new PackageError(message, `\n${HELP}`);
}
