import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Coordinator } from '@consilium/coordinator';
import { secureRandom } from '@consilium/core';
import { createLogger } from '@consilium/host';
import { signingKey } from '@consilium/secure-sum';
import { type GrpcServer, startGrpcServer, type TlsIdentity } from '@consilium/transport';
import { answerAs, Child, useOfProcess } from './child.ts';

/** What the process of a coordinator can be asked. */
export type CoordinatorQuestion =
  | {
      readonly t: 'open';
      readonly consortium: string;
      readonly identity: TlsIdentity;
      readonly sites: readonly { readonly id: string; readonly key: string }[];
    }
  | { readonly t: 'use' }
  | { readonly t: 'close' };

const ROLE = 'coordinator';

/**
 * A real coordinator in a process of its own: mutual TLS, a SQLite file and a blob folder on disk, an audit log that is signed. Left out are invitations (every
 * site is registered at the start) and the watch over certificates.
 */
export function startCoordinator(): Child<CoordinatorQuestion> {
  return new Child(fileURLToPath(import.meta.url), ROLE);
}

class Serving {
  readonly #folder: string = mkdtempSync(join(tmpdir(), 'consilium-bench-'));
  #coordinator: Coordinator | undefined;
  #server: GrpcServer | undefined;

  async answer(question: CoordinatorQuestion): Promise<unknown> {
    switch (question.t) {
      case 'open':
        return await this.#open(question);
      case 'use':
        return useOfProcess();
      case 'close':
        await this.#server?.stop();
        await this.#coordinator?.close();
        rmSync(this.#folder, { recursive: true, force: true });
        return undefined;
    }
  }

  /** @returns the port */
  async #open({ consortium, identity, sites }: Extract<CoordinatorQuestion, { t: 'open' }>): Promise<number> {
    const random = secureRandom();
    const seed = new Uint8Array(32);
    random.fill(seed);
    const { publicKey, secret } = signingKey(seed);
    const verifier = { name: `consilium/${consortium}/coordinator`, publicKey };
    this.#coordinator = await Coordinator.open({
      folder: this.#folder,
      consortium,
      random,
      log: createLogger({ component: 'coordinator', level: 'warn' }),
      version: 'bench',
      signer: { verifier, privateKey: secret, used: false, remember: () => {} },
    });
    for (const { id, key } of sites) await this.#coordinator.sites.register(id, key);
    const { bindings, strangers } = this.#coordinator;
    this.#server = await startGrpcServer({ identity, port: 0, bindings, strangers });
    return this.#server.port;
  }
}

let serving: Serving | undefined;
answerAs<CoordinatorQuestion>(ROLE, async (question) => {
  serving ??= new Serving();
  return await serving.answer(question);
});
