import { ConsiliumError } from '@consilium/core';
import type { consilium, researchService } from '@consilium/proto';
import type { Handlers } from '@consilium/transport';
import type { Person } from '../members/identify-person.ts';
import { type ModelAct, type ModelRisk, type ModelVersion, stateOf } from '../registry/model-life.ts';
import type { Models } from '../registry/models.ts';

type ModelCalls = 'registerModel' | 'proposeModel' | 'approveModel' | 'rejectModel' | 'withdrawModel' | 'listModels';

/** What people call about versions of models. @param now milliseconds since the Unix epoch */
export function modelHandlers(models: Models, now: () => number): Pick<Handlers<typeof researchService, Person>, ModelCalls> {
  const wire = (version: ModelVersion): consilium.v1.ModelVersionInfo.$Properties => wireVersion(version, now());
  return {
    async registerModel({ name, manifest }, { identity }) {
      return wire(await models.register(name, manifest, identity));
    },
    async proposeModel({ name, version, use, risk }, { identity }) {
      return wire(await models.decide(name, version, { t: 'proposed', use, risk: riskOf(risk) }, identity));
    },
    async approveModel({ name, version, dossier, reason, untilMs, publicKeyPem, signature }, { identity }) {
      const signed = { publicKeyPem, signature: Buffer.from(signature).toString('base64') };
      return wire(await models.decide(name, version, { t: 'approved', dossier, reason, untilMs, ...signed }, identity));
    },
    async rejectModel({ name, version, reason }, { identity }) {
      return wire(await models.decide(name, version, { t: 'rejected', reason }, identity));
    },
    async withdrawModel({ name, version, reason }, { identity }) {
      return wire(await models.decide(name, version, { t: 'withdrawn', reason }, identity));
    },
    async listModels({ name }) {
      return { models: (await models.list(name)).map(wire) };
    },
  };
}

function riskOf(risk: string): ModelRisk {
  if (risk === 'low' || risk === 'moderate' || risk === 'high') return risk;
  throw new ConsiliumError({
    code: 'PARAMETER_INVALID',
    message: 'a risk is low, moderate or high',
    details: { field: 'risk' },
  });
}

function wireVersion(version: ModelVersion, nowMs: number): consilium.v1.ModelVersionInfo.$Properties {
  const { name, dossier, model, plan, run, outcome, missing, acts } = version;
  return {
    name,
    version: version.version,
    state: stateOf(version, nowMs),
    dossier,
    modelHash: model,
    planHash: plan,
    run,
    outcome,
    missing: [...missing],
    acts: acts.map(wireAct),
  };
}

function wireAct(act: ModelAct): consilium.v1.ModelAct.$Properties {
  const { t: action, user, atMs } = act;
  switch (act.t) {
    case 'registered':
      return { action, user, atMs };
    case 'proposed':
      return { action, user, atMs, use: act.use, risk: act.risk };
    case 'approved': {
      const { reason, untilMs, publicKeyPem, signature } = act;
      return { action, user, atMs, reason, untilMs, publicKeyPem, signature: Buffer.from(signature, 'base64') };
    }
    default:
      return { action, user, atMs, reason: act.reason };
  }
}
