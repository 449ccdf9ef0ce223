import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { STRANGER_PROTOCOL, STRANGERS } from './limits.ts';

/** What a TLS greeting (ClientHello) that asks for the strangers' service holds: the protocol's name after its length (RFC 7301). */
const MARK = Buffer.concat([Buffer.from([STRANGER_PROTOCOL.length]), Buffer.from(STRANGER_PROTOCOL, 'latin1')]);

/** See {@link STRANGERS}. */
export type StrangerLimits = { readonly [Name in Exclude<keyof typeof STRANGERS, 'maxMessageBytes'>]: number };

/** First byte of a TLS record of the handshake, and the length of a record's header (RFC 8446, section 5.1). */
const HANDSHAKE = 22;
const RECORD_HEADER = 5;
/** Longest plaintext of a record. */
const LONGEST_RECORD = 2 ** 14;

/**
 * Stands before a server that demands certificates, and leads connections that ask for the strangers' service to another one.
 *
 * What it reads of a greeting decides only between two servers, of which the first demands a certificate as ever and the second
 * serves nothing but what strangers may call: a greeting that is misread, or lies, opens nothing.
 *
 * @param server the TLS server that listens; its own way of taking connections stays for all others
 * @param lead takes a connection of a stranger
 * @param limits what all strangers together may cost
 */
export function openStrangerDoor(server: EventEmitter, lead: (socket: Socket) => void, limits: StrangerLimits = STRANGERS): void {
  const take = server.listeners('connection') as ((this: EventEmitter, socket: Socket) => void)[];
  server.removeAllListeners('connection');
  const door = new Door(lead, limits);
  server.on('connection', (socket: Socket) => {
    void greetingOf(socket, limits.greetingMs).then((greeting) => {
      if (greeting === undefined) return socket.destroy();
      // The server reads it again, from the beginning.
      socket.unshift(greeting);
      if (greeting.includes(MARK)) return door.admit(socket);
      for (const listener of take) listener.call(server, socket);
    });
  });
}

/** Bounds what strangers may cost, all together: they come without a name, and an address is none. */
class Door {
  readonly #lead: (socket: Socket) => void;
  readonly #limits: StrangerLimits;
  #open = 0;
  /** How many have come lately. */
  #recent = 0;

  constructor(lead: (socket: Socket) => void, limits: StrangerLimits) {
    this.#lead = lead;
    this.#limits = limits;
  }

  admit(socket: Socket): void {
    const { atOnce, most, perMs, longestMs } = this.#limits;
    if (this.#open >= atOnce || this.#recent >= most) {
      socket.destroy();
      return;
    }
    this.#open++;
    this.#recent++;
    const late = setTimeout(() => socket.destroy(), longestMs);
    setTimeout(() => this.#recent--, perMs).unref();
    socket.once('close', () => {
      clearTimeout(late);
      this.#open--;
    });
    this.#lead(socket);
  }
}

/** The first TLS record of a connection, whole; or what there is of something that is none. `undefined` when it does not come in time. */
function greetingOf(socket: Socket, longestMs: number): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    let read = Buffer.alloc(0);
    const done = (greeting: Buffer | undefined): void => {
      clearTimeout(late);
      socket.off('readable', more);
      socket.off('close', gone);
      socket.off('error', gone);
      resolve(greeting);
    };
    const gone = (): void => done(undefined);
    const more = (): void => {
      for (let piece: Buffer | null; (piece = socket.read() as Buffer | null) !== null; ) read = Buffer.concat([read, piece]);
      if (read.length > 0 && isWhole(read)) done(read);
    };
    const late = setTimeout(gone, longestMs);
    socket.on('readable', more);
    socket.once('close', gone);
    socket.once('error', gone);
  });
}

function isWhole(bytes: Buffer): boolean {
  if (bytes[0] !== HANDSHAKE) return true;
  if (bytes.length < RECORD_HEADER) return false;
  const length = bytes.readUInt16BE(3);
  return length > LONGEST_RECORD || bytes.length >= RECORD_HEADER + length;
}
