import { type Clock, ConsiliumError, sha256Hex } from '@consilium/core';
import { isApprovalSigned, parseManifest } from '@consilium/model';
import type { CoordinatorEvent } from '@consilium/transparency';
import { publicKeyFingerprint } from '@consilium/trust';
import { type Caller, personActor } from '../audit/actors.ts';
import type { AuditTrail } from '../audit/audit-trail.ts';
import { isLive } from '../rounds/run-state.ts';
import type { Database } from '../store/database.ts';
import type { RunStore } from '../store/run-store.ts';
import { approvalOf, type ModelVersion, type ModelWish, step } from './model-life.ts';
import { putVersion, versionOf, versionsOf } from './model-store.ts';

const NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;
/** Longest text that the audit log takes. */
const MOST_CHARACTERS = 1000;
/** Longer texts are no manifest. */
const MOST_MANIFEST_BYTES = 1024 * 1024;

/** What {@link Models} works with. */
export interface ModelsContext {
  readonly database: Database;
  readonly store: RunStore;
  readonly clock: Pick<Clock, 'now'>;
  readonly audit: AuditTrail;
  /** Whether this coordinator rehearses, so that none of its models is for anybody. */
  readonly rehearsal: boolean;
}

/** What people decide about versions of models. */
export class Models {
  readonly #context: ModelsContext;

  constructor(context: ModelsContext) {
    this.#context = context;
  }

