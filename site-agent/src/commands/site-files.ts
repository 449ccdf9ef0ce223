import { join } from 'node:path';
import { ConsiliumError, secureRandom, systemClock } from '@consilium/core';
import { parseJson, readFileIfPresent, writeFileDurably } from '@consilium/host';
import { type Collector, collectorSchema } from '@consilium/shipping';
import { z } from 'zod';
import type { SiteEvent } from '@consilium/transparency';
import { type AuditLogOptions, recordDecision } from '../audit/index.ts';
import { LedgerMarks, witnessMarks } from './ledger-marks.ts';

/** How this site gets to the coordinator: past every proxy, or through one. */
const proxySchema = z.union([
  z.literal('none'),
  z.strictObject({
    url: z.string(),
    user: z.string().optional(),
    /** File with the password, this user's alone. */
    passwordFile: z.string().optional(),
    /** What is dialled directly, as in NO_PROXY. */
    except: z.string().optional(),
  }),
]);

const configSchema = z.strictObject({
  site: z.string(),
  consortium: z.string(),
  address: z.string(),
  /** SHA-256 of the secret of the invitation by which it joined last, hex. */
  joinedBy: z.string().optional(),
  /** Absent: what the environment says. */
  proxy: proxySchema.optional(),
  /** Folder of the witness, on another volume. Absent: there is none. */
  witness: z.string().optional(),
  /** Where the agent ships its audit log. Absent: nowhere. */
  collector: collectorSchema.optional(),
});

/** What `consilium-site init` or `consilium-site join` was given, and what was set since. */
export type SiteConfig = z.output<typeof configSchema>;

/** What `site.json` says of a proxy. */
export type ProxyConfig = z.output<typeof proxySchema>;

/**
 * The folder of one site, and what lies where in it. What is known of sources and plans has {@link import('./site-folder.ts').SiteFolder}:
 * it takes long to load, and commands that only look need not wait for it.
 */
export class SiteFiles {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** Whether it holds a site. */
  exists(): boolean {
    return readFileIfPresent(this.configPath) !== undefined;
  }

  get configPath(): string {
    return join(this.path, 'site.json');
  }
  /** The hospital's policy file. */
  get policyPath(): string {
    return join(this.path, 'policy.yaml');
  }
  /** State of the agent: ledgers, sealed updates, catalogue, approvals. */
  get statePath(): string {
    return join(this.path, 'state');
  }
  /** The FHIR servers of the hospital, as it describes them. */
  get fhirServersPath(): string {
    return join(this.path, 'fhir-servers.yaml');
  }
  get ledgerPath(): string {
    return join(this.statePath, 'ledger');
  }
  /** Socket on which a running agent tells where it stands. */
  get standingPath(): string {
    return join(this.statePath, 'agent.sock');
  }
  get auditPath(): string {
    return join(this.statePath, 'audit');
  }
  /** Key and certificate. */
  get identityPath(): string {
    return join(this.path, 'identity');
  }
  /** Key whose certificate has not arrived yet. */
  get pendingKeyPath(): string {
    return join(this.path, 'pending-key.pem');
  }

  /** @throws ConsiliumError `CONFIG_INVALID` when the folder holds no site */
  config(): SiteConfig {
    const content = readFileIfPresent(this.configPath);
    if (content === undefined)
      throw new ConsiliumError({
        code: 'CONFIG_INVALID',
        message: `${this.path} holds no site: run "consilium-site join" or "consilium-site init" first`,
      });
    return readConfig(content, this.configPath);
  }

  /** Writes who the site is; what was set since stays. */
  writeConfig(config: Omit<SiteConfig, 'proxy' | 'witness' | 'collector'>): void {
    const { proxy, witness, collector } = this.exists() ? this.config() : {};
    this.#write({
      ...config,
      ...(proxy === undefined ? {} : { proxy }),
      ...(witness === undefined ? {} : { witness }),
      ...(collector === undefined ? {} : { collector }),
    });
  }

  /** Writes how the site gets to the coordinator. @param proxy `undefined`: as the environment says */
  writeProxy(proxy: ProxyConfig | undefined): void {
    const { proxy: _before, ...rest } = this.config();
    this.#write(proxy === undefined ? rest : { ...rest, proxy });
  }

  /** Writes where the witness is. @param witness `undefined`: there is none */
  writeWitness(witness: string | undefined): void {
    const { witness: _before, ...rest } = this.config();
    this.#write(witness === undefined ? rest : { ...rest, witness });
  }

  /** Writes where the audit log is shipped. @param collector `undefined`: nowhere */
  writeCollector(collector: Collector | undefined): void {
    const { collector: _before, ...rest } = this.config();
    this.#write(collector === undefined ? rest : { ...rest, collector });
  }

  #write(config: SiteConfig): void {
    writeFileDurably(this.configPath, `${JSON.stringify(config, null, 2)}\n`);
  }

  /** The file with the password of the proxy, where there is one. @throws ConsiliumError `CONFIG_INVALID` when the folder holds no site */
  proxySecrets(): readonly string[] {
    const { proxy } = this.config();
    return proxy === undefined || proxy === 'none' || proxy.passwordFile === undefined ? [] : [proxy.passwordFile];
  }

  /** How the audit log of this site is opened. @throws ConsiliumError `CONFIG_INVALID` when the folder holds no site */
  auditOptions(): AuditLogOptions {
    const { site, consortium } = this.config();
    return {
      folder: this.auditPath,
      origin: `consilium/${consortium}/${site}`,
      clock: systemClock,
      random: secureRandom(),
    };
  }

  /** Writes down what a person decided; called before it takes effect. @throws ConsiliumError as {@link recordDecision} */
  record(who: string, event: SiteEvent): void {
    recordDecision(this.auditOptions(), who, event);
  }

  /** What this site remembers of its ledgers, outside the state folder. */
  ledgerMarks(): LedgerMarks {
    return new LedgerMarks(join(this.path, 'ledgers.json'));
  }

  /** What is remembered of them on another volume, at each charge; `undefined` where no witness was set. @throws ConsiliumError `CONFIG_INVALID` */
  witness(): LedgerMarks | undefined {
    if (!this.exists()) return undefined;
    const { site, witness } = this.config();
    return witness === undefined ? undefined : witnessMarks(witness, site);
  }
}

/** Reads `site.json`. @throws ConsiliumError `CONFIG_INVALID` */
export function readConfig(content: Buffer, name: string): SiteConfig {
  return parseJson(content.toString('utf8'), configSchema, name, 'CONFIG_INVALID').value;
}
