import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';

/** How a token differs from a good one. */
export interface TokenShape {
  /** Claims in the place of the usual ones; `undefined` takes one away. */
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  /** Signed with this in the place of the newest key. */
  readonly key?: CryptoKey | Uint8Array;
}

interface SigningKey {
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
}

/** An identity provider that signs whatever a test asks for, and publishes its keys over real HTTP on this machine. */
export class TokenIssuer {
  /** Requests that it has answered, by path. */
  readonly asked: string[] = [];
  /** How it answers from now on: as it should, not at all (a closed connection), or with another status. */
  answers: 'well' | 'silence' | number = 'well';
  /** What it calls itself, where it lies. */
  issuerShown: string | undefined;
  readonly #server: Server;
  readonly #nowMs: () => number;
  #keys: readonly SigningKey[] = [];

  private constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
    this.#server = createServer((request, response) => {
      this.asked.push(request.url ?? '');
      if (this.answers === 'silence') return request.socket.destroy();
      if (this.answers !== 'well') return response.writeHead(this.answers).end();
      const { issuer } = this;
      const body =
        request.url === '/keys'
          ? { keys: this.#keys.map(({ jwk }) => jwk) }
          : { issuer: this.issuerShown ?? issuer, jwks_uri: `${issuer}/keys` };
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  }

  /** @param nowMs its clock, as a rule that of the test */
  static async start(nowMs: () => number): Promise<TokenIssuer> {
    const issuer = new TokenIssuer(nowMs);
    await issuer.rotate();
    await new Promise<void>((resolve) => issuer.#server.listen(0, '127.0.0.1', resolve));
    return issuer;
  }

  get issuer(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The public half of the key that signs, as PEM would carry it. */
  get publicJwk(): JWK {
    return (this.#keys[0] as SigningKey).jwk;
  }

  /** Signs with another key from now on. @param keepOld whether the one before is still published */
  async rotate(keepOld = false): Promise<void> {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    const jwk = { ...(await exportJWK(publicKey)), kid: randomUUID(), alg: 'ES256', use: 'sig' };
    this.#keys = [{ privateKey, jwk }, ...(keepOld ? this.#keys : [])];
  }

  /** A token of somebody for the client `consilium`, good for an hour unless it is to differ. */
  async token(subject: string, { claims = {}, header = {}, key }: TokenShape = {}): Promise<string> {
    const nowSeconds = Math.floor(this.#nowMs() / 1000);
    const [{ privateKey, jwk }] = this.#keys as readonly [SigningKey];
    const usual = { iss: this.issuer, aud: 'consilium', sub: subject, iat: nowSeconds, exp: nowSeconds + 3600 };
    return await new SignJWT({ ...usual, ...claims } as JWTPayload)
      .setProtectedHeader({ alg: 'ES256', kid: jwk.kid ?? '', ...header })
      .sign(key ?? privateKey);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
