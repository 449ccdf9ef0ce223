import type { Clock, Randomness } from '@consilium/core';
import { ConsiliumError } from '@consilium/core';
import { z } from 'zod';
import { allowedUrl } from './allowed-url.ts';
import type { ClientKey } from './client-key.ts';
import type { FhirServer } from './fhir-servers-file.ts';
import { type Answer, type HttpsExchange, shortBody } from './https-exchange.ts';
import { isPassing, patiently, retryAfterMs, TryAgain } from './patience.ts';

/** Most bytes of an answer about tokens. */
const MOST_BYTES = 256 * 1024;
/** A token that ends so soon is renewed before it is shown. */
const RENEW_MS = 30_000;
/** How long a token holds whose server does not say: the least that SMART recommends. */
const UNSAID_SECONDS = 300;
/** A difference of clocks that may be why an assertion, good for minutes, is refused. */
const WRONG_CLOCK_MS = 60_000;

/** What an authorisation server may say no with (RFC 6749 5.2). Its own words are not shown. */
const OAUTH_ERRORS = [
  'invalid_request',
  'invalid_client',
  'invalid_grant',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_scope',
];

const configurationSchema = z.object({
  token_endpoint: z.string(),
  token_endpoint_auth_signing_alg_values_supported: z.array(z.string()).optional(),
  capabilities: z.array(z.string()).default([]),
});
const tokenSchema = z.object({
  access_token: z.string().regex(/^[\x21-\x7e]{1,16384}$/),
  token_type: z.string().regex(/^bearer$/i),
  expires_in: z.number().positive().optional(),
  scope: z.string().optional(),
});

/** Access to a FHIR server by SMART Backend Services. The token is in memory alone, and goes to allowed hosts alone. */
export class AccessTokens {
  readonly #server: FhirServer;
  readonly #key: ClientKey;
  readonly #exchange: HttpsExchange;
  readonly #clock: Clock;
  readonly #random: Randomness;
  #token: { readonly text: string; readonly endsMs: number } | undefined;
  #asking: Promise<string> | undefined;

  constructor(server: FhirServer, key: ClientKey, exchange: HttpsExchange, clock: Clock, random: Randomness) {
    this.#server = server;
    this.#key = key;
    this.#exchange = exchange;
    this.#clock = clock;
    this.#random = random;
  }

  /**
   * A token that holds for a while.
   *
   * @param refused one that the server has just refused
   * @throws ConsiliumError `FHIR_REFUSED`, `CLOCK_SKEWED`, `FHIR_UNAVAILABLE`, `FHIR_UNTRUSTED`, `FHIR_INVALID`
   */
  async get(refused?: string): Promise<string> {
    const held = this.#token;
    if (held !== undefined && held.text !== refused && held.endsMs - RENEW_MS > this.#clock.monotonic()) return held.text;
    // Files are fetched together: one asks, all wait.
    this.#asking ??= this.#ask().finally(() => (this.#asking = undefined));
    return await this.#asking;
  }

  async #ask(): Promise<string> {
    const { endpoint, scope } = await this.#configuration();
    const host = endpoint.host;
    const what = 'the request for a token';
    return await patiently(this.#clock, async () => {
      const body = new URLSearchParams({
        grant_type: 'client_credentials',
        scope: scope.join(' '),
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: this.#key.assertion(this.#server.clientId, endpoint.href, this.#clock, this.#random),
      }).toString();
      const headers = {
        'content-type': 'application/x-www-form-urlencoded',
        accept: 'application/json',
        'accept-encoding': 'identity',
      };
      const answer = await this.#exchange.ask({ url: endpoint, method: 'POST', headers, body }, what);
      const text = (await shortBody(answer, MOST_BYTES, what, host)).toString('utf8');
      if (answer.status !== 200) throw this.#refusal(answer, text, host);
      const token = tokenSchema.safeParse(parsed(text)).data;
      if (token === undefined) throw invalid(`${host} answers ${what} with no token for a bearer`);
      requireGranted(this.#server.types, token.scope, host);
      this.#token = { text: token.access_token, endsMs: this.#clock.monotonic() + (token.expires_in ?? UNSAID_SECONDS) * 1000 };
      return token.access_token;
    });
  }