  /** All versions of a name, or of every name where it is empty. @throws ConsiliumError `MODEL_UNKNOWN` for a name without any */
  async list(name: string): Promise<readonly ModelVersion[]> {
    const found = await versionsOf(this.#context.database.query, name === '' ? undefined : name);
    if (name !== '' && found.length === 0)
      throw new ConsiliumError({ code: 'MODEL_UNKNOWN', message: `there is no model ${JSON.stringify(name)}` });
    return found;
  }

  /**
   * Makes the dossier of the model of a run a version of a named model. The same dossier under the same name is the same version.
   *
   * @param manifest content of the dossier's `manifest.json`; its hash is the address of the dossier
   * @throws ConsiliumError `PARAMETER_INVALID`, `DOSSIER_ALTERED` for no manifest, `REHEARSAL_ONLY`, `RUN_UNKNOWN`, `MODEL_STATE` where the run goes on or
   * has made another model
   */
  async register(name: string, manifest: Uint8Array, by: Caller): Promise<ModelVersion> {
    const { database, store, clock, audit, rehearsal } = this.#context;
    if (!NAME.test(name)) throw invalid('name', 'the name of a model has small letters, digits and hyphens, at most 63');
    if (manifest.length > MOST_MANIFEST_BYTES) throw invalid('manifest', 'a manifest has at most 1 MiB');
    const { model, plan, run: runName, rehearsal: rehearsed, missing } = parseManifest(manifest);
    const refuse = (): never => {
      throw new ConsiliumError({ code: 'REHEARSAL_ONLY', message: 'the model of a rehearsal is no version of anything' });
    };
    if (rehearsal || rehearsed || runName === null) return refuse();
    const run = await store.run(runName);
    // Whatever its dossier says, and however this coordinator was started since.
    if (run.rehearsal === true) return refuse();
    const { state } = run;
    if (isLive(state)) throw new ConsiliumError({ code: 'MODEL_STATE', message: `the run ${runName} goes on` });
    if (run.modelHash !== model || run.planHash !== plan)
      throw new ConsiliumError({ code: 'MODEL_STATE', message: `the dossier is not of the model that ${runName} has made` });
    const dossier = sha256Hex(manifest);
    const nowMs = clock.now();
    const actor = personActor(by);
    return await database.transaction('register a model', async (tx) => {
      const known = await versionsOf(tx, name);
      const same = known.find((one) => one.dossier === dossier);
      if (same !== undefined) return same;
      const version: ModelVersion = {
        name,
        version: (known.at(-1)?.version ?? 0) + 1,
        dossier,
        model,
        plan,
        run: runName,
        runBy: [...new Set(run.decisions.map(({ user }) => user))],
        outcome: state.t,
        missing: missing.map(({ part }) => part),
        acts: [{ t: 'registered', user: actor.actor, atMs: nowMs }],
      };
      const of = { name, version: version.version, dossier };
      await audit.record(tx, [{ by: actor, event: { event: 'model.registered', ...of, model, plan, run: runName } }]);
      await putVersion(tx, version);
      return version;
    });
  }

  /**
   * Writes down what somebody does about a version; see {@link step}.
   *
   * @throws ConsiliumError `MODEL_UNKNOWN`, `APPROVAL_REFUSED` for a signature that is not of the caller's own key, and what {@link step} throws
   */
  async decide(name: string, number: number, wish: ModelWish, by: Caller): Promise<ModelVersion> {
    const { database, clock, audit } = this.#context;
    requireTexts(wish);
    const nowMs = clock.now();
    const actor = personActor(by);
    return await database.transaction('decide about a model', async (tx) => {
      const before = await versionOf(tx, name, number);
      const after = step(before, wish, actor.actor, nowMs);
      if (wish.t === 'approved') requireSigned(before, wish, by);
      await audit.record(tx, [{ by: actor, event: eventOf(before, wish) }]);
      await putVersion(tx, after);
      return after;
    });
  }
}

/** An approval is signed by the very key with which its author calls: the coordinator cannot make one up. */
function requireSigned(version: ModelVersion, wish: Extract<ModelWish, { t: 'approved' }>, by: Caller): void {
  if (by.key === undefined)
    throw refused('an approval is signed with a key of your own, which a login does not have: approve with a certificate');
  if (wish.publicKeyPem.includes('PRIVATE KEY'))
    throw refused('a secret key was sent where the public one belongs: make a new key');
  const approval = approvalOf(version, wish.untilMs);
  let signed = false;
  try {
    signed =
      approval !== undefined &&
      publicKeyFingerprint(wish.publicKeyPem) === by.key &&
      isApprovalSigned(approval, wish.publicKeyPem, Buffer.from(wish.signature, 'base64'));
  } catch (cause) {
    throw refused('the approval is not signed with the key with which you call', cause);
  }
  if (!signed) throw refused('the approval is not signed with the key with which you call, or is of something else');
}

function eventOf({ name, version, dossier }: ModelVersion, wish: ModelWish): CoordinatorEvent {
  const of = { name, version, dossier };
  switch (wish.t) {
    case 'proposed':
      return { event: 'model.proposed', ...of, use: wish.use, risk: wish.risk };
    case 'approved': {
      const { untilMs, signature, reason } = wish;
      const until = new Date(untilMs).toISOString();
      return { event: 'model.approved', ...of, until, signature: sha256Hex(Buffer.from(signature, 'base64')), reason };
    }
    case 'rejected':
      return { event: 'model.rejected', ...of, reason: wish.reason };
    case 'withdrawn':
      return { event: 'model.withdrawn', ...of, reason: wish.reason };
  }
}

function requireTexts(wish: ModelWish): void {
  const [field, text] = wish.t === 'proposed' ? ['use', wish.use] : ['reason', wish.reason];
  if (text === '' || text.length > MOST_CHARACTERS) throw invalid(field, `${field} has 1 to ${MOST_CHARACTERS} characters`);
}

function invalid(field: string, message: string): ConsiliumError<'PARAMETER_INVALID'> {
  return new ConsiliumError({ code: 'PARAMETER_INVALID', message, details: { field } });
}

function refused(message: string, cause?: unknown): ConsiliumError<'APPROVAL_REFUSED'> {
  return new ConsiliumError({ code: 'APPROVAL_REFUSED', message, ...(cause === undefined ? {} : { cause }) });
}
