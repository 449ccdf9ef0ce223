import { ConsiliumError } from '@consilium/core';
import type { Logger } from '@consilium/host';
import { startTokenServer, type TlsIdentity, type TokenServer } from '@consilium/transport';
import type { Coordinator } from '../coordinator.ts';
import type { ProviderSettings } from '../oidc/provider-settings.ts';

/**
 * Opens the port where people call with tokens. It is not the one that hospitals dial, which goes on to demand a certificate of everybody: who
 * has none reaches another server, which serves another service, and can be given another network.
 *
 * @param identity with the one authority that issued it, which is shown too
 * @returns `undefined` where there is no provider
 * @throws ConsiliumError `UNREACHABLE` when the port cannot be had
 */
export async function openPeopleDoor(
  provider: ProviderSettings | undefined,
  coordinator: Pick<Coordinator, 'people' | 'proveToken' | 'noteHandshake'>,
  identity: TlsIdentity,
  log: Logger,
): Promise<TokenServer | undefined> {
  const { people: bindings, proveToken: prove } = coordinator;
  if (provider === undefined) return undefined;
  if (prove === undefined) throw new ConsiliumError({ code: 'INTERNAL', message: 'the coordinator proves no tokens' });
  return await startTokenServer({
    identity,
    host: provider.listen,
    port: provider.port,
    bindings,
    prove,
    onFailedHandshake: (address) => coordinator.noteHandshake(address),
    onInternalError: (method, error) => log.error({ method, err: error }, 'a call with a token failed'),
  });
}
