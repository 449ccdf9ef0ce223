import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { systemClock } from '@consilium/core';
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';

/** A file of an export: NDJSON of one type. */
export interface ExportedFile {
  readonly type: string;
  readonly body: string | Buffer;
  /** As the manifest says. @default the number of lines; `null` for a server that does not say */
  readonly count?: number | null;
}

/** Does something else than the server would; `go` does what it would. */
export type Misbehaviour = (request: IncomingMessage, response: ServerResponse, go: () => void) => void;

/** What a {@link BulkDataServer} is made of. */
export interface BulkDataOptions {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
  readonly clientId: string;
  readonly files: readonly ExportedFile[];
  /** Files of OperationOutcomes. */
  readonly errors?: readonly string[];
}

/** A request that came, as a log of the server would have it. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly authorized: boolean;
}

/** Longest that an assertion may hold: SMART Backend Services, five minutes. */
const MOST_ASSERTION_SECONDS = 300;

/**
 * A FHIR server with SMART Backend Services and Bulk Data Access, over TLS on this machine. It believes nobody without a signed assertion, checked by
 * another library than the one under test, takes each once, and misbehaves as a test tells it to.
 */
export class BulkDataServer {
  readonly seen: SeenRequest[] = [];
  /** Keys that the administrator has registered. */
  jwks: JSONWebKeySet = { keys: [] };
  /** How long a token holds. */
  tokenSeconds = 300;
  /** How far its clock runs ahead of that of this machine. */
  clockAheadMs = 0;
  /** How often an export is not there yet. */
  polls = 0;
  /** What it lets clients read; undefined: what they ask for. */
  grants: string | undefined;
  gzip = false;
  requiresAccessToken = true;
  /** Changes a manifest before it is sent. */
  manifest: (made: Record<string, unknown>) => unknown = (made) => made;
  files: readonly ExportedFile[];
  readonly #options: BulkDataOptions;
  readonly #server: Server;
  readonly #assertions = new Set<string>();
  readonly #jobs = new Map<string, { polls: number; readonly request: string }>();
  #tokens = new Map<string, number>();
  #misbehaviours: { readonly path: RegExp; readonly how: Misbehaviour; times: number }[] = [];
  #jobNumber = 0;

