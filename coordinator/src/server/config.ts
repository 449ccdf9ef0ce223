import { join } from 'node:path';
import { ConsiliumError } from '@consilium/core';
import { parseJson, readFileIfPresent } from '@consilium/host';
import { z } from 'zod';
import { providerSchema } from '../oidc/provider-settings.ts';

/** What `coordinator.json` holds. */
export const configSchema = z.strictObject({
  consortium: z.string(),
  /** Names and addresses under which the coordinator is dialled; the first one is given to members. */
  hosts: z.array(z.string()).min(1),
  port: z.number().int().min(0).max(65_535),
  /** Fingerprint of the key of the first operator, who is a user of the store from its first start on, until another operator decides otherwise. */
  operator: z.string().regex(/^[0-9a-f]{64}$/),
  /** The identity provider whose tokens people may call with; without it they show certificates. */
  oidc: providerSchema.optional(),
});

/** What `coordinator init` decided. */
export type CoordinatorConfig = z.output<typeof configSchema>;

/** What `coordinator init` decided, and what was decided since. */
export const CONFIG_FILE = 'coordinator.json';
/** Identity of the coordinator itself. */
export const IDENTITY_FOLDER = 'identity';
/** Reads the configuration of a coordinator's folder. @throws ConsiliumError `CONFIG_INVALID` */
export function readCoordinatorConfig(folder: string): CoordinatorConfig {
  const content = readFileIfPresent(join(folder, CONFIG_FILE));
  if (content === undefined)
    throw new ConsiliumError({
      code: 'CONFIG_INVALID',
      message: `${folder} holds no coordinator: run "consilium coordinator init" first`,
    });
  return readConfig(content, join(folder, CONFIG_FILE));
}

/** Reads `coordinator.json`. @throws ConsiliumError `CONFIG_INVALID` */
export function readConfig(content: Buffer, name: string): CoordinatorConfig {
  return parseJson(content.toString('utf8'), configSchema, name, 'CONFIG_INVALID').value;
}
