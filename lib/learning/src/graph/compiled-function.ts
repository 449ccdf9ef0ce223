import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConsiliumError, fromUnknown } from '@consilium/core';
import type { Backend } from '../backend/backend.ts';
import { traceGraph } from './graph-trace.ts';
import type { NativeBackend } from './native-binding.ts';
import { type ArgumentSpec, eagerFunction, type NumericFunction, type TensorBody } from './numeric-function.ts';
import { encodeSavedModel, SAVED_MODEL_TAG } from './saved-model.ts';

/** Traces `body` once and runs it as one native graph call. @throws ConsiliumError `MEMORY_FULL`, `DISK_FULL`, `FILE_UNREADABLE`, also when it runs */
export function compiledFunction(
  backend: Backend,
  native: NativeBackend,
  specs: readonly ArgumentSpec[],
  body: TensorBody,
): NumericFunction {
  const graph = named(() => traceGraph(backend.tf, native, specs, body));
  const { binding } = native;
  const session = load(native, encodeSavedModel(graph));
  const inputNames = graph.argumentNames.map((name) => `${name}:0`).join(',');
  const outputNames = graph.outputNames.map((name) => (name.includes(':') ? name : `${name}:0`)).join(',');
  const types = specs.map(({ dtype }) => (dtype === 'float32' ? binding.TF_FLOAT : binding.TF_INT32));
  return {
    run(args) {
      const inputs: number[] = [];
      try {
        for (let i = 0; i < specs.length; i++) {
          inputs.push(binding.createTensor((specs[i] as ArgumentSpec).shape, types[i] as number, args[i] as Float32Array));
        }
        const outputs = binding.runSavedModel(session, inputs, inputNames, outputNames);
        return outputs.map(({ id }) => {
          const values = binding.tensorDataSync(id) as Float32Array | Int32Array;
          binding.deleteTensor(id);
          return values;
        });
      } catch (error) {
        throw nativeError(error);
      } finally {
        for (const id of inputs) binding.deleteTensor(id);
      }
    },
    dispose: () => binding.deleteSavedModel(session),
  };
}

/**
 * The library loads graphs from folders only: write one that nobody else can read, and remove it. It holds the structure of the
 * model and nothing of a patient.
 *
 * @throws ConsiliumError `DISK_FULL`, `FILE_UNREADABLE` when the temporary folder cannot be written.
 */
function load({ binding }: NativeBackend, savedModel: Uint8Array): number {
  let folder: string | undefined;
  try {
    folder = mkdtempSync(join(tmpdir(), 'consilium-graph-'));
    writeFileSync(join(folder, 'saved_model.pb'), savedModel, { mode: 0o600 });
    return binding.loadSavedModel(folder, SAVED_MODEL_TAG);
  } catch (error) {
    throw fromUnknown(error, `a compiled model cannot be stored in ${tmpdir()} for a moment`);
  } finally {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }
}

/** The fastest form of a function on this backend: compiled if the addon is there, else eager. */
export function numericFunction(
  backend: Backend,
  native: NativeBackend | undefined,
  specs: readonly ArgumentSpec[],
  body: TensorBody,
): NumericFunction {
  return native === undefined ? eagerFunction(backend, specs, body) : compiledFunction(backend, native, specs, body);
}

function named<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw nativeError(error);
  }
}

/** What the addon threw, by name where there was no memory for a call: that is no matter of its numbers. */
function nativeError(error: unknown): unknown {
  // TF_RESOURCE_EXHAUSTED; the addon has no other way to say it.
  if (!(error instanceof Error && error.message.startsWith('Invalid TF_Status: 8\n'))) return error;
  return new ConsiliumError({ code: 'MEMORY_FULL', message: 'the numerical library found too little memory', cause: error });
}
