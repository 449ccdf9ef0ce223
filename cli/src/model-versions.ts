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
export function modelView(info: Info): {
  readonly acts: readonly ActView[];
  readonly [field: string]: Json | undefined | readonly ActView[];
} {
  const { name, version, state, dossier, modelHash, planHash, run, outcome, missing, acts } = info;
  return {
    name: name ?? '',
    version: version ?? 0,
    state: state ?? '',
    dossier: dossier ?? '',
    model: modelHash ?? '',
    plan: planHash ?? '',
    run: run ?? '',
    outcome: outcome ?? '',
    missing: [...(missing ?? [])],
    acts: (acts ?? []).map((act) => actView(info, act)),
  };
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
export function modelRow({ name, version, state, run, dossier }: Info): readonly string[] {
  return [`${name}@${version}`, state ?? '', run ?? '', (dossier ?? '').slice(0, 12)];
}

/** A version in lines for people. */
export function versionLines(info: Info): readonly string[] {
  const { name, version, state, dossier, modelHash, planHash, run, outcome, missing } = info;
  return [
    `${name}@${version} is ${state}`,
    `  dossier   ${dossier}`,
    `  model     ${modelHash}`,
    `  plan      ${planHash}`,
    `  run       ${run}, ${outcome}`,
    ...(missing?.length ? [`  missing   ${missing.join(', ')}`] : []),
    ...modelView(info).acts.flatMap((act) => actLines(act, '  ')),
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
