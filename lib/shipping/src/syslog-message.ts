/** Facility "log audit" (RFC 5424, table 1). */
const LOG_AUDIT = 13;
/** Severities of RFC 5424, table 2, as the catalogues of events name them. */
const SEVERITIES = { alert: 1, error: 3, warning: 4, notice: 5, info: 6 } as const;
/** In front of a message in UTF-8 (RFC 5424, section 6.4). */
const BYTE_ORDER_MARK = '\uFEFF';
const NIL = '-';

/** One message of syslog, before it has its form. */
export interface SyslogMessage {
  readonly severity: keyof typeof SEVERITIES;
  /** ISO 8601 in UTC, with milliseconds. */
  readonly at: string;
  /** The machine that says it. */
  readonly host: string;
  /** The program. */
  readonly program: string;
  /** What kind of message it is. */
  readonly kind: string;
  /** Name of the element of structured data (RFC 5424, section 6.3.2). */
  readonly element: string;
  /** Its parameters, in their order. */
  readonly parameters: Readonly<Record<string, string>>;
  /** One line. */
  readonly text: string;
}

/** A message in the form of RFC 5424, in the frame of RFC 5425: its length in bytes, a space, the message. */
export function syslogFrame(message: SyslogMessage): Buffer {
  const { severity, at, host, program, kind, element, parameters, text } = message;
  const pairs = Object.entries(parameters).map(([name, value]) => ` ${name}="${value.replace(/["\\\]]/g, '\\$&')}"`);
  const head = [
    `<${LOG_AUDIT * 8 + SEVERITIES[severity]}>1`,
    at,
    printable(host, 255),
    printable(program, 48),
    NIL,
    printable(kind, 32),
    `[${element}${pairs.join('')}]`,
  ].join(' ');
  // Plain ASCII needs no mark, and readers of JSON stumble over one.
  // oxlint-disable-next-line no-control-regex
  const mark = /^[\u0000-\u007F]*$/.test(text) ? '' : BYTE_ORDER_MARK;
  const body = Buffer.from(`${head} ${mark}${text}`, 'utf8');
  return Buffer.concat([Buffer.from(`${body.length} `, 'ascii'), body]);
}

/** A field of the header: printable ASCII without spaces, of limited length. */
function printable(text: string, most: number): string {
  return text.replace(/[^!-~]/g, '_').slice(0, most) || NIL;
}
