import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Coordinator } from '@consilium/coordinator';
import { secureRandom, systemClock } from '@consilium/core';
import { createLogger } from '@consilium/host';
import { type CompiledPlan, parsePlan } from '@consilium/plan';
import { researchService, siteService } from '@consilium/proto';
import { type Client, connectInMemory, openGrpcChannel, startGrpcServer, type TlsIdentity } from '@consilium/transport';
import {
  coordinatorIdentityCheck,
  createAuthority,
  generateKeyPair,
  type IdentityKind,
  issueCertificate,
} from '@consilium/trust';

/** How coordinator and sites talk. */
export type Wire = 'grpc' | 'memory';

/** A real coordinator and the clients of its sites. */
export interface RoundConsortium {
  readonly research: Client<typeof researchService>;
  readonly sites: readonly Client<typeof siteService>[];
  close(): Promise<void>;
}

const NAME = 'bench';

/** Certificates live as long as a benchmark. */
const VALIDITY_DAYS = 1;

/** A plan for so many sites, whose model has `27 (inputs + 2) + 1` parameters; nobody evaluates but after the last round. */
export function benchmarkPlan(sites: number, rounds: number, inputs: number): CompiledPlan {
  const features = Array.from({ length: inputs }, (_, i) => [`x${i}`, { kind: 'number', unit: '1', range: [0, 1] }]);
  return parsePlan(
    JSON.stringify({
      version: 1,
      study: 'bench',
      title: 'Benchmark of rounds',
      sites: Object.fromEntries(Array.from({ length: sites }, (_, i) => [siteId(i), {}])),
      data: {
        patientId: 'id',
        target: { kind: 'binary', column: 'y', positive: ['1'], negative: ['0'] },
        features: Object.fromEntries(features),
        missing: { codes: [''], rule: 'drop-row' },
      },
      model: {
        layers: [
          { type: 'dense', units: 27, activation: 'relu' },
          { type: 'dense', units: 1, activation: 'sigmoid' },
        ],
      },
      training: { loss: 'binary-crossentropy', localEpochs: 1, optimizer: { kind: 'sgd', learningRate: 0.1 } },
      privacy: { mechanism: 'dp-fedavg', clip: 1, target: { epsilon: 1, delta: 1e-3 } },
      rounds,
      quorum: { sites, attempts: 1, deadlineSeconds: 600 },
      evaluation: { every: rounds },
    }),
    'benchmark plan',
  );
}

/** Identifier of site number `i`. */
export function siteId(i: number): string {
  return `site-${i}`;
}

/** Opens a coordinator in a temporary folder and connects its sites over real mutual TLS or in memory. */
export async function openRoundConsortium(wire: Wire, siteCount: number): Promise<RoundConsortium> {
  const folder = mkdtempSync(join(tmpdir(), 'consilium-bench-'));
  const [authorityKey, memberKey] = await Promise.all([generateKeyPair(), generateKeyPair()]);
  const authority = createAuthority({ consortium: NAME, clock: systemClock, keyPair: authorityKey });
  // One key serves all members: making ten would take longer than the benchmark, and handshakes are not what it measures.
  const member = (kind: IdentityKind, id: string): TlsIdentity => ({
    certificatePem: issueCertificate(authority, {
      publicKeyPem: memberKey.publicKeyPem,
      identity: { consortium: NAME, kind, id },
      ...(kind === 'coordinator' ? { hosts: ['127.0.0.1', 'localhost'] } : {}),
      validityDays: VALIDITY_DAYS,
      clock: systemClock,
    }),
    privateKeyPem: memberKey.privateKeyPem,
    authorityPem: authority.certificatePem,
  });
  const coordinator = await Coordinator.open({
    folder,
    consortium: NAME,
    random: secureRandom(),
    log: createLogger({ component: 'coordinator', level: 'warn' }),
    version: 'bench',
  });
  const sites = Array.from({ length: siteCount }, (_, i) => member('site', siteId(i)));
  for (let i = 0; i < siteCount; i++) await coordinator.sites.register(siteId(i));
  const user = member('user', 'bench');
  const closeStore = async (): Promise<void> => {
    await coordinator.close();
    rmSync(folder, { recursive: true, force: true });
  };
  if (wire === 'memory') {
    const der = (identity: TlsIdentity): Uint8Array => new X509Certificate(identity.certificatePem).raw;
    return {
      research: connectInMemory(researchService, coordinator.bindings, der(user)),
      sites: sites.map((identity) => connectInMemory(siteService, coordinator.bindings, der(identity))),
      close: closeStore,
    };
  }
  const server = await startGrpcServer({
    identity: member('coordinator', 'coordinator'),
    port: 0,
    bindings: coordinator.bindings,
  });
  const channels = [user, ...sites].map((identity) =>
    openGrpcChannel({ identity, address: `127.0.0.1:${server.port}`, checkServer: coordinatorIdentityCheck(NAME) }),
  );
  const [researchChannel, ...siteChannels] = channels;
  if (researchChannel === undefined) throw new RangeError('the user has a channel');
  return {
    research: researchChannel.client(researchService),
    sites: siteChannels.map((channel) => channel.client(siteService)),
    async close() {
      for (const channel of channels) channel.close();
      await server.stop();
      await closeStore();
    },
  };
}