  private constructor(options: BulkDataOptions) {
    this.#options = options;
    this.files = options.files;
    this.#server = createServer({ cert: options.certificatePem, key: options.privateKeyPem }, (request, response) =>
      this.#answer(request, response),
    );
  }

  static async start(options: BulkDataOptions): Promise<BulkDataServer> {
    const server = new BulkDataServer(options);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }
  get origin(): string {
    return `https://127.0.0.1:${this.port}`;
  }
  /** Base address of FHIR. */
  get url(): string {
    return `${this.origin}/r4`;
  }

  /** Answers the next requests of a path otherwise. */
  misbehave(path: RegExp, how: Misbehaviour, times = 1): void {
    this.#misbehaviours.push({ path, how, times });
  }

  /** From now on no token that it gave is good. */
  revokeTokens(): void {
    this.#tokens = new Map();
  }

  /** Lets no export be known any more. */
  forgetExports(): void {
    this.#jobs.clear();
  }

  /** Exports that nobody has told it to forget. */
  get exports(): number {
    return this.#jobs.size;
  }

  /** How often a path was asked for. */
  count(path: RegExp, method = 'GET'): number {
    return this.seen.filter((one) => one.method === method && path.test(one.path)).length;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', this.origin);
    const [scheme, token = ''] = (request.headers.authorization ?? '').split(' ');
    const authorized = scheme === 'Bearer' && (this.#tokens.get(token) ?? 0) > systemClock.now();
    this.seen.push({ method: request.method ?? '', path: url.pathname, query: url.searchParams, authorized });
    response.setHeader('date', new Date(systemClock.now() + this.clockAheadMs).toUTCString());
    const go = (): void => void this.#serve(request, response, url, authorized).catch(() => response.destroy());
    const found = this.#misbehaviours.find(({ path, times }) => times > 0 && path.test(url.pathname));
    if (found === undefined) return go();
    found.times -= 1;
    found.how(request, response, go);
  }

  async #serve(request: IncomingMessage, response: ServerResponse, url: URL, authorized: boolean): Promise<void> {
    const { pathname: path } = url;
    const json = (status: number, value: unknown, headers: Record<string, string> = {}): void => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(JSON.stringify(value));
    };
    if (path === '/r4/.well-known/smart-configuration') return json(200, this.#configuration());
    if (path === '/token') return await this.#token(request, json);
    const [, job = '', index] = /^\/(?:jobs|files)\/([^/]+)(?:\/(\w+))?$/.exec(path) ?? [];
    const isFile = path.startsWith('/files/');
    if (!authorized && (!isFile || this.requiresAccessToken)) return json(401, outcome('error', 'login'));
    if (/^\/r4\/(?:Patient\/|Group\/cohort\/)?\$export$/.test(path)) {
      if (request.headers.prefer !== 'respond-async') return json(400, outcome('error', 'required'));
      const id = `job-${++this.#jobNumber}`;
      this.#jobs.set(id, { polls: this.polls, request: url.href });
      return json(202, {}, { 'content-location': `${this.origin}/jobs/${id}` });
    }
    const known = this.#jobs.get(job);
    if (known === undefined) return json(404, outcome('error', 'not-found'));
    if (isFile) return this.#file(request, response, index ?? '');
    if (request.method === 'DELETE') {
      this.#jobs.delete(job);
      return json(202, outcome('information', 'informational'));
    }
    if (known.polls > 0) {
      known.polls -= 1;
      return json(202, {}, { 'retry-after': '1', 'x-progress': '50% of the records of Zebulon Quartzmann' });
    }
    return json(200, this.manifest(this.#manifestOf(job, known.request)));
  }

  #configuration(): unknown {
    return {
      token_endpoint: `${this.origin}/token`,
      token_endpoint_auth_methods_supported: ['private_key_jwt'],
      token_endpoint_auth_signing_alg_values_supported: ['RS384', 'ES384'],
      capabilities: ['client-confidential-asymmetric', 'permission-v2'],
    };
  }

  async #token(request: IncomingMessage, json: (status: number, value: unknown) => void): Promise<void> {
    const form = new URLSearchParams(await text(request));
    const isAsked =
      form.get('grant_type') === 'client_credentials' &&
      form.get('client_assertion_type') === 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
    if (!isAsked) return json(400, { error: 'invalid_request' });
    const { clientId } = this.#options;
    try {
      const currentDate = new Date(systemClock.now() + this.clockAheadMs);
      const { payload, protectedHeader } = await jwtVerify(form.get('client_assertion') ?? '', createLocalJWKSet(this.jwks), {
        algorithms: ['ES384', 'RS384'],
        issuer: clientId,
        subject: clientId,
        audience: `${this.origin}/token`,
        currentDate,
        requiredClaims: ['exp', 'jti'],
        typ: 'JWT',
      });
      const isLong = (payload.exp ?? 0) - currentDate.getTime() / 1000 > MOST_ASSERTION_SECONDS;
      if (isLong || protectedHeader.kid === undefined || this.#assertions.has(payload.jti ?? '')) throw new Error('not taken');
      this.#assertions.add(payload.jti ?? '');
    } catch {
      return json(400, { error: 'invalid_client', error_description: 'Zebulon Quartzmann is not known' });
    }
    const token = randomUUID();
    this.#tokens.set(token, systemClock.now() + this.tokenSeconds * 1000);
    json(200, {
      access_token: token,
      token_type: 'bearer',
      expires_in: this.tokenSeconds,
      scope: this.grants ?? form.get('scope'),
    });
  }

  #manifestOf(job: string, request: string): Record<string, unknown> {
    const lines = (body: string | Buffer): number =>
      String(body)
        .split('\n')
        .filter((line) => line.trim() !== '').length;
    const place = (index: string | number): string => `${this.origin}/files/${job}/${index}`;
    return {
      transactionTime: '2026-11-27T06:00:00.000Z',
      request,
      requiresAccessToken: this.requiresAccessToken,
      output: this.files.map(({ type, body, count = lines(body) }, i) => ({
        type,
        url: place(i),
        ...(count === null ? {} : { count }),
      })),
      error: (this.#options.errors ?? []).map((_error, i) => ({ type: 'OperationOutcome', url: place(`e${i}`) })),
    };
  }

  #file(request: IncomingMessage, response: ServerResponse, index: string): void {
    const body = index.startsWith('e') ? this.#options.errors?.[Number(index.slice(1))] : this.files[Number(index)]?.body;
    if (body === undefined) {
      response.writeHead(404);
      return void response.end();
    }
    const packed = this.gzip && /\bgzip\b/.test(String(request.headers['accept-encoding']));
    const bytes = packed ? gzipSync(body) : Buffer.from(body);
    const encoding = packed ? { 'content-encoding': 'gzip' } : {};
    response.writeHead(200, { 'content-type': 'application/fhir+ndjson', 'content-length': bytes.length, ...encoding });
    response.end(bytes);
  }
}

/** Answers with a status, and what servers say beside it. */
export function answering(status: number, headers: Record<string, string> = {}, body: string | Buffer = ''): Misbehaviour {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/fhir+json', ...headers });
    response.end(body);
  };
}

/** Sends so many bytes of what was to be sent, and cuts the connection. */
export function cuttingAfter(bytes: number): Misbehaviour {
  return (_request, response, go) => {
    const { end } = response;
    response.end = ((body: Buffer) => {
      response.write(body.subarray(0, bytes), () => response.socket?.destroy());
      response.end = end;
      return response;
    }) as typeof response.end;
    go();
  };
}

/** An OperationOutcome, with words in it that nobody may see. */
export function outcome(severity: string, code: string): unknown {
  const said = 'the record of Zebulon Quartzmann, MRN-5550199';
  return { resourceType: 'OperationOutcome', issue: [{ severity, code, diagnostics: said, details: { text: said } }] };
}

async function text(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request as AsyncIterable<Buffer>) pieces.push(piece);
  return Buffer.concat(pieces).toString('utf8');
}
