import { ConsiliumError, isConsiliumError } from '@consilium/core';
import { providerUrl } from '@consilium/transport';
import {
  allowInsecureRequests,
  type Configuration,
  discovery,
  initiateDeviceAuthorization,
  None,
  pollDeviceAuthorizationGrant,
  refreshTokenGrant,
  ResponseBodyError,
  tokenRevocation,
} from 'openid-client';
import type { Login, Tokens } from './login-folder.ts';

/** What the person has to do: open the page, and see that it shows the code. */
export interface DeviceCode {
  readonly page: string;
  readonly code: string;
  /** The page with the code in it, where the provider has one. */
  readonly pageWithCode: string | undefined;
  /** In seconds. */
  readonly holdsFor: number;
}

/** Longest that the provider may take to answer one request, in seconds. */
const ANSWER_SECONDS = 15;

/** What the answers of a provider have in common, whatever was asked. */
type Answer = {
  readonly access_token: string;
  readonly id_token?: string | undefined;
  readonly refresh_token?: string | undefined;
};

/** An identity provider, as the program of a person meets it. It has no secret: any program could take its name. */
export class Provider {
  readonly #login: Login;
  readonly #configuration: Configuration;

  private constructor(login: Login, configuration: Configuration) {
    this.#login = login;
    this.#configuration = configuration;
  }

  /** Asks a provider how it is spoken to. @throws ConsiliumError `PROVIDER_FAILED`, `PARAMETER_INVALID` for one that is not reached by TLS */
  static async open(login: Login): Promise<Provider> {
    const { issuer, clientId } = login;
    const url = providerUrl(issuer, 'the issuer', login);
    const insecure = url.protocol === 'http:' ? [allowInsecureRequests] : [];
    return await asking(login, async () => {
      const options = { execute: insecure, timeout: ANSWER_SECONDS };
      return new Provider(login, await discovery(url, clientId, undefined, None(), options));
    });
  }

  /**
   * Logs somebody in by the device authorization grant (RFC 8628): the person signs in on any machine with a browser, while the program waits.
   *
   * @param show tells the person what to do
   * @throws ConsiliumError `LOGIN_REFUSED` when the person or the provider said no, or took too long; `PROVIDER_FAILED`
   */
  async logIn(show: (code: DeviceCode) => void): Promise<Tokens> {
    const parameters = this.#audience({ scope: this.#login.scope });
    const begun = await this.#ask(async () => await initiateDeviceAuthorization(this.#configuration, parameters));
    show({
      page: begun.verification_uri,
      code: begun.user_code,
      pageWithCode: begun.verification_uri_complete,
      holdsFor: begun.expires_in,
    });
    return this.#tokens(
      await this.#ask(async () => await pollDeviceAuthorizationGrant(this.#configuration, begun, this.#audience({}))),
    );
  }

  /**
   * Fetches new tokens in the place of those that end.
   *
   * @throws ConsiliumError `LOGIN_NEEDED` when the provider does not agree any more, `PROVIDER_FAILED`
   */
  async refresh(refreshToken: string): Promise<Tokens> {
    try {
      const answer = await this.#ask(async () => await refreshTokenGrant(this.#configuration, refreshToken, this.#audience({})));
      // One that does not change is not sent again (RFC 6749, section 6).
      return { refreshToken, ...this.#tokens(answer) };
    } catch (error) {
      if (!isConsiliumError(error, 'LOGIN_REFUSED')) throw error;
      throw new ConsiliumError({ code: 'LOGIN_NEEDED', message: `your login is over: ${error.message}`, cause: error });
    }
  }

  /** Has the provider take back the tokens of a login (RFC 7009). @returns whether it can @throws ConsiliumError `PROVIDER_FAILED` */
  async revoke(refreshToken: string): Promise<boolean> {
    if (this.#configuration.serverMetadata().revocation_endpoint === undefined) return false;
    await this.#ask(async () => await tokenRevocation(this.#configuration, refreshToken));
    return true;
  }

  /** An API that access tokens are for is named to the provider (RFC 8707) where its name is one that can be. */
  #audience(parameters: Record<string, string>): Record<string, string> {
    const { audience, clientId } = this.#login;
    return audience !== clientId && URL.canParse(audience) ? { ...parameters, resource: audience } : parameters;
  }

  /** Of what came: the ID token where that is for the client itself, else the access token for the API. */
  #tokens({ access_token: access, id_token: id, refresh_token: refreshToken }: Answer): Tokens {
    const { audience, clientId, issuer } = this.#login;
    const token = audience === clientId ? id : access;
    const expiresMs = token === undefined ? undefined : endOf(token);
    if (token === undefined || expiresMs === undefined) {
      const what =
        audience === clientId
          ? 'no ID token: the scope has to name openid'
          : `no access token for ${audience} that the coordinator can read (a JWT)`;
      throw new ConsiliumError({ code: 'PROVIDER_FAILED', message: `${issuer} has sent ${what}`, advice: SETTINGS });
    }
    return { token, expiresMs, ...(refreshToken === undefined ? {} : { refreshToken }) };
  }

  async #ask<T>(ask: () => Promise<T>): Promise<T> {
    return await asking(this.#login, ask);
  }
}

const SETTINGS =
  'Ask the operator to compare scope and audience ("consilium coordinator oidc") with what the provider has for this client.';

/** When a token ends, as it says itself: whether that is true is for the coordinator to check. */
function endOf(token: string): number | undefined {
  try {
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as { readonly exp?: unknown };
    return typeof claims.exp === 'number' ? claims.exp * 1000 : undefined;
  } catch {
    return undefined;
  }
}

/** Says in our words how a provider has answered, or that it has not. */
async function asking<T>({ issuer }: Login, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (isConsiliumError(error)) throw error;
    if (error instanceof ResponseBodyError && error.status < 500) {
      const { error: code, error_description: words } = error;
      throw new ConsiliumError({
        code: 'LOGIN_REFUSED',
        message: `${issuer} says ${code}${words === undefined ? '' : `: ${words}`}`,
        cause: error,
      });
    }
    const { message, cause } = error instanceof Error ? error : { message: String(error), cause: undefined };
    const why = cause instanceof Error && cause.message !== '' ? `${message}: ${cause.message}` : message;
    throw new ConsiliumError({
      code: 'PROVIDER_FAILED',
      message: `${issuer} does not answer as a provider does (${why})`,
      cause: error,
    });
  }
}
