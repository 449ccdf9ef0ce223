import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { ConsiliumError, fromUnknown } from '@consilium/core';
import { type Pace, paced, TooSlow, USUAL_PACE } from './pace.ts';
import { TryAgain } from './patience.ts';

/** A server that says nothing for so long has gone. */
const SILENCE_MS = 60_000;
const SILENT = 'nothing came for';

/** Connections at once: as many as files are fetched together. */
const MOST_CONNECTIONS = 4;

/** What Node says when a certificate, or the way it was shown, is not trusted. */
const UNTRUSTED =
  /^(?:ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_(?:VERIFY|GET)|HOSTNAME_MISMATCH|INVALID_CA|ERR_OSSL_|EPROTO)/u;

/** What is asked. */
export interface Question {
  readonly url: URL;
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What was answered; the body waits to be read or thrown away. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: IncomingMessage;
  /** How slowly the body may come. */
  readonly pace: Pace;
}

/** Questions over TLS. Certificates are always checked, whatever the environment says, and no redirection is followed. */
export class HttpsExchange {
  readonly #agent: Agent;
  readonly #hosts: ReadonlySet<string>;
  readonly #pace: Pace;

  /** @param ca authorities to believe, PEM. @default those that Node brings */
  constructor(allowed: ReadonlySet<string>, ca: string | undefined, pace: Pace = USUAL_PACE) {
    this.#hosts = allowed;
    this.#pace = pace;
    this.#agent = new Agent({
      keepAlive: true,
      maxSockets: MOST_CONNECTIONS,
      rejectUnauthorized: true,
      minVersion: 'TLSv1.2',
      ...(ca === undefined ? {} : { ca }),
    });
  }

  /**
   * @param what is asked for, for the words
   * @throws TryAgain where nobody answered; ConsiliumError `FHIR_UNTRUSTED` for a certificate that is not believed, and for a redirection
   */
  async ask({ url, method = 'GET', headers = {}, body }: Question, what: string): Promise<Answer> {
    // Every URL has passed its judge; none gets here around it.
    if (url.protocol !== 'https:' || !this.#hosts.has(url.host))
      throw new ConsiliumError({ code: 'INTERNAL', message: `${what} was to be asked of a host that nobody has allowed` });
    let late: NodeJS.Timeout | undefined;
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
      const asked = request(url, { method, agent: this.#agent, headers: { ...headers, ...length } }, resolve);
      asked.setTimeout(SILENCE_MS, () => asked.destroy(new Error(`${SILENT} ${SILENCE_MS / 1000} s`)));
      const { headMs } = this.#pace;
      late = setTimeout(() => asked.destroy(new TooSlow(`no whole head in ${headMs / 1000} s`)), headMs);
      asked.on('error', reject);
      // Of an answer by another protocol (101), Node cuts the connection and says nothing.
      asked.on('close', () => reject(Object.assign(new Error('closed'), { code: 'ECONNRESET' })));
      asked.end(body);
    })
      .catch((error: unknown) => {
        throw connectionProblem(error, url.host);
      })
      .finally(() => clearTimeout(late));
    const { statusCode: status = 0, headers: told } = answer;
    if (status >= 300 && status < 400) {
      answer.destroy();
      throw new ConsiliumError({
        code: 'FHIR_UNTRUSTED',
        message: `${url.host} answers ${what} by a redirection (HTTP ${status}), which is not followed`,
      });
    }
    return { status, headers: told, body: answer, pace: this.#pace };
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** A connection that failed, in words that say nothing of what it carried. */
export function connectionProblem(error: unknown, host: string): Error {
  if (error instanceof ConsiliumError || error instanceof TryAgain) return error;
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (UNTRUSTED.test(code))
    return new ConsiliumError({
      code: 'FHIR_UNTRUSTED',
      message: `${host} shows a certificate that is not trusted, or speaks no TLS 1.2 (${code})`,
    });
  const silent = error instanceof Error && (error instanceof TooSlow || error.message.startsWith(SILENT));
  const why = silent ? error.message : code;
  // A defect of ours is no failing of the network.
  if (why === '') return fromUnknown(error);
  const words = code === 'ENOTFOUND' ? 'is a name that is not known here' : `does not answer (${why})`;
  return new TryAgain(new ConsiliumError({ code: 'FHIR_UNAVAILABLE', message: `${host} ${words}` }));
}

/**
 * The body of a short answer.
 *
 * @param most bytes
 * @throws TryAgain when it is cut off; ConsiliumError `FHIR_INVALID` for one that is longer, or packed
 */
export async function shortBody({ headers, body, pace }: Answer, most: number, what: string, host: string): Promise<Buffer> {
  const refuse = (problem: string): never => {
    body.destroy();
    throw new ConsiliumError({ code: 'FHIR_INVALID', message: `${host} answers ${what} with ${problem}` });
  };
  // A few packed bytes can become any number of them; we have asked for none.
  if ((headers['content-encoding'] ?? 'identity') !== 'identity') return refuse('a packed body, which was not asked for');
  const pieces: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const piece of paced(body, pace)) {
      bytes += piece.length;
      if (bytes > most) return refuse(`more than ${most} bytes`);
      pieces.push(piece);
    }
  } catch (error) {
    throw connectionProblem(error, host);
  }
  return Buffer.concat(pieces);
}
