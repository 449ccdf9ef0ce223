import type { Json } from '@consilium/core';
import { isApprovalSigned } from '@consilium/model';
import type { consilium } from '@consilium/proto';
import { publicKeyFingerprint } from '@consilium/trust';

type Info = consilium.v1.ModelVersionInfo.$Properties;

/** What a person has done about a version, for people and programs. */
export interface ActView {
  readonly action: string;
  readonly user: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly use?: string;
  readonly risk?: string;
  readonly reason?: string;
  readonly until?: string;
  /** Fingerprint of the key that has signed an approval; null where the signature does not hold. */
  readonly signedBy?: string | null;
  readonly [field: string]: Json | undefined;
}

/** A version with all that people have done about it, for programs. */
export interface ModelView {
  readonly name: string;
  readonly version: number;
  /** As the coordinator says it, save that nothing is `approved` for which no signature holds now: it is `unsigned` or `expired`. */
  readonly state: string;
  readonly dossier: string;
  readonly model: string;
  readonly plan: string;
  readonly run: string;
  readonly outcome: string;
  readonly missing: readonly string[];
  readonly acts: readonly ActView[];
  readonly [field: string]: Json | undefined | readonly ActView[];
}

/** Reads what a coordinator says of a version, and verifies it. @param nowMs by the clock of who reads, milliseconds since the Unix epoch */
export function modelView(info: Info, nowMs: number): ModelView {
  const { name, version, state, dossier, modelHash, planHash, run, outcome, missing, acts } = info;
  const seen = (acts ?? []).map((act) => actView(info, act));
  return {
    name: name ?? '',
    version: version ?? 0,
    state: state === 'approved' ? verifiedState(seen, nowMs) : (state ?? ''),
    dossier: dossier ?? '',
    model: modelHash ?? '',
    plan: planHash ?? '',
    run: run ?? '',
    outcome: outcome ?? '',
    missing: [...(missing ?? [])],
    acts: seen,
  };
}

/** Where a version stands that a coordinator calls approved. */
function verifiedState(acts: readonly ActView[], nowMs: number): string {
  const last = acts.at(-1);
  if (last?.action !== 'approved' || !last.signedBy || last.until === undefined) return 'unsigned';
  return Date.parse(last.until) > nowMs ? 'approved' : 'expired';
}

function actView(info: Info, act: consilium.v1.ModelAct.$Properties): ActView {
  const { action, user, atMs, reason, use, risk, untilMs } = act;
  return {
    action: action ?? '',
    user: user ?? '',
    at: isoTime(atMs),
    ...(use ? { use } : {}),
    ...(risk ? { risk } : {}),
    ...(reason ? { reason } : {}),
    ...(action === 'approved' ? { until: isoTime(untilMs), signedBy: signerOf(info, act) } : {}),
  };
}

/** Verified here: the coordinator could show an approval that nobody has signed. */
function signerOf(
  { name, version, dossier, acts }: Info,
  { untilMs, publicKeyPem, signature }: consilium.v1.ModelAct.$Properties,
): string | null {
  const proposed = acts?.find(({ action }) => action === 'proposed');
  if (!proposed || !publicKeyPem || !signature) return null;
  const { use, risk } = proposed;
  const approval = {
    name: name ?? '',
    version: version ?? 0,
    dossier: dossier ?? '',
    use: use ?? '',
    risk: risk ?? '',
    untilMs: untilMs ?? 0,
  };
  try {
    return isApprovalSigned(approval, publicKeyPem, signature) ? publicKeyFingerprint(publicKeyPem) : null;
  } catch {
    // No key, or no time: whatever it is, nobody has signed the approval.
    return null;
  }
}

/** Heads of {@link modelRow}. */
export const MODEL_COLUMNS: readonly string[] = ['model', 'state', 'run', 'dossier'];

/** A version as a row of a table. */
export function modelRow({ name, version, state, run, dossier }: ModelView): readonly string[] {
  return [`${name}@${version}`, state, run, dossier.slice(0, 12)];
}

/** A version in lines for people. */
export function versionLines({
  name,
  version,
  state,
  dossier,
  model,
  plan,
  run,
  outcome,
  missing,
  acts,
}: ModelView): readonly string[] {
  return [
    `${name}@${version} is ${state}${state === 'unsigned' ? ': the coordinator calls it approved, and no signature says so' : ''}`,
    `  dossier   ${dossier}`,
    `  model     ${model}`,
    `  plan      ${plan}`,
    `  run       ${run}, ${outcome}`,
    ...(missing.length > 0 ? [`  missing   ${missing.join(', ')}`] : []),
    ...acts.flatMap((act) => actLines(act, '  ')),
  ];
}

/** What somebody has done, in lines for people. */
export function actLines({ action, user, at, use, risk, reason, until, signedBy }: ActView, before: string): readonly string[] {
  const signed = signedBy === null ? '; NOT SIGNED by any key' : `; signed by the key ${signedBy}`;
  const about = [
    ...(use === undefined ? [] : [`for ${use}, risk ${risk}`]),
    ...(until === undefined ? [] : [`until ${until.slice(0, 10)}`]),
    ...(reason === undefined ? [] : [reason]),
  ].join(': ');
  return [
    `${before}${action} by ${user} at ${at.slice(0, 19)}${about === '' ? '' : `, ${about}`}${signedBy === undefined ? '' : signed}`,
  ];
}

/** A time of the coordinator, which may be any number. */
function isoTime(ms: number | null | undefined): string {
  const time = new Date(ms ?? 0);
  return Number.isNaN(time.getTime()) ? 'no time' : time.toISOString();
}
