import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { PROOFS } from './proofs.ts';

const ROOT = new URL('../../../../', import.meta.url);

it.each(Object.entries(PROOFS))('%s rests on a statement that exists', (_, place) => {
  const [file, anchor] = place.split('#') as [string, string];
  const text = readFileSync(new URL(file, ROOT), 'utf8');
  const section = text.split(`<a id="${anchor}"></a>`)[1]?.split('<a id=')[0];
  expect(section).toBeDefined();
  expect(section).toMatch(/\*\*Statement\.\*\*/);
});
