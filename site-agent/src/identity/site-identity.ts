import { type Clock, ConsiliumError, fromUnknown, isConsiliumError } from '@consilium/core';
import type { Service } from '@consilium/proto';
import { type Client, type GrpcChannel, openGrpcChannel, type Route } from '@consilium/transport';
import {
  certificateFingerprint,
  certificateLife,
  certificatesIn,
  changesIn,
  checkCertificate,
  completePromotion,
  coordinatorIdentityCheck,
  createRequest,
  dropNext,
  followChanges,
  issuerIn,
  keyWords,
  lifeSentence,
  LIFE_LEVELS,
  type MemberIdentity,
  nextKey,
  parseIdentity,
  promoteNext,
  readIdentityFolder,
  readNextIdentity,
  readNextKey,
  trustedAt,
  writeAuthorities,
  writeNextCertificate,
} from '@consilium/trust';
import type { SiteLog } from '../session/remote-log.ts';
import type { IssuedAnswer, Renewals } from './renewals.ts';

/** Between two requests, in milliseconds: a third of a certificate's life is left, and an answer that helps nothing must not be asked for again and again. */
const ASK_AGAIN_MS = 3_600_000;

const DAY_MS = 86_400_000;

/** How the identity of an agent is kept. */
export interface SiteIdentityOptions {
  /** Folder of the identity. */
  readonly folder: string;
  readonly clock: Clock;
  readonly log: SiteLog;
  /** How to get to the coordinator. @default what the environment says */
  readonly route?: Route;
}

/**
 * The identity of a site in its folder, and the channel that shows it. What is on the disk is read again for each session, so that a
 * certificate that was renewed, here or by files, is taken up without a restart.
 */
export class SiteIdentity implements Renewals {
  readonly #options: SiteIdentityOptions;
  #shown: MemberIdentity;
  /** Whether the identity shown is the next one, which nobody has accepted yet. */
  #isNext = false;
  #channel: GrpcChannel;
  #askedMs = Number.NEGATIVE_INFINITY;
  /** Whether an answer is awaited: one that nobody asked for changes nothing, and writes no line. */
  #asked = false;
  #asking: Promise<string | undefined> = Promise.resolve(undefined);
  #warned = '';

