import { createHmac } from 'node:crypto';
import { type Clock, ConsiliumError } from '@consilium/core';
import { breachClock } from '@consilium/transparency';
import { type Address, type Environment, isLoopback, postHttps, routeTo } from '@consilium/transport';
import { readSecretFile } from '@consilium/trust';
import type { IncidentReceiver } from './announcer.ts';
import type { IncidentNotice } from './incident-store.ts';

/** Shortest secret, in bytes: what nobody guesses. */
const LEAST_SECRET_BYTES = 16;

/** Where incidents are sent. */
export interface WebhookOptions {
  /** `https://...`; `http` to this machine alone. */
  readonly url: string;
  /** File with the secret that signs, this user's alone. */
  readonly secretFile: string;
  /** Authorities to believe, PEM. @default those that Node brings */
  readonly authorityPem?: string;
}

/** What signs a message: its time in seconds and a dot stand before its body, so that an old one cannot be sent again as new. */
export function webhookSignature(secret: Uint8Array, seconds: number, body: string): string {
  const mac = createHmac('sha256', secret).update(`${seconds}.${body}`, 'utf8').digest('hex');
  return `t=${seconds},v1=${mac}`;
}

/** What is sent of an incident: nothing that a person has typed, and nothing about patients. */
export function webhookBody(consortium: string, { change, atMs, incident: one }: IncidentNotice): string {
  const { incident, kind, severity, subject, state, at, lastAt, times } = one;
  const { noticeBy, state: clock } = breachClock(one, atMs);
  return JSON.stringify({
    delivery: `${incident}-${change}-${atMs}`,
    consortium,
    change,
    changedAt: new Date(atMs).toISOString(),
    incident,
    kind,
    severity,
    subject,
    state,
    firstSeen: at,
    lastSeen: lastAt,
    times,
    clock,
    noticeBy,
  });
}

/**
 * Tells incidents to a web server, signed.
 *
 * @throws ConsiliumError `PARAMETER_INVALID` for a URL without TLS, `KEY_INVALID` for a secret that is none or open to others
 */
export function webhook(
  consortium: string,
  { url, secretFile, authorityPem }: WebhookOptions,
  clock: Pick<Clock, 'now'>,
  environment: Environment,
): IncidentReceiver {
  const target = webhookUrl(url);
  const secret = Buffer.from(readSecretFile(secretFile).toString('utf8').trim(), 'utf8');
  if (secret.length < LEAST_SECRET_BYTES)
    throw new ConsiliumError({
      code: 'KEY_INVALID',
      message: `the secret in ${secretFile} has less than ${LEAST_SECRET_BYTES} characters`,
    });
  return async (notice) => {
    const body = webhookBody(consortium, notice);
    const signature = webhookSignature(secret, Math.floor(clock.now() / 1000), body);
    const headers = { 'content-type': 'application/json', 'consilium-signature': signature };
    const route = routeTo(addressOf(target), undefined, environment);
    const status = await postHttps({ url: target, route, headers, body, authorityPem });
    if (status >= 200 && status < 300) return;
    throw new ConsiliumError({
      code: 'REMOTE_PROBLEM',
      message: `${target.host} answers ${status} to an incident`,
      advice: 'Look at the receiver of --incident-webhook: the same incident is sent again until it answers 2xx.',
    });
  };
}

/** @throws ConsiliumError `PARAMETER_INVALID` */
export function webhookUrl(text: string): URL {
  const wrong = (what: string): ConsiliumError =>
    new ConsiliumError({
      code: 'PARAMETER_INVALID',
      message: `the address of the incident webhook ${what}`,
      details: { field: 'incident-webhook' },
    });
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw wrong('is not a URL');
  }
  if (url.username !== '' || url.password !== '')
    throw wrong('must not hold a password, which everybody would see who sees the command');
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))) return url;
  throw wrong('begins with https://, or names this machine');
}

function addressOf({ hostname, port, protocol }: URL): Address {
  const standard = protocol === 'https:' ? 443 : 80;
  return { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? standard : Number(port) };
}
