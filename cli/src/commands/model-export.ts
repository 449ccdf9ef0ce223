import { existsSync } from 'node:fs';
import { ConsiliumError } from '@consilium/core';
import { jsonOption } from '@consilium/command-line';
import { print } from '@consilium/host';
import { NOT_APPROVED, planFromJson } from '@consilium/plan';
import {
  exportModel,
  type FinishedModel,
  MODEL_FORMATS,
  type ModelFormat,
  originOf,
  originOfRun,
  readModelFolder,
} from '@consilium/sim';
import { Command, InvalidArgumentError, Option } from 'commander';
import { IDENTITY_HELP, IDENTITY_OPTION, OWN_IDENTITY } from '../connection.ts';
import { fetchModel } from '../fetch-model.ts';
import { VERSION } from '../version.ts';

/** What a run is called, so that a folder that is not there is no run. */
const RUN = /^run-[0-9a-z]+$/;

interface ExportOptions {
  readonly format: ModelFormat;
  readonly out: string;
  readonly identity: string;
  readonly json?: boolean;
}

/** `consilium model export` */
export function modelExport(): Command {
  return new Command('export')
    .description('Write a model for other programs, with what they need to feed it')
    .argument('<run|folder>', 'run identifier, or a folder with results or a model')
    .addOption(
      new Option(
        '--format <format>',
        'onnx: takes the cells of a table as they are; keras, tfjs: take inputs encoded as inputs.json says',
      )
        .choices(MODEL_FORMATS)
        .argParser(parseFormat)
        .makeOptionMandatory(),
    )
    .requiredOption('--out <folder>', 'new folder for the model, inputs.json, plan.json and README.txt')
    .option(IDENTITY_OPTION, IDENTITY_HELP, OWN_IDENTITY)
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium model export runs/latest --format onnx --out heart-onnx\n')
    .action(async (from: string, options: ExportOptions) => {
      const isRun = RUN.test(from) && !existsSync(from);
      const model = isRun ? await modelOfRun(from, options.identity) : readModelFolder(from);
      const file = exportModel(model, options.format, options.out);
      const { plan, origin } = model;
      const { format } = options;
      const result = { format, file, plan: plan.hash, sha256: origin.sha256, privacy: origin.privacy, notice: NOT_APPROVED };
      print(options.json, result, () => [
        `${file}: ${plan.manifest.parameters} parameters, weights SHA-256 ${origin.sha256}`,
        `plan ${plan.hash}; ${NOT_APPROVED}`,
      ]);
    });
}

/** A SavedModel is what Keras makes of its own format, so nobody has to do without. */
function parseFormat(text: string): ModelFormat {
  const format = MODEL_FORMATS.find((one) => one === text);
  if (format !== undefined) return format;
  const hint =
    text === 'saved-model'
      ? ' A SavedModel is made of a keras file in Python: keras.saving.load_model("model.keras").export("folder").'
      : '';
  throw new InvalidArgumentError(`Allowed choices are ${MODEL_FORMATS.join(', ')}.${hint}`);
}

async function modelOfRun(run: string, identity: string): Promise<FinishedModel> {
  const fetched = await fetchModel(identity, run, true);
  const { json, hash } = fetched.plan as { readonly json: string; readonly hash: string };
  const plan = planFromJson(json, hash);
  const bytes = plan.manifest.parameters * Float32Array.BYTES_PER_ELEMENT;
  if (fetched.content.length !== bytes)
    throw new ConsiliumError({
      code: 'UPDATE_CORRUPT',
      message: `the model received has ${fetched.content.length} bytes, that of the plan has ${bytes}`,
    });
  // Aligned: the bytes of a buffer may begin anywhere.
  const weights = new Float32Array(Uint8Array.from(fetched.content).buffer);
  if (!weights.every(Number.isFinite))
    throw new ConsiliumError({ code: 'UPDATE_CORRUPT', message: 'the model received has weights that are no numbers' });
  return { plan, weights, origin: originOf(plan, weights, { software: VERSION, ...originOfRun({ ...fetched.run, run }) }) };
}