  /** Where tokens are asked for, and the scopes in the words of the server (SMART App Launch 2.2, conformance). */
  async #configuration(): Promise<{ readonly endpoint: URL; readonly scope: readonly string[] }> {
    const { url: base, allowed, types } = this.#server;
    const url = new URL(`${base.replace(/\/$/, '')}/.well-known/smart-configuration`);
    const what = 'where tokens are asked for (.well-known/smart-configuration)';
    const text = await patiently(this.#clock, async () => {
      const headers = { accept: 'application/json', 'accept-encoding': 'identity' };
      const answer = await this.#exchange.ask({ url, headers }, what);
      const body = await shortBody(answer, MOST_BYTES, what, url.host);
      if (isPassing(answer.status)) throw this.#busy(answer, url.host);
      if (answer.status !== 200) throw invalid(`${url.host} does not say ${what}: HTTP ${answer.status}`);
      return body.toString('utf8');
    });
    const known = configurationSchema.safeParse(parsed(text)).data;
    if (known === undefined) throw invalid(`${url.host} does not say ${what}`);
    const algorithms = known.token_endpoint_auth_signing_alg_values_supported;
    if (algorithms !== undefined && !algorithms.includes(this.#key.algorithm))
      throw new ConsiliumError({
        code: 'FHIR_REFUSED',
        message: `${url.host} takes no signature by ${this.#key.algorithm}, which is what the key of ${this.#server.name} gives`,
        advice:
          'A key of the curve P-384 signs by ES384, one of RSA by RS384; every server takes one of them. Make one of the other kind, and register it.',
      });
    const read = known.capabilities.includes('permission-v2') ? 'rs' : 'read';
    const endpoint = allowedUrl(known.token_endpoint, allowed, `the address for tokens that ${url.host} names`);
    return { endpoint, scope: types.map((type) => `system/${type}.${read}`) };
  }

  #refusal(answer: Answer, text: string, host: string): Error {
    if (isPassing(answer.status)) return this.#busy(answer, host);
    const skewMs = Date.parse(answer.headers.date ?? '') - this.#clock.now();
    const seconds = Math.round(Math.abs(skewMs) / 1000);
    if (Math.abs(skewMs) > WRONG_CLOCK_MS)
      return new ConsiliumError({
        code: 'CLOCK_SKEWED',
        message: `${host} refuses the signed request for a token, and its clock is ${seconds} s ${skewMs > 0 ? 'ahead of' : 'behind'} that of this machine: such a request holds for a few minutes`,
        advice: 'Compare both clocks with a third one and correct the wrong one (NTP), then run the command again.',
      });
    const said = z.object({ error: z.string() }).safeParse(parsed(text)).data?.error;
    const error = OAUTH_ERRORS.find((known) => known === said);
    return new ConsiliumError({
      code: 'FHIR_REFUSED',
      message: `${host} gives the client ${this.#server.clientId} no token: HTTP ${answer.status}${error === undefined ? '' : `, ${error}`}`,
    });
  }

  #busy({ status, headers }: Answer, host: string): TryAgain {
    return new TryAgain(
      new ConsiliumError({ code: 'FHIR_UNAVAILABLE', message: `${host} is busy or down (HTTP ${status})` }),
      retryAfterMs(headers['retry-after'], this.#clock.now()),
    );
  }
}

/** A client that may not read a type would get an export without it, and nobody would say so. */
function requireGranted(types: readonly string[], scope: string | undefined, host: string): void {
  if (scope === undefined) return;
  const granted = scope.split(/\s+/).flatMap((one) => {
    const [, type, may = ''] = /^system\/([A-Za-z*]+)\.(read|\*|[cruds]+)$/.exec(one) ?? [];
    return type !== undefined && (may === 'read' || may === '*' || (may.includes('r') && may.includes('s'))) ? [type] : [];
  });
  const lacking = types.filter((type) => !granted.includes(type) && !granted.includes('*'));
  if (lacking.length > 0)
    throw new ConsiliumError({
      code: 'FHIR_REFUSED',
      message: `${host} does not let this client read ${lacking.join(', ')}: the export would lack them`,
    });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: no schema takes it.
    return undefined;
  }
}

function invalid(message: string): ConsiliumError<'FHIR_INVALID'> {
  return new ConsiliumError({ code: 'FHIR_INVALID', message });
}
