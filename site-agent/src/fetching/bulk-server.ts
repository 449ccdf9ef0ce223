import { type Clock, ConsiliumError, sleep } from '@consilium/core';
import type { AccessTokens } from './access-token.ts';
import { allowedUrl } from './allowed-url.ts';
import type { FhirServer } from './fhir-servers-file.ts';
import { type Answer, type HttpsExchange, shortBody } from './https-exchange.ts';
import { type Manifest, readManifest } from './manifest.ts';
import { IssueCounts, issuesOf, issuesText } from './operation-outcome.ts';
import { isPassing, patiently, retryAfterMs, TryAgain } from './patience.ts';

/** Most bytes of an answer that is no file and no manifest. */
const MOST_WORDS_BYTES = 1024 * 1024;
/** Most bytes of a manifest: two hundred thousand files with signed links. */
const MOST_MANIFEST_BYTES = 128 * 1024 * 1024;
/** How long to wait between two questions where the server does not say. */
const POLL_MS = 10_000;
const SHORTEST_POLL_MS = 1000;
const LONGEST_POLL_MS = 900_000;
/** Nobody waits long for a courtesy. */
const FAREWELL_TRIES = 3;
const HOUR_MS = 3_600_000;

const JSON_HEADERS = { accept: 'application/fhir+json, application/json', 'accept-encoding': 'identity' };

/** An export that the server does not know any more: it has ended, or its links have. */
export class ExportGone extends Error {}

/** A FHIR server with Bulk Data Access 2.0, asked as the hospital describes it. */
export class BulkServer {
  readonly host: string;
  readonly #server: FhirServer;
  readonly #tokens: AccessTokens;
  readonly #exchange: HttpsExchange;
  readonly #clock: Clock;

  constructor(server: FhirServer, tokens: AccessTokens, exchange: HttpsExchange, clock: Clock) {
    this.host = new URL(server.url).host;
    this.#server = server;
    this.#tokens = tokens;
    this.#exchange = exchange;
    this.#clock = clock;
  }

