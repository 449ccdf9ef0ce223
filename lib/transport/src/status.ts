import { ConsiliumError, fromUnknown, isErrorCode } from '@consilium/core';
import { Metadata, type ServiceError, status, type StatusObject } from '@grpc/grpc-js';

/** Header that carries the error code; the numeric gRPC status alone is too coarse. */
const CODE_HEADER = 'consilium-error';

/** What of an error may cross the wire: its code and its message. Causes and stacks stay where they are. */
export function toStatus(error: unknown): StatusObject {
  const known = fromUnknown(error);
  const metadata = new Metadata();
  metadata.set(CODE_HEADER, known.code);
  // An unexpected error may hold anything in its message: the caller learns only that it happened.
  const details = known.code === 'INTERNAL' ? 'internal error' : known.message;
  return { code: known.entry.grpc, details, metadata };
}

/** The error that a failed call stands for; failures of the connection become words about certificates and addresses. */
export function fromServiceError(error: ServiceError): ConsiliumError {
  const code = error.metadata?.get(CODE_HEADER)[0];
  if (isErrorCode(code)) return new ConsiliumError({ code, message: error.details });
  const text = error.details;
  if (error.code === status.UNIMPLEMENTED) return new ConsiliumError({ code: 'NOT_IMPLEMENTED', message: text, cause: error });
  if (error.code === status.RESOURCE_EXHAUSTED)
    return new ConsiliumError({ code: 'MESSAGE_INVALID', message: text, cause: error });
  const trust = trustProblem(text);
  if (trust !== undefined) return trust;
  if (error.code === status.CANCELLED)
    return new ConsiliumError({ code: 'UNREACHABLE', message: 'the call was cancelled', cause: error });
  return new ConsiliumError({ code: 'UNREACHABLE', message: `the other side cannot be reached: ${text}`, cause: error });
}

/** OpenSSL's words for a failed handshake, and ours. Only the text survives grpc-js, so the text is what we match. */
const TRUST_PROBLEMS: readonly (readonly [RegExp, 'CERTIFICATE_INVALID' | 'NOT_TLS', string])[] = [
  [/certificate has expired|CERT_HAS_EXPIRED|certificate expired/i, 'CERTIFICATE_INVALID', 'a certificate has expired'],
  [/not yet valid|CERT_NOT_YET_VALID/i, 'CERTIFICATE_INVALID', 'a certificate is not valid yet: check the clocks'],
  [
    /unknown ca|bad certificate|certificate required|handshake failure/i,
    'CERTIFICATE_INVALID',
    'the other side refuses our certificate',
  ],
  [
    /self[- ]signed certificate|unable to (get|verify)|UNABLE_TO|certificate signature failure/i,
    'CERTIFICATE_INVALID',
    'the other side shows a certificate of another authority: a proxy may be intercepting TLS',
  ],
  [/altname|does not match certificate/i, 'CERTIFICATE_INVALID', 'the certificate of the other side names another host'],
  [
    /wrong version number|packet length too long|protocol version|unsupported protocol/i,
    'NOT_TLS',
    'the other side does not speak TLS 1.3',
  ],
];

function trustProblem(text: string): ConsiliumError | undefined {
  const found = TRUST_PROBLEMS.find(([pattern]) => pattern.test(text));
  return found === undefined ? undefined : new ConsiliumError({ code: found[1], message: `${found[2]} (${text})` });
}
