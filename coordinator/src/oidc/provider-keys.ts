import { type Clock, ConsiliumError } from '@consilium/core';
import type { Logger } from '@consilium/host';
import { providerUrl } from '@consilium/transport';
import { createLocalJWKSet, errors, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import type { ProviderSettings } from './provider-settings.ts';

/** Keys are asked for again after so long: one that the provider has withdrawn counts no longer than that. */
const KEYS_HOLD_MS = 600_000;
/** Between two tries to read keys: strangers make up keys that nobody has, and each must not be a request to the provider. */
const AGAIN_MS = 10_000;
/** Longest that the provider may take to answer one request. */
const ANSWER_MS = 5000;
/** Largest answer, in bytes. A set of a dozen keys with certificates has some 50,000. */
const MAX_ANSWER = 262_144;

const metadataSchema = z.object({ issuer: z.string(), jwks_uri: z.string() });
const keysSchema = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).max(100) });

type Keys = { readonly find: JWTVerifyGetKey; readonly atMs: number };

/** The keys with which an identity provider signs, as it publishes them. */
export class ProviderKeys {
  readonly #settings: ProviderSettings;
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #log: Logger;
  #keys: Keys | undefined;
  #loading: Promise<Keys> | undefined;
  #triedMs = Number.NEGATIVE_INFINITY;
  #failure: ConsiliumError | undefined;

  constructor(context: { readonly settings: ProviderSettings; readonly clock: Pick<Clock, 'monotonic'>; readonly log: Logger }) {
    this.#settings = context.settings;
    this.#clock = context.clock;
    this.#log = context.log;
  }

  /**
   * The key that a token says it was signed with. A key that is not known is asked for once more: the provider may have begun to use it.
   *
   * @throws ConsiliumError `PROVIDER_FAILED` when there are no keys that are fresh enough, and none can be had; errors of jose
   */
  readonly find: JWTVerifyGetKey = async (header, token) => {
    const held = this.#keys;
    const keys = held !== undefined && this.#clock.monotonic() - held.atMs < KEYS_HOLD_MS ? held : await this.#fresh();
    try {
      return await keys.find(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || !this.#mayTry()) throw error;
      return await (await this.#load()).find(header, token);
    }
  };

  async #fresh(): Promise<Keys> {
    if (this.#loading === undefined && this.#failure !== undefined && !this.#mayTry()) throw this.#failure;
    return await this.#load();
  }

  #mayTry(): boolean {
    return this.#clock.monotonic() - this.#triedMs >= AGAIN_MS;
  }

  /** Of many who ask at once, one request serves all. */
  #load(): Promise<Keys> {
    this.#loading ??= this.#read().finally(() => {
      this.#loading = undefined;
    });
    return this.#loading;
  }

  async #read(): Promise<Keys> {
    const { issuer } = this.#settings;
    this.#triedMs = this.#clock.monotonic();
    try {
      const base = providerUrl(issuer, 'the issuer', this.#settings);
      const path = `${base.pathname.replace(/\/$/, '')}/.well-known/openid-configuration`;
      const metadata = metadataSchema.parse(await getJson(new URL(path, base)));
      if (metadata.issuer !== issuer) throw failed(`it calls itself ${metadata.issuer}`);
      const { keys } = keysSchema.parse(await getJson(providerUrl(metadata.jwks_uri, 'the URL of the keys', this.#settings)));
      this.#keys = { find: createLocalJWKSet({ keys }), atMs: this.#clock.monotonic() };
      this.#failure = undefined;
      return this.#keys;
    } catch (error) {
      const why = wordsOf(error);
      // Without its name: anybody may ask, and whom the consortium believes is nothing for strangers. The log has it.
      this.#failure = failed('the keys of the identity provider cannot be had, so no token can be checked', error);
      this.#log.error(
        { code: 'PROVIDER_FAILED', issuer, why },
        'nobody can call with a token: the keys of the provider cannot be had',
      );
      throw this.#failure;
    }
  }
}

async function getJson(url: URL): Promise<unknown> {
  // A redirect leads to whom nobody has named.
  const answer = await fetch(url, {
    redirect: 'error',
    signal: AbortSignal.timeout(ANSWER_MS),
    headers: { accept: 'application/json' },
  });
  if (answer.status !== 200 || answer.body === null) throw failed(`${url.href} answers ${answer.status}`);
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of answer.body as unknown as AsyncIterable<Uint8Array>) {
    length += part.length;
    if (length > MAX_ANSWER) throw failed(`${url.href} answers more than ${MAX_ANSWER} bytes`);
    parts.push(part);
  }
  return JSON.parse(Buffer.concat(parts).toString('utf8'));
}

function failed(message: string, cause?: unknown): ConsiliumError<'PROVIDER_FAILED'> {
  return new ConsiliumError({ code: 'PROVIDER_FAILED', message, cause });
}

/** What a failed request says, with what lies behind it: that of fetch itself is always "fetch failed". */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
