import { setTimeout as wait } from 'node:timers/promises';
import { isConsiliumError } from '@consilium/core';
import { type consilium, researchService } from '@consilium/proto';
import { isNotConnected, openGrpcChannel } from '@consilium/transport';
import { coordinatorIdentityCheck } from '@consilium/trust';
import type { Consortium } from './consortium.ts';

/** A run as the research service tells it. */
export type RunInfo = consilium.v1.RunInfo & consilium.v1.RunInfo.$Shape;

/** Wait before a coordinator that is away is called again. */
const RETRY_MS = 50;

/**
 * Watches a run to its end, across deaths of the coordinator.
 *
 * @param onChange told about every change that is seen; what it returns is waited for, so that a test can kill somebody there
 */
export async function watchToEnd(
  consortium: Consortium,
  run: string,
  onChange: (info: RunInfo) => void | Promise<void> = () => {},
): Promise<RunInfo> {
  const identity = consortium.identity('researcher');
  for (;;) {
    const channel = openGrpcChannel({
      identity,
      address: identity.address,
      checkServer: coordinatorIdentityCheck(identity.consortium),
    });
    try {
      for await (const info of channel.client(researchService).watchRun({ run })) {
        if (info.state !== 'running' && info.state !== 'paused') return info;
        await onChange(info);
      }
    } catch (error) {
      // On a starved machine even a stage of dialling may take its whole time.
      if (!isConsiliumError(error, 'UNREACHABLE') && !isNotConnected(error)) throw error;
    } finally {
      channel.close();
    }
    await wait(RETRY_MS);
  }
}