  /** @throws ConsiliumError what is wrong with the folder, or `CERTIFICATE_INVALID` when the certificate in it is over */
  constructor(options: SiteIdentityOptions) {
    this.#options = options;
    const now = options.clock.now();
    this.#shown = asShown(readIdentityFolder(options.folder), now);
    requireLive((readNextIdentity(options.folder) ?? this.#shown).certificatePem, now);
    this.#channel = channelOf(this.#shown, options.route);
  }

  /** `host:port` of the coordinator. */
  get address(): string {
    return this.#shown.address;
  }

  /** Calls over whichever channel is the newest; those under way end on the one that they began on. */
  client<S extends Service>(service: S): Client<S> {
    const calls: Record<string, unknown> = {};
    for (const name of Object.keys(service.methods)) {
      calls[name] = (...args: unknown[]): unknown => {
        const client = this.#channel.client(service) as Readonly<Record<string, (...rest: unknown[]) => unknown>>;
        return client[name]?.(...args);
      };
    }
    return calls as Client<S>;
  }

  dialling(): void {
    const { folder, clock } = this.#options;
    // A request whose session ended before its answer is made again, with the same key.
    if (this.#asked) this.#askedMs = Number.NEGATIVE_INFINITY;
    completePromotion(folder);
    const current = readIdentityFolder(folder);
    const next = readNextIdentity(folder);
    this.#isNext = next !== undefined;
    this.#show(asShown({ ...current, ...next }, clock.now()));
  }

  welcomed(): void {
    if (!this.#isNext) return;
    promoteNext(this.#options.folder);
    this.#isNext = false;
    const { notAfter, key } = parseIdentity(this.#shown.certificatePem);
    this.#options.log.info(
      { until: new Date(notAfter).toISOString(), keyWords: keyWords(key) },
      'the certificate of this site was renewed',
    );
  }

  refused(error: unknown): void {
    // Admitted it was, or its certificate would not be there: the coordinator has forgotten it, and may still know the one before.
    if (!this.#isNext || !isConsiliumError(error, 'ADMISSION_REFUSED')) return;
    this.#options.log.warn({}, 'the coordinator does not know the renewed key of this site: the one before it is shown again');
    this.#isNext = false;
    try {
      dropNext(this.#options.folder);
    } catch (failure) {
      const { code, message } = fromUnknown(failure);
      this.#options.log.warn({ code }, `the renewed key cannot be put away: ${message}`);
    }
  }

  authorities(pem: string): void {
    const { folder, clock, log } = this.#options;
    const { authorityPem } = readIdentityFolder(folder);
    const followed = followChanges(authorityPem, pem, clock.now());
    const known = new Set(fingerprints(authorityPem));
    const added = fingerprints(followed).filter((fingerprint) => !known.has(fingerprint));
    if (added.length === 0) return;
    writeAuthorities(folder, followed);
    for (const { from, to, endsMs } of changesIn(followed))
      log.warn(
        { from, to, until: new Date(endsMs).toISOString() },
        'the authority of the consortium changes: compare the fingerprint of the new one with what the operator says',
      );
    // Something new to ask for: a certificate of the newest one.
    this.#askedMs = Number.NEGATIVE_INFINITY;
  }

  request(): Promise<string | undefined> {
    // One after the other: two at once would each make a key.
    this.#asking = this.#asking.then(
      () => this.#request(),
      () => this.#request(),
    );
    return this.#asking;
  }

  async #request(): Promise<string | undefined> {
    const { folder, clock } = this.#options;
    const now = clock.now();
    this.#warn(now);
    this.#tidy(now);
    if (!this.#isDue(now) || now - this.#askedMs < ASK_AGAIN_MS) return undefined;
    this.#askedMs = now;
    this.#asked = true;
    const { consortium, kind, id } = parseIdentity(this.#shown.certificatePem);
    return createRequest({ identity: { consortium, kind, id }, keyPair: await nextKey(folder) }).csrPem;
  }

  issued({ certificatePem, refused }: IssuedAnswer): boolean {
    const { folder, clock, log } = this.#options;
    if (!this.#asked) return false;
    this.#asked = false;
    if (refused !== undefined) {
      log.error({ code: 'CERTIFICATE_INVALID' }, `the certificate of this site was not renewed: ${refused}`);
      return false;
    }
    // It was taken in before.
    const asked = readNextKey(folder);
    if (asked === undefined || readNextIdentity(folder) !== undefined) return false;
    const { authorityPem } = asShown(readIdentityFolder(folder), clock.now());
    const issued = checkCertificate(certificatePem, { authorityPem, clock, privateKeyPem: asked });
    const own = parseIdentity(this.#shown.certificatePem);
    if (issued.kind !== own.kind || issued.id !== own.id || issued.consortium !== own.consortium) {
      throw new ConsiliumError({
        code: 'CERTIFICATE_INVALID',
        message: 'the certificate that the coordinator issued names somebody else',
      });
    }
    writeNextCertificate(folder, String(certificatesIn(certificatePem)[0]));
    return true;
  }

  close(): void {
    this.#channel.close();
  }

  #isDue(now: number): boolean {
    const { certificatePem } = this.#shown;
    // As it is on the disk: a session may have brought a new one since it was opened.
    const { authorityPem } = asShown(readIdentityFolder(this.#options.folder), now);
    if (this.#isNext) return false;
    if (certificateLife(certificatePem, now).due) return true;
    const [certificate] = certificatesIn(certificatePem);
    const [newest] = certificatesIn(authorityPem);
    return certificate !== undefined && newest !== undefined && issuerIn(newest.toString(), certificate) === undefined;
  }

  /** Shows another identity from the next call on; calls under way end as they began. */
  #show(identity: MemberIdentity): void {
    const shown = this.#shown;
    this.#shown = identity;
    const { certificatePem, privateKeyPem, authorityPem, address } = identity;
    const same = shown.certificatePem === certificatePem && shown.privateKeyPem === privateKeyPem;
    if (same && shown.authorityPem === authorityPem && shown.address === address) return;
    this.#channel.close();
    this.#channel = channelOf(identity, this.#options.route);
  }

  /** Forgets authorities that are over, as soon as this site has a certificate of the one that followed. */
  #tidy(now: number): void {
    const { folder } = this.#options;
    const { certificatePem, authorityPem } = readIdentityFolder(folder);
    const left = trustedAt(authorityPem, now);
    const [certificate] = certificatesIn(certificatePem);
    if (certificate === undefined || issuerIn(left, certificate) === undefined) return;
    if (fingerprints(left).length < fingerprints(authorityPem).length) writeAuthorities(folder, left);
  }

  /** Once for each stage and, past the first one, each day. */
  #warn(now: number): void {
    const { notAfterMs, stage } = certificateLife(this.#shown.certificatePem, now);
    if (stage === 'good' || this.#isNext) return;
    const turn = stage === 'month' ? stage : `${stage} ${Math.floor(now / DAY_MS)}`;
    if (turn === this.#warned) return;
    this.#warned = turn;
    const code = stage === 'month' ? undefined : 'CERTIFICATE_INVALID';
    this.#options.log[LIFE_LEVELS[stage]]({ code }, `the certificate of this site ${lifeSentence(notAfterMs, now)}`);
  }
}

function channelOf(identity: MemberIdentity, route: Route | undefined): GrpcChannel {
  const { address, consortium } = identity;
  const how = route === undefined ? {} : { route };
  return openGrpcChannel({ identity, address, checkServer: coordinatorIdentityCheck(consortium), ...how });
}

/** An identity as it is shown: it believes nobody whose successor has taken over. */
function asShown(identity: MemberIdentity, nowMs: number): MemberIdentity {
  return { ...identity, authorityPem: trustedAt(identity.authorityPem, nowMs) };
}

function fingerprints(pem: string): readonly string[] {
  return certificatesIn(pem).map(({ raw }) => certificateFingerprint(raw));
}

/** @throws ConsiliumError `CERTIFICATE_INVALID` which says what to do */
function requireLive(certificatePem: string, nowMs: number): void {
  const { notAfterMs, stage } = certificateLife(certificatePem, nowMs);
  if (stage !== 'over') return;
  const date = (ms: number): string => new Date(ms).toISOString();
  throw new ConsiliumError({
    code: 'CERTIFICATE_INVALID',
    message: `the certificate of this site expired on ${date(notAfterMs)}, and the clock here says ${date(nowMs)}`,
    advice:
      'Correct the clock of this machine if it is wrong. If it is right: renew by files, with "consilium-site init" on this folder and "consilium-site certificate"; the operator runs "consilium site enrol". Ledger and policy stay.',
  });
}
