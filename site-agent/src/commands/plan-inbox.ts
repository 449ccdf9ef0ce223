import { join } from 'node:path';
import { ConsiliumError, fromUnknown } from '@consilium/core';
import { makePrivateFolder, parseJson, readOwnFile, writeFileDurably } from '@consilium/host';
import { type CompiledPlan, planFromJson } from '@consilium/plan';
import { z } from 'zod';

const hashSchema = z.string().regex(/^[0-9a-f]{64}$/);
const shownSchema = z.strictObject({
  plans: z.array(z.strictObject({ study: z.string().min(1), planHash: hashSchema, shownMs: z.int().nonnegative() })),
});

/** Fewer digits of a hash are no name for a plan. */
const FEWEST_DIGITS = 8;

/** A plan that a person has seen here. */
export type ShownPlan = z.output<typeof shownSchema>['plans'][number];

/**
 * Plans of the coordinator that were shown at this hospital and not decided about yet. What is approved is the document as it was
 * shown: it is kept here, under its hash, whatever the coordinator says later.
 */
export class PlanInbox {
  readonly #folder: string;

  /** @param folder made when the first plan is kept */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Remembers that a plan was shown, in the place of an earlier version of its study. @throws ConsiliumError `DISK_FULL` */
  keep(plan: CompiledPlan, shownMs: number): void {
    const { study } = plan.document;
    try {
      makePrivateFolder(this.#folder);
      writeFileDurably(join(this.#folder, `${plan.hash}.json`), plan.json);
    } catch (error) {
      throw fromUnknown(error, this.#folder);
    }
    this.#write([
      ...this.#read().filter((shown) => shown.study !== study),
      { study, planHash: plan.hash, shownMs: Math.trunc(shownMs) },
    ]);
  }

  /**
   * The plan that was shown under a name, if it still waits.
   *
   * @param name the study, or the plan's hash or its beginning
   * @throws ConsiliumError `PLAN_HASH_MISMATCH` when the stored document is no longer the one that was shown, `CONFIG_INVALID`, `FILE_UNSAFE`
   */
  find(name: string): { readonly plan: CompiledPlan; readonly shownMs: number } | undefined {
    const shown = this.#read().find(({ study, planHash }) => isNameOf(name, { study, planHash }));
    if (shown === undefined) return undefined;
    const path = join(this.#folder, `${shown.planHash}.json`);
    const content = readOwnFile(path);
    if (content === undefined) throw damaged(`${path} is missing`);
    return { plan: planFromJson(content.toString('utf8'), shown.planHash), shownMs: shown.shownMs };
  }

  /** Forgets a plan that was decided about: its study's name means the newest version again. */
  decided(planHash: string): void {
    const plans = this.#read();
    if (plans.some((shown) => shown.planHash === planHash)) this.#write(plans.filter((shown) => shown.planHash !== planHash));
  }

  #read(): readonly ShownPlan[] {
    const path = this.#path();
    const content = readOwnFile(path);
    return content === undefined ? [] : parseJson(content.toString('utf8'), shownSchema, path, 'CONFIG_INVALID').value.plans;
  }

  #write(plans: readonly ShownPlan[]): void {
    const path = this.#path();
    try {
      writeFileDurably(path, `${JSON.stringify({ plans }, null, 2)}\n`);
    } catch (error) {
      throw fromUnknown(error, path);
    }
  }

  #path(): string {
    return join(this.#folder, 'shown.json');
  }
}

/** Whether a person who says `name` means this plan. */
export function isNameOf(name: string, { study, planHash }: { readonly study: string; readonly planHash: string }): boolean {
  return name === study || (name.length >= FEWEST_DIGITS && /^[0-9a-f]+$/.test(name) && planHash.startsWith(name));
}

function damaged(message: string): ConsiliumError<'CONFIG_INVALID'> {
  return new ConsiliumError({
    code: 'CONFIG_INVALID',
    message,
    advice: 'Show the plan again: consilium-site plan show <study>.',
  });
}
