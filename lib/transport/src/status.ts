import { ConsiliumError, fromUnknown, isErrorCode } from '@consilium/core';
import { Metadata, type ServiceError, status, type StatusObject } from '@grpc/grpc-js';
import { notConnected } from './connecting.ts';

/** Trailer that carries the error code; the numeric gRPC status alone is too coarse. */
const CODE_HEADER = 'consilium-error';

/** A call that its caller, or the caller's clock, ended. */
export const CANCELLED = 'the call was cancelled';
export const TIMED_OUT = 'the call did not end in time';
/** A stream whose other side stopped in the middle. */
export const STALLED = 'the other side has said nothing for too long';

/**
 * What of an error may cross the wire: its code and its message. Causes, details and stacks stay where they are, and so does
 * every word of an error that nobody made for others to read: it may hold a path or a patient's value.
 */
export function visibleError(error: unknown): ConsiliumError {
  if (error instanceof ConsiliumError && error.code !== 'INTERNAL') {
    return new ConsiliumError({ code: error.code, message: error.message });
  }
  if (fromUnknown(error).code === 'DISK_FULL') return new ConsiliumError({ code: 'DISK_FULL', message: 'the disk is full' });
  return new ConsiliumError({ code: 'INTERNAL', message: 'internal error' });
}

/** {@link visibleError} as gRPC sends it. */
export function toStatus(error: unknown): StatusObject {
  const { code, message, entry } = visibleError(error);
  const metadata = new Metadata();
  metadata.set(CODE_HEADER, code);
  return { code: entry.grpc, details: message, metadata };
}

/** The error that a failed call stands for, with what the other side says of it, if that is where it came from. */
export function fromServiceError(error: ServiceError): ConsiliumError {
  const code = error.metadata?.get(CODE_HEADER)[0];
  if (isErrorCode(code)) return new ConsiliumError({ code, message: detailsOf(error) });
  const text = detailsOf(error);
  switch (error.code) {
    case status.UNIMPLEMENTED:
      return new ConsiliumError({ code: 'NOT_IMPLEMENTED', message: text, cause: error });
    case status.RESOURCE_EXHAUSTED:
      return new ConsiliumError({ code: 'MESSAGE_INVALID', message: text, cause: error });
    case status.CANCELLED:
      return new ConsiliumError({ code: 'UNREACHABLE', message: CANCELLED, cause: error });
    case status.DEADLINE_EXCEEDED:
      return new ConsiliumError({ code: 'UNREACHABLE', message: TIMED_OUT, cause: error });
    default:
      return new ConsiliumError({
        code: 'UNREACHABLE',
        message: `the other side cannot be reached: ${plain(text)}`,
        cause: error,
      });
  }
}

/** What the other side, or grpc-js, says. What fails inside grpc-js, such as reading a message that came compressed in no way it knows, comes without. */
export function detailsOf({ details, message }: { readonly details?: string; readonly message: string }): string {
  return details ?? message;
}

/** What grpc-js says of a connection without its own frame, which is empty words for a person. */
function plain(text: string): string {
  return text.replace(/^No connection established\. Last error: (?:Error: )*/, '').replace(/\.? Resolution note: *$/, '');
}

const COMPARE =
  'Compare the fingerprint of authority.pem with what the operator says (openssl x509 -in authority.pem -noout -fingerprint -sha256): if it is right, something in between shows another certificate.';
const EXPIRED =
  'Renew the certificate. If it should still hold, correct the clock of this machine: one that is ahead makes every certificate look expired.';
const TOO_EARLY = 'Correct the clock of this machine, or of the other one: nothing needs to be renewed.';

/** Most characters of them that a person is shown. */
const MAX_TEXT = 500;

/** OpenSSL's words for a failed handshake, and ours. Only the text survives grpc-js, so the text is what we match. */
const TRUST_PROBLEMS: readonly (readonly [RegExp, 'CERTIFICATE_INVALID' | 'NOT_TLS', string, string?])[] = [
  [/certificate has expired|CERT_HAS_EXPIRED|certificate expired/i, 'CERTIFICATE_INVALID', 'a certificate has expired', EXPIRED],
  [/not yet valid|CERT_NOT_YET_VALID/i, 'CERTIFICATE_INVALID', 'a certificate is not valid yet: check the clocks', TOO_EARLY],
  [
    /unknown ca|bad certificate|certificate required|handshake failure/i,
    'CERTIFICATE_INVALID',
    'the other side refuses our certificate',
  ],
  [
    /self[- ]signed certificate|unable to (get|verify)|UNABLE_TO|certificate signature failure/i,
    'CERTIFICATE_INVALID',
    'the other side shows a certificate of another authority: a proxy may be intercepting TLS',
    COMPARE,
  ],
  [
    /is not the coordinator of|unsuitable certificate purpose/i,
    'CERTIFICATE_INVALID',
    'the other side does not prove to be the coordinator',
  ],
  [/altname|does not match certificate/i, 'CERTIFICATE_INVALID', 'the certificate of the other side names another host'],
  [
    /wrong version number|packet length too long|protocol version|unsupported protocol/i,
    'NOT_TLS',
    'the other side does not speak TLS 1.3',
  ],
];

/** What the text of a failed handshake says about certificates and versions, if anything. Never asked about a word that the other side may have chosen. */
export function trustProblem(text: string): ConsiliumError | undefined {
  const found = TRUST_PROBLEMS.find(([pattern]) => pattern.test(text));
  if (found === undefined) return undefined;
  const [, code, words, advice] = found;
  // OpenSSL repeats names of a certificate, which may be anybody's, at any length.
  const message = `${words} (${plain(text).slice(0, MAX_TEXT)})`;
  return notConnected('tls', { code, message, ...(advice === undefined ? {} : { advice }) });
}
