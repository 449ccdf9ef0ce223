import { generateKeyPairSync } from 'node:crypto';
import { signApproval } from '@consilium/model';
import { expect, it } from 'vitest';
import { modelView, versionLines } from './model-versions.ts';

const NOW = Date.UTC(2026, 0, 2);
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const OF = { name: 'heart', version: 1, dossier: 'ab'.repeat(32), use: 'triage', risk: 'low', untilMs: NOW + 1 };
const PROPOSED = { action: 'proposed', user: 'ben', use: OF.use, risk: OF.risk };
const APPROVED = {
  action: 'approved',
  user: 'dora',
  untilMs: OF.untilMs,
  publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  signature: signApproval(OF, privateKey),
};
const WITHDRAWN = { action: 'withdrawn', user: 'otto', reason: 'drift' };
const INFO = { name: 'heart', version: 1, dossier: OF.dossier, state: 'approved', acts: [PROPOSED, APPROVED] };

it('is approved where a signature over all of it holds', () => {
  const view = modelView(INFO, NOW);
  expect(view).toMatchObject({ state: 'approved', acts: [{}, { signedBy: expect.stringMatching(/^[0-9a-f]{64}$/) as string }] });
  expect(versionLines(view)[0]).toBe('heart@1 is approved');
});

it.each<[string, object, string]>([
  ['nobody has approved', { acts: [PROPOSED] }, 'unsigned'],
  ['somebody has withdrawn', { acts: [PROPOSED, APPROVED, WITHDRAWN] }, 'unsigned'],
  ['the signature is of another use', { acts: [{ ...PROPOSED, use: 'treatment' }, APPROVED] }, 'unsigned'],
  ['the signature is of another version', { version: 2 }, 'unsigned'],
  ['the signature is of another dossier', { dossier: 'cd'.repeat(32) }, 'unsigned'],
  ['the signature is of another end', { acts: [PROPOSED, { ...APPROVED, untilMs: NOW + 2 }] }, 'unsigned'],
  ['there is no signature', { acts: [PROPOSED, { ...APPROVED, signature: new Uint8Array() }] }, 'unsigned'],
])('is not approved because a coordinator says so: %s', (_what, change, state) => {
  const view = modelView({ ...INFO, ...change }, NOW);
  expect(view.state).toBe(state);
  expect(versionLines(view)[0]).toContain('no signature says so');
});

it('ends by the clock of who reads, whatever that of the coordinator says', () => {
  expect(modelView(INFO, OF.untilMs).state).toBe('expired');
});