  /** Asks for an export. @returns where its state is asked for @throws ConsiliumError `FHIR_REFUSED`, `FHIR_INVALID` and as every question */
  async begin(): Promise<string> {
    const { url: base, export: of, types, allowed } = this.#server;
    const at = of === 'system' ? '' : of === 'patients' ? 'Patient/' : `Group/${of.group}/`;
    const url = new URL(`${base.replace(/\/$/, '')}/${at}$export`);
    url.search = new URLSearchParams({ _outputFormat: 'application/fhir+ndjson', _type: types.join(',') }).toString();
    const what = 'the request for an export';
    return await patiently(this.#clock, async () => {
      const answer = await this.ask(url, what, { ...JSON_HEADERS, prefer: 'respond-async' });
      const text = (await shortBody(answer, MOST_WORDS_BYTES, what, url.host)).toString('utf8');
      if (answer.status !== 202) throw this.refusal(answer, text, what);
      const place = answer.headers['content-location'];
      if (place === undefined) throw invalid(`${url.host} accepts ${what}, and does not say where it stands (Content-Location)`);
      allowedUrl(place, allowed, `the URL of the export that ${url.host} names`);
      return place;
    });
  }

  /**
   * Waits until an export is there.
   *
   * @param told of how far the server says it is, in percent, where it says so
   * @throws ExportGone; ConsiliumError `FHIR_UNAVAILABLE` when it takes longer than `waitHours`, and as {@link readManifest} and every question
   */
  async manifest(place: string, told: (percent: number | undefined) => void): Promise<Manifest> {
    const { allowed, types, waitHours } = this.#server;
    const url = allowedUrl(place, allowed, 'the URL of the export');
    const until = this.#clock.monotonic() + waitHours * HOUR_MS;
    const what = 'how far the export is';
    for (;;) {
      const answer = await patiently(this.#clock, async () => {
        const asked = await this.ask(url, what, JSON_HEADERS);
        const text = (await shortBody(asked, MOST_MANIFEST_BYTES, what, url.host)).toString('utf8');
        if (asked.status === 200 || asked.status === 202) return { status: asked.status, headers: asked.headers, text };
        if (asked.status === 404 || asked.status === 410) throw new ExportGone();
        // A 5xx with reasons is the end of the export, one without is a server that is down for a moment.
        const lasting = issuesOf(text)?.some(({ code }) => !['transient', 'throttled', 'timeout', 'lock-error'].includes(code));
        if (asked.status >= 500 && lasting === true) throw refused(`${url.host} could not make the export`, asked.status, text);
        throw this.refusal(asked, text, what);
      });
      if (answer.status === 200) return readManifest(answer.text, types, allowed, url.host);
      const left = until - this.#clock.monotonic();
      if (left <= 0)
        throw new ConsiliumError({
          code: 'FHIR_UNAVAILABLE',
          message: `${url.host} has not made the export within ${waitHours} h (waitHours)`,
          advice: 'Run the command again to go on waiting for the same export, or with --new to ask for another.',
        });
      told(percentOf(answer.headers['x-progress']));
      const asked = retryAfterMs(answer.headers['retry-after'], this.#clock.now()) ?? POLL_MS;
      await sleep(this.#clock, Math.min(Math.max(asked, SHORTEST_POLL_MS), LONGEST_POLL_MS, Math.max(left, 1)));
    }
  }

  /** Lets the server forget an export. That it may not answer matters to nobody here. */
  async forget(place: string): Promise<void> {
    try {
      const url = allowedUrl(place, this.#server.allowed, 'the URL of the export');
      const what = 'to forget the export';
      await patiently(
        this.#clock,
        async () => {
          const headers = { ...JSON_HEADERS, authorization: `Bearer ${await this.#tokens.get()}` };
          (await this.#exchange.ask({ url, method: 'DELETE', headers }, what)).body.resume();
        },
        FAREWELL_TRIES,
      );
    } catch {
      // A courtesy to the server, which forgets by itself in time.
    }
  }

  /** A question with a token, asked again once with a new one where the server says that it has ended. */
  async ask(url: URL, what: string, headers: Readonly<Record<string, string>>, withToken = true): Promise<Answer> {
    if (!withToken) return await this.#exchange.ask({ url, headers }, what);
    const token = await this.#tokens.get();
    const asked = async (text: string): Promise<Answer> =>
      await this.#exchange.ask({ url, headers: { ...headers, authorization: `Bearer ${text}` } }, what);
    const answer = await asked(token);
    if (answer.status !== 401) return answer;
    answer.body.resume();
    return await asked(await this.#tokens.get(token));
  }

  /** What an answer means that is not what was asked for. @param text of its body, of which codes are shown */
  refusal({ status, headers }: Pick<Answer, 'status' | 'headers'>, text: string, what: string): Error {
    if (isPassing(status)) {
      const message = `${this.host} is busy or down (HTTP ${status})`;
      return new TryAgain(
        new ConsiliumError({ code: 'FHIR_UNAVAILABLE', message }),
        retryAfterMs(headers['retry-after'], this.#clock.now()),
      );
    }
    return refused(`${this.host} refuses ${what}`, status, text);
  }
}

function refused(what: string, status: number, text: string): ConsiliumError<'FHIR_REFUSED'> {
  const counts = new IssueCounts();
  for (const issue of issuesOf(text) ?? []) counts.add(issue);
  const issues = counts.list();
  const why = issues.length === 0 ? '' : `, ${issuesText(issues)}`;
  return new ConsiliumError({ code: 'FHIR_REFUSED', message: `${what}: HTTP ${status}${why}` });
}

/** How far, where the free text of a server begins with a percentage. */
function percentOf(progress: string | string[] | undefined): number | undefined {
  const [, digits] = /^\s*(\d{1,3})(?:\.\d+)?\s*%/.exec(String(progress ?? '')) ?? [];
  return digits === undefined ? undefined : Math.min(100, Number(digits));
}

function invalid(message: string): ConsiliumError<'FHIR_INVALID'> {
  return new ConsiliumError({ code: 'FHIR_INVALID', message });
}
