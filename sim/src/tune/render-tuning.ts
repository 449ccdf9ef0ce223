import { table } from '@consilium/host';
import type { Spread } from '../mean-scores.ts';
import type { Settings } from './settings.ts';
import type { Forecast, Tuning } from './tuning.ts';

/** Of everything tried, how many are shown. */
const SHOWN = 5;

/** What was found, for a terminal: the choice beside the plan as written, what it costs, at which epsilon. */
export function renderTuning(found: Tuning): readonly string[] {
  const { study, sites, patients, data, epsilon, delta, asWritten, suggested, tried, epsilons, wanted, verdicts } = found;
  const whom =
    data.kind === 'planted'
      ? `planted patients (effect ${data.planting.effect}, ${Math.round(100 * data.planting.positive)} % with the outcome)`
      : `patients of ${data.path}`;
  const written = asWritten === suggested;
  return [
    `${study}: ${sites} sites, ${patients} ${whom}, epsilon ${epsilon} at delta ${delta}`,
    ...table(
      ['', 'learning rate', 'clip', 'rounds', 'sampling rate', 'AUC', 'without noise'],
      [
        ['as written', ...settingCells(asWritten.settings), ...aucCells(asWritten)],
        ...(written ? [] : [['suggested', ...settingCells(suggested.settings), ...aucCells(suggested)]]),
      ],
    ),
    ...(written ? ['Nothing that was tried does better than the plan as written.'] : []),
    `Forecast  AUC ${plusMinus(suggested.auc)} from run to run; the mean is known to ${shown(suggested.auc.standardError ?? 0)}${found.best === null ? '' : `. The truth itself has ${shown(found.best)}`}`,
    ...verdicts.map((verdict) => `WARNING   ${verdict}`),
    'Best tried on few runs',
    ...table(
      ['learning rate', 'clip', 'rounds', 'sampling rate', 'AUC', 'runs'],
      tried.slice(0, SHOWN).map(({ settings, auc }) => [...settingCells(settings), plusMinus(auc), `${auc.runs}`]),
    ),
    written ? 'The plan at other epsilons' : 'The suggestion at other epsilons',
    ...table(
      ['epsilon', 'AUC'],
      epsilons.map((one) => [`${one.epsilon}`, plusMinus(one.auc)]),
    ),
    ...(wanted === null
      ? []
      : [
          wanted.leastEpsilon === null
            ? `Wanted    AUC ${wanted.auc} is reached at none of these, by two standard errors`
            : `Wanted    AUC ${wanted.auc} is reached from epsilon ${wanted.leastEpsilon} on, by two standard errors`,
        ]),
  ];
}

function settingCells({ learningRate, clip, rounds, samplingRate }: Settings): readonly string[] {
  return [learningRate, clip, rounds, samplingRate].map(String);
}

function aucCells({ auc, withoutNoise }: Forecast): readonly string[] {
  return [plusMinus(auc), shown(withoutNoise.mean)];
}

function plusMinus({ mean, spread }: Spread): string {
  return spread === null ? shown(mean) : `${shown(mean)} ± ${shown(spread)}`;
}

function shown(value: number): string {
  return value.toFixed(3);
}
