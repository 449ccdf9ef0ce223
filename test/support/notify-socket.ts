import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** Receives datagrams of a Unix socket, as systemd does, and prints each as a line of JSON. */
const RECEIVER = `
import json, socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
print(json.dumps([]), flush=True)
while True:
    print(json.dumps(s.recv(65536).decode().splitlines()), flush=True)
`;

/** Why nothing can be told to a service manager here, or nothing. */
export function withoutNotify(): string | undefined {
  const missing = ['systemd-notify', 'python3'].filter((command) => spawnSync(command, ['--version']).status !== 0);
  return missing.length === 0 ? undefined : `there is no ${missing.join(' and no ')} here`;
}

/** What stands in the place of systemd: a socket, and what came to it. */
export interface NotifySocket {
  /** For the environment of a service. */
  readonly env: { readonly NOTIFY_SOCKET: string };
  /** Each message, which is several assignments. */
  readonly messages: readonly (readonly string[])[];
  close(): void;
}

/** Listens at a path. */
export async function notifySocket(path: string): Promise<NotifySocket> {
  const receiver = spawn('python3', ['-c', RECEIVER, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  const messages: (readonly string[])[] = [];
  const lines = createInterface({ input: receiver.stdout });
  await once(lines, 'line');
  lines.on('line', (line) => {
    const message = JSON.parse(line) as readonly string[];
    // By this systemd-notify knows that what it said before was taken.
    if (!message.includes('BARRIER=1')) messages.push(message);
  });
  return { env: { NOTIFY_SOCKET: path }, messages, close: () => void receiver.kill() };
}
