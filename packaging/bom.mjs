import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WHEELS } from '../scripts/setup/tensorflow-pins.mjs';
import { RUNTIME } from './runtime.mjs';
import { mustRun } from './tool.mjs';

/** @typedef {{ 'bom-ref': string, type?: string, name?: string, version?: string, purl?: string }} Component */
/** @typedef {{ ref: string, dependsOn?: string[] }} Dependency */
/** @typedef {{ serialNumber: string, metadata: { timestamp: string, component: Component }, components: Component[], dependencies: Dependency[] }} Bom */

/**
 * The bill of materials of a product: what npm says of its production dependencies, but for those that are not packed, and
 * what npm knows nothing of. CycloneDX 1.5.
 * @param {string} root
 * @param {import('./products.mjs').Product} product
 * @param {import('./closure.mjs').Closure} closure
 * @param {string} version
 * @param {number} epoch seconds since 1970
 */
export async function billOfMaterials(root, product, closure, version, epoch) {
  const args = ['sbom', '--sbom-format', 'cyclonedx', '--omit', 'dev', '--workspace', product.workspace, '--loglevel=error'];
  /** @type {Bom} */
  const bom = JSON.parse(await mustRun('npm', args, 'Run npm run setup first.', { cwd: root }));
  const packed = new Set([...closure.workspaces, ...closure.packages].map((folder) => reference(root, folder)));
  const components = [...bom.components.filter((component) => packed.has(component['bom-ref'])), ...libraries(product)];
  const known = new Set([bom.metadata.component['bom-ref'], ...components.map((component) => component['bom-ref'])]);
  const dependencies = bom.dependencies
    .filter(({ ref }) => known.has(ref))
    .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((other) => known.has(other)) }));
  const component = { ...bom.metadata.component, type: 'application', name: product.name, version };
  const metadata = { ...bom.metadata, timestamp: new Date(epoch * 1000).toISOString(), component };
  // npm draws a number at random; this one is drawn from what it numbers.
  const content = { ...bom, metadata, components, dependencies };
  const serialNumber = uuidOf(JSON.stringify({ ...content, serialNumber: '' }));
  return `${JSON.stringify({ ...content, serialNumber }, undefined, 2)}\n`;
}

/**
 * @param {string} root
 * @param {string} folder
 */
function reference(root, folder) {
  /** @type {{ name: string, version: string }} */
  const { name, version } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  return `${name}@${version}`;
}

/** @param {import('./products.mjs').Product} product @returns {Component[]} */
function libraries({ tensorflow }) {
  const { project, version, sha256 } = RUNTIME;
  const wheel = WHEELS['x64'];
  return [
    part('application', 'node', version, `pkg:npm/${project}@${version}`, sha256),
    ...(tensorflow && wheel !== undefined
      ? [part('library', 'tensorflow', wheel.version, `pkg:pypi/${wheel.project}@${wheel.version}`, wheel.sha256)]
      : []),
  ];
}

/**
 * @param {string} type
 * @param {string} name
 * @param {string} version
 * @param {string} purl
 * @param {string} sha256 of the program, or of the archive that it was taken from
 */
function part(type, name, version, purl, sha256) {
  return { 'bom-ref': `${name}@${version}`, type, name, version, purl, hashes: [{ alg: 'SHA-256', content: sha256 }] };
}

/** A UUID of version 8 (RFC 9562, section 5.8). @param {string} text */
function uuidOf(text) {
  const hex = createHash('sha256').update(text).digest('hex');
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)];
  return `urn:uuid:${parts.join('-')}`;
}
