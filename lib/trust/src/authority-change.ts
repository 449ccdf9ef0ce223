import { sign, verify, type X509Certificate } from 'node:crypto';
import type { Authority } from './authority.ts';
import { isCertificateKey } from './certificate-keys.ts';
import { certificateFingerprint } from './peer-identity.ts';
import { certificatesIn } from './trusted-authorities.ts';

const LABEL = 'CONSILIUM AUTHORITY CHANGE';
const BLOCK = new RegExp(`-----BEGIN ${LABEL}-----([A-Za-z0-9+/=\\s]*)-----END ${LABEL}-----`, 'g');
/** Signed before the change: what signs certificates must not be made to sign another authority in. */
const CONTEXT = 'consilium authority change 1';
/** Authorities that are believed at once: one that goes, one that comes, and one more for those who were away. */
const MOST_AUTHORITIES = 3;

/** One authority follows another. */
export interface AuthorityChange {
  /** Fingerprint of the certificate of the one that goes (SHA-256 of DER, hex). */
  readonly from: string;
  /** Fingerprint of the one that comes. */
  readonly to: string;
  /** Until when the one that goes is believed, in milliseconds since the epoch. */
  readonly endsMs: number;
}

/** A change as it stands in a text, with what signs it. */
interface SignedChange extends AuthorityChange {
  readonly block: string;
}

/**
 * A change from one authority to the next, as PEM. Both sign it: the old one for members that know only that, the new one for those that
 * joined by its fingerprint.
 */
export function signChange(old: Authority, next: Authority, endsMs: number): string {
  const change = { from: old.fingerprint, to: next.fingerprint, endsMs };
  const by = ({ privateKeyPem }: Authority): string => sign('sha256', signedBytes(change), privateKeyPem).toString('base64');
  const text = JSON.stringify({ ...change, byOld: by(old), byNew: by(next) });
  const lines =
    Buffer.from(text, 'utf8')
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${LABEL}-----`, ...lines, `-----END ${LABEL}-----`, ''].join('\n');
}

/** The changes in a text that are signed by both of their authorities, which stand there too. Anything else in it is passed over. */
export function changesIn(pem: string): readonly AuthorityChange[] {
  return signedChanges(pem, byFingerprint(pem)).map(({ from, to, endsMs }) => ({ from, to, endsMs }));
}

/** Of a text, what is believed at a moment: without authorities whose successor has taken over. */
export function trustedAt(pem: string, nowMs: number): string {
  const known = byFingerprint(pem);
  const changes = signedChanges(pem, known);
  const over = new Set(changes.filter(({ endsMs }) => endsMs <= nowMs).map(({ from }) => from));
  return textOf(
    [...known].filter(([fingerprint]) => !over.has(fingerprint)).map(([, certificate]) => certificate),
    changes,
  );
}

/**
 * What a member believes that has received the authorities of its coordinator: its own, and those that they have signed in. Nobody is
 * believed for being named.
 *
 * @param ownPem what it believes so far
 * @param receivedPem what the coordinator says, whatever it holds
 */
export function followChanges(ownPem: string, receivedPem: string, nowMs: number): string {
  const own = trustedAt(ownPem, nowMs);
  let roots = [...byFingerprint(own)];
  const changes = [...signedChanges(own, new Map(roots))];
  const received = receivedRoots(receivedPem);
  for (const change of signedChanges(receivedPem, received)) {
    if (change.endsMs <= nowMs || roots.length >= MOST_AUTHORITIES) continue;
    const has = (fingerprint: string): boolean => roots.some(([known]) => known === fingerprint);
    const added = has(change.from) ? change.to : change.from;
    const certificate = received.get(added);
    if (has(change.from) === has(change.to) || certificate === undefined) continue;
    roots = added === change.to ? [[added, certificate], ...roots] : [...roots, [added, certificate]];
    changes.push(change);
  }
  return textOf(
    roots.map(([, certificate]) => certificate),
    changes,
  );
}

function textOf(roots: readonly X509Certificate[], changes: readonly SignedChange[]): string {
  const kept = new Set(roots.map(({ raw }) => certificateFingerprint(raw)));
  const blocks = changes.filter(({ from, to }) => kept.has(from) && kept.has(to)).map(({ block }) => block);
  return [...roots.map(String), ...blocks].map((part) => `${part.trimEnd()}\n`).join('');
}

/** What was received may be anything: nothing of it is believed then. */
function receivedRoots(pem: string): ReadonlyMap<string, X509Certificate> {
  try {
    return byFingerprint(pem);
  } catch {
    return new Map();
  }
}

function byFingerprint(pem: string): ReadonlyMap<string, X509Certificate> {
  return new Map(certificatesIn(pem).map((certificate) => [certificateFingerprint(certificate.raw), certificate]));
}

function signedChanges(pem: string, known: ReadonlyMap<string, X509Certificate>): readonly SignedChange[] {
  const changes: SignedChange[] = [];
  for (const [block, body = ''] of pem.matchAll(BLOCK)) {
    const change = read(body);
    const old = known.get(change?.from ?? '');
    const next = known.get(change?.to ?? '');
    if (change === undefined || old === undefined || next === undefined || !isAuthority(next, old)) continue;
    const bytes = signedBytes(change);
    const { from, to, endsMs } = change;
    if (isSigned(bytes, old, change.byOld) && isSigned(bytes, next, change.byNew)) changes.push({ from, to, endsMs, block });
  }
  return changes;
}

function isSigned(bytes: Buffer, { publicKey }: X509Certificate, signature: string): boolean {
  return isCertificateKey(publicKey) && verify('sha256', bytes, publicKey, Buffer.from(signature, 'base64'));
}

/** Whether a certificate is that of an authority of the same consortium: it carries its name, and has signed itself. */
function isAuthority(next: X509Certificate, old: X509Certificate): boolean {
  return next.ca && next.subject === old.subject && next.checkIssued(next) && next.verify(next.publicKey);
}

function read(body: string): (AuthorityChange & { readonly byOld: string; readonly byNew: string }) | undefined {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(body, 'base64').toString('utf8'));
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { from, to, endsMs, byOld, byNew } = value as Record<string, unknown>;
  if (typeof from !== 'string' || typeof to !== 'string' || typeof byOld !== 'string' || typeof byNew !== 'string')
    return undefined;
  return typeof endsMs === 'number' && Number.isSafeInteger(endsMs) ? { from, to, endsMs, byOld, byNew } : undefined;
}

function signedBytes({ from, to, endsMs }: AuthorityChange): Buffer {
  return Buffer.from(`${CONTEXT}\n${from}\n${to}\n${endsMs}\n`, 'utf8');
}
