import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, ConsiliumError, fromUnknown, isConsiliumError } from '@consilium/core';
import { makePrivateFolder, readOwnFile, writeFileDurably } from '@consilium/host';
import { z } from 'zod';
import { type Rights, rightsSchema } from './rights.ts';

const PLAN_HASH = /^[0-9a-f]{64}$/;

const common = {
  /** Who decided: as they named themselves, else the account that ran the command. */
  by: z.string().min(1).max(200),
  timeMs: z.int().min(0),
  reason: z.string().max(1000).optional(),
};

const decisionSchema = z.discriminatedUnion('decision', [
  z.strictObject({ ...common, decision: z.literal('approved'), rights: rightsSchema }),
  z.strictObject({ ...common, decision: z.literal('refused') }),
]);

const recordSchema = z.strictObject({
  planHash: z.string().regex(PLAN_HASH),
  study: z.string().min(1).max(200),
  /** Oldest first; the last one holds. */
  decisions: z.array(decisionSchema).min(1),
});

/** One decision about a plan. */
export type PlanDecision = z.output<typeof decisionSchema>;

/** Everything that was ever decided about one plan; the last decision holds. */
export type PlanRecord = z.output<typeof recordSchema>;

/** What is decided about a plan. */
export type DecisionInit = {
  readonly planHash: string;
  readonly study: string;
  readonly by: string;
  readonly reason?: string | undefined;
} & ({ readonly decision: 'approved'; readonly rights: Rights } | { readonly decision: 'refused' });

/**
 * Which plans the hospital approved, with which rights, or refused: `<state>/plans/<plan hash>.json`, written by commands and never by hand. One
 * file a plan, so that a command and the running agent need not know of each other; read again each time, so that a refusal
 * works on the next task.
 */
export class PlanApprovals {
  readonly #folder: string;
  readonly #clock: Pick<Clock, 'now'>;

  /** @param stateFolder the agent's state folder; `plans/` is made when first needed */
  constructor(stateFolder: string, clock: Pick<Clock, 'now'>) {
    this.#folder = join(stateFolder, 'plans');
    this.#clock = clock;
  }

  /** Writes a decision down, durably, after those before it. @throws ConsiliumError `PARAMETER_INVALID`, `CONFIG_INVALID`, `DISK_FULL` */
  decide(init: DecisionInit): PlanRecord {
    const before = this.find(init.planHash);
    if (before !== undefined && before.study !== init.study) {
      throw parameterInvalid('study', `the plan ${init.planHash} belongs to study ${before.study}, not ${init.study}`);
    }
    const decision = {
      decision: init.decision,
      ...(init.decision === 'approved' ? { rights: init.rights } : {}),
      by: init.by,
      timeMs: Math.trunc(this.#clock.now()),
      ...(init.reason === undefined ? {} : { reason: init.reason }),
    };
    const record = recordSchema.safeParse({
      planHash: init.planHash,
      study: init.study,
      decisions: [...(before?.decisions ?? []), decision],
    });
    if (!record.success) {
      const [issue] = record.error.issues;
      throw parameterInvalid(String(issue?.path.at(-1)), `${String(issue?.path.at(-1))}: ${issue?.message}`);
    }
    const path = this.#path(init.planHash);
    try {
      makePrivateFolder(this.#folder);
      writeFileDurably(path, `${JSON.stringify(record.data, null, 2)}\n`);
    } catch (error) {
      throw fromUnknown(error, path);
    }
    return record.data;
  }

  /** What was decided about a plan, if anything. @throws ConsiliumError `PARAMETER_INVALID`, `CONFIG_INVALID`, `FILE_UNSAFE` */
  find(planHash: string): PlanRecord | undefined {
    const path = this.#path(checked(planHash));
    let record: unknown;
    try {
      const content = readOwnFile(path);
      if (content === undefined) return undefined;
      record = JSON.parse(content.toString('utf8'));
    } catch (error) {
      throw isConsiliumError(error) ? error : damaged(path, error);
    }
    const parsed = recordSchema.safeParse(record);
    // Under the name of one plan the approval of another must not pass.
    if (!parsed.success || parsed.data.planHash !== planHash) throw damaged(path, parsed.error);
    return parsed.data;
  }

  /** Keeps the text of a plan, by which a later version is compared with it. @param json its canonical JSON */
  keepPlan(planHash: string, json: string): void {
    const path = join(this.#folder, `${checked(planHash)}.study.json`);
    try {
      makePrivateFolder(this.#folder);
      writeFileDurably(path, json);
    } catch (error) {
      throw fromUnknown(error, path);
    }
  }

  /** The canonical JSON of a plan, if it was kept. @throws ConsiliumError `FILE_UNSAFE`, `FILE_UNREADABLE` */
  planOf(planHash: string): string | undefined {
    return readOwnFile(join(this.#folder, `${checked(planHash)}.study.json`))?.toString('utf8');
  }

  /** The decision that holds. */
  decisionOn(planHash: string): PlanDecision | undefined {
    return this.find(planHash)?.decisions.at(-1);
  }

  /** All plans that something was decided about, newest decision first. */
  list(): readonly PlanRecord[] {
    let names: readonly string[];
    try {
      names = readdirSync(this.#folder);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw fromUnknown(error, this.#folder);
    }
    return names
      .filter((name) => PLAN_HASH.test(name.slice(0, -'.json'.length)) && name.endsWith('.json'))
      .flatMap((name) => this.find(name.slice(0, -'.json'.length)) ?? [])
      .sort((a, b) => lastTime(b) - lastTime(a));
  }

  #path(planHash: string): string {
    return join(this.#folder, `${planHash}.json`);
  }
}

/** Only what is a hash may become part of a file name. */
function checked(planHash: string): string {
  if (!PLAN_HASH.test(planHash)) throw parameterInvalid('planHash', 'planHash: expected 64 hex digits');
  return planHash;
}

function lastTime(record: PlanRecord): number {
  return record.decisions.at(-1)?.timeMs ?? 0;
}

function damaged(path: string, cause: unknown): ConsiliumError<'CONFIG_INVALID'> {
  return new ConsiliumError({
    code: 'CONFIG_INVALID',
    message: `${path} is damaged: delete it and decide about the plan again`,
    cause,
    details: { path },
  });
}

function parameterInvalid(field: string, message: string): ConsiliumError<'PARAMETER_INVALID'> {
  return new ConsiliumError({ code: 'PARAMETER_INVALID', message, details: { field } });
}
