import type { Socket } from 'node:net';
import { type Address, formatAddress } from './address.ts';
import { inTime, notConnected } from './connecting.ts';
import type { Proxy } from './route.ts';

/** Longest head of an answer. A proxy's page about its refusal comes after it and is not read. */
const MAX_HEAD = 16 * 1024;

const END_OF_HEAD = Buffer.from('\r\n\r\n');

/**
 * Asks a proxy to connect us to an address. When it has, what passes through the socket is between us and that address.
 *
 * @param socket connected to the proxy; destroyed when it does not connect us
 * @throws ConsiliumError `PROXY_REFUSED` in words that tell a wrong password from a rule, `UNREACHABLE` when the proxy itself cannot get there
 */
export async function openTunnel(socket: Socket, proxy: Proxy, address: Address): Promise<void> {
  const target = formatAddress(address);
  const name = `the proxy ${formatAddress(proxy.address)}`;
  const silent = (): ReturnType<typeof refused> =>
    refused(
      `${name} accepts the connection, but does not answer`,
      'Check that this address is that of an HTTP proxy, and ask who runs it.',
    );
  try {
    const answer = headOf(socket, name);
    socket.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n${authorization(proxy)}\r\n`);
    judge(await inTime(answer, silent), name, target, proxy.credentials !== undefined);
  } catch (error) {
    socket.on('error', () => {});
    socket.destroy();
    throw error;
  }
}

function authorization({ credentials }: Proxy): string {
  if (credentials === undefined) return '';
  return `Proxy-Authorization: Basic ${Buffer.from(`${credentials.user}:${credentials.password}`, 'utf8').toString('base64')}\r\n`;
}

/** The status line of the answer; what came after its head stays in the socket. */
function headOf(socket: Socket, name: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let head: Buffer = Buffer.alloc(0);
    const release = (): void => {
      socket.off('readable', read);
      socket.off('close', closed);
      socket.off('error', closed);
    };
    const fail = (what: string): void => {
      release();
      reject(refused(`${name} ${what}`, 'Check that this address is that of an HTTP proxy, and ask who runs it.'));
    };
    const closed = (): void => fail('closed the connection without an answer');
    const read = (): void => {
      for (let piece = socket.read() as Buffer | null; piece !== null; piece = socket.read() as Buffer | null) {
        head = Buffer.concat([head, piece]);
        const end = head.indexOf(END_OF_HEAD);
        if (end < 0 && head.length <= MAX_HEAD) continue;
        const [status = ''] = head.subarray(0, Math.max(end, 0)).toString('latin1').split('\r\n');
        if (!/^HTTP\/1\.[01] \d{3}(?: |$)/.test(status)) return fail('does not speak HTTP');
        release();
        const rest = head.subarray(end + END_OF_HEAD.length);
        if (rest.length > 0) socket.unshift(rest);
        return resolve(status);
      }
    };
    socket.on('readable', read);
    socket.once('close', closed);
    socket.once('error', closed);
  });
}

function judge(statusLine: string, name: string, target: string, authorised: boolean): void {
  const status = Number(statusLine.slice(9, 12));
  if (status >= 200 && status < 300) return;
  // Only the number: the words behind it are of somebody who may write anything.
  const answer = `(HTTP ${status})`;
  if (status === 407 || status === 401) {
    const what = authorised ? 'refuses our user or password' : 'asks for a user and a password';
    throw refused(
      `${name} ${what} ${answer}`,
      'Set them with "consilium-site proxy <url> --user <name> --password-file <file>", or in the URL of HTTPS_PROXY.',
    );
  }
  if (status >= 500) {
    const advice = `The proxy answers, but gets no connection itself: check the address, and that it may reach ${target}.`;
    throw notConnected('proxy', { code: 'UNREACHABLE', message: `${name} cannot reach ${target} ${answer}`, advice });
  }
  throw refused(
    `${name} does not let us through to ${target} ${answer}`,
    `Ask who runs the proxy to allow CONNECT to ${target}, without looking into TLS.`,
  );
}

function refused(message: string, advice: string): ReturnType<typeof notConnected<'PROXY_REFUSED'>> {
  return notConnected('proxy', { code: 'PROXY_REFUSED', message, advice });
}
