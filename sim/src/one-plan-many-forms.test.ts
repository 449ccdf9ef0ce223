import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readPlan } from '@consilium/plan';
import { buildDataset, mappedSource, openSource, SourcesFile } from '@consilium/site-agent';
import { afterAll, beforeAll, expect, it } from 'vitest';

const EXAMPLE = new URL('../../examples/fhir/', import.meta.url);
const plan = readPlan(fileURLToPath(new URL('study.yaml', EXAMPLE)));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-forms-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The rows of a hospital, without order: each form counts patients in its own. */
async function rowsOf(sources: SourcesFile, site: string): Promise<readonly string[]> {
  const entry = sources.entry(site);
  if (entry === undefined) throw new TypeError(`no ${site}`);
  const source = mappedSource(openSource(entry.source, join(folder, 'state')), entry);
  const { training } = await buildDataset(source, plan, { secret: new Uint8Array(32), share: 0 });
  const width = plan.inputWidth;
  return Array.from({ length: training.rows }, (_, row) =>
    [...training.features.subarray(row * width, (row + 1) * width), training.targets[row] ?? Number.NaN]
      // A registry that writes micromoles with one digit has lost the rest.
      .map((value) => value.toFixed(2))
      .join(),
  ).toSorted();
}

it('makes the same rows of the same patients, whether they are in a table, an OMOP database or FHIR resources', async () => {
  const { makeSites } = (await import(new URL('make-sites.mjs', EXAMPLE).href)) as {
    readonly makeSites: (folder: string, seedOf: (i: number) => number) => string;
  };
  const sources = new SourcesFile(
    join(
      makeSites(join(folder, 'sites'), () => 77),
      'sources.yaml',
    ),
  );
  const north = await rowsOf(sources, 'north');
  expect(north.length).toBeGreaterThan(450);
  expect(new Set(north).size).toBeGreaterThan(400);
  for (const site of ['south', 'east', 'west']) {
    const rows = await rowsOf(sources, site);
    expect([site, rows.length]).toEqual([site, north.length]);
    // Rounding may move a hundredth over its edge.
    expect([site, rows.filter((row) => !north.includes(row)).length / rows.length]).toEqual([site, expect.closeTo(0, 1)]);
  }
}, 120_000);
