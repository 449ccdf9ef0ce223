import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair } from 'jose';

/** How an identity provider differs from the usual one. */
export interface IdentityProviderOptions {
  /** Seconds for which an ID token, and an access token, holds. @default 3600 */
  readonly tokenSeconds?: number;
  /** Name of an API for which it makes access tokens. */
  readonly api?: string;
}

/** Name of the client with which programs of tests log in. */
export const OIDC_CLIENT = 'consilium';

/** A real OpenID provider, in this process, over HTTP on this machine. Who signs in is who the test says. */
export class IdentityProvider {
  readonly issuer: string;
  readonly #server: Server;

  private constructor(server: Server, issuer: string) {
    this.#server = server;
    this.issuer = issuer;
  }

  static async start({ tokenSeconds = 3600, api }: IdentityProviderOptions = {}): Promise<IdentityProvider> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { default: OidcProvider } = await import('oidc-provider');
    const { privateKey } = await generateKeyPair('RS256', { extractable: true });
    const key = { ...(await exportJWK(privateKey)), use: 'sig', alg: 'RS256', kid: 'first' };
    const provider = new OidcProvider(issuer, {
      jwks: { keys: [key] },
      clients: [
        {
          client_id: OIDC_CLIENT,
          token_endpoint_auth_method: 'none',
          grant_types: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'],
          response_types: [],
          redirect_uris: [],
        },
      ],
      cookies: { keys: ['a key of a test'] },
      claims: { openid: ['sub'], email: ['email', 'email_verified'] },
      conformIdTokenClaims: false,
      features: {
        deviceFlow: { enabled: true },
        devInteractions: { enabled: true },
        revocation: { enabled: true },
        resourceIndicators: {
          enabled: api !== undefined,
          getResourceServerInfo: () => ({
            scope: 'openid',
            audience: api,
            accessTokenFormat: 'jwt',
            accessTokenTTL: tokenSeconds,
            jwt: { sign: { alg: 'RS256' } },
          }),
          useGrantedResource: () => true,
        },
      },
      ttl: {
        IdToken: tokenSeconds,
        AccessToken: tokenSeconds,
        DeviceCode: 600,
        RefreshToken: 86_400,
        Grant: 86_400,
        Session: 600,
        Interaction: 600,
      },
      rotateRefreshToken: true,
      findAccount: (_context: unknown, id: string) => ({
        accountId: id,
        claims: () => ({ sub: id, email: `${id}@example.org`, email_verified: true }),
      }),
    });
    server.on('request', provider.callback());
    return new IdentityProvider(server, issuer);
  }

  /** Signs in as somebody in a browser of sorts, and confirms (or does not) the code that a program shows. */
  async confirm(code: string, account: string, agree = true): Promise<void> {
    const cookies = new Map<string, string>();
    const go = async (path: string, form?: Record<string, string>): Promise<{ readonly url: string; readonly page: string }> => {
      let url = new URL(path, this.issuer).href;
      let body: URLSearchParams | undefined = form === undefined ? undefined : new URLSearchParams(form);
      for (;;) {
        const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
        const answer = await fetch(url, {
          redirect: 'manual',
          headers: { cookie },
          ...(body === undefined ? {} : { method: 'POST', body }),
        });
        for (const set of answer.headers.getSetCookie()) {
          const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
          if (value === '') cookies.delete(name);
          else cookies.set(name, value);
        }
        const to = answer.headers.get('location');
        if (to === null) return { url, page: await answer.text() };
        url = new URL(to, url).href;
        body = undefined;
      }
    };
    const field = (page: string, name: string): string => new RegExp(`name="${name}"[^>]*value="([^"]*)"`).exec(page)?.[1] ?? '';
    const entry = await go('/device');
    const shown = await go('/device', { xsrf: field(entry.page, 'xsrf'), user_code: code });
    const confirming = { xsrf: field(shown.page, 'xsrf'), user_code: code };
    let at = await go('/device', agree ? { ...confirming, confirm: 'yes' } : { ...confirming, abort: 'yes' });
    // The pages of the provider for trials: who are you, and may this program know it.
    while (at.url.includes('/interaction/')) {
      const prompt = field(at.page, 'prompt');
      at = await go(new URL(at.url).pathname, prompt === 'login' ? { prompt, login: account, password: 'x' } : { prompt });
    }
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
