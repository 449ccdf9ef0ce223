const ENCODE = 'lib/privacy/src/scores/encode-scores.ts';
const ENCODE_TESTS = ['lib/privacy/src/scores/encode-scores.test.ts'];
const RELEASE = 'lib/privacy/src/scores/score-release.ts';
const RELEASE_TESTS = ['lib/privacy/src/scores/score-release.test.ts'];
const RANKING = 'lib/privacy/src/scores/released-ranking.ts';
const DECODE_TESTS = ['lib/privacy/src/scores/decode-scores.test.ts'];
const THRESHOLDS = 'lib/privacy/src/scores/released-thresholds.ts';
const THRESHOLD_TESTS = ['lib/privacy/src/scores/released-thresholds.test.ts'];

/** Scores: what a patient moves, what is paid for it, and what intervals count. @type {import('./report.mjs').Mutation[]} */
export const SCORES = [
  {
    name: 'scores/rows-share',
    file: ENCODE,
    find: '/ (rowsOf.get(patient) as number));',
    replace: ');',
    breaks: 'a patient with many rows moves the counts many times as far as is paid for',
    tests: ENCODE_TESTS,
  },
  {
    name: 'scores/offender-silences-company',
    file: 'lib/learning/src/evaluation/evaluate.ts',
    find: '    return undefined;\n  }\n}',
    replace: '    throw error;\n  }\n}',
    breaks: 'one held-out patient on whom the model cannot be run costs everybody their scores',
    tests: ['site-agent/src/work/evaluation/scores-neighbours.test.ts'],
  },
  {
    name: 'scores/all-evaluations',
    file: RELEASE,
    find: 'events: (multiplier) => [events(multiplier, evaluations)],',
    replace: 'events: (multiplier) => [events(multiplier, 1)],',
    breaks: 'each evaluation of a run costs the whole target',
    tests: RELEASE_TESTS,
  },
  {
    name: 'scores/noise-margin',
    file: RELEASE,
    find: 'noiseMultiplier: noiseMultiplier * NOISE_MARGIN,',
    replace: 'noiseMultiplier: noiseMultiplier * 0.9,',
    breaks: 'scores get less noise than the ledger says',
    tests: RELEASE_TESTS,
  },
  {
    name: 'scores/room-for-sites',
    file: RELEASE,
    find: 'contributors: sites,',
    replace: 'contributors: 1,',
    breaks: 'the counts of all sites together may wrap 32 bits',
    tests: RELEASE_TESTS,
  },
  {
    name: 'scores/tied-pairs',
    file: RANKING,
    find: 'releasedInterval(unexcludedAreas(counts, 0), unexcludedAreas(counts, 1), [0, 1])',
    replace: 'releasedInterval(unexcludedAreas(counts, 0.5), unexcludedAreas(counts, 0.5), [0, 1])',
    breaks: 'the interval of the AUC forgets what bins hide',
    tests: DECODE_TESTS,
  },
  {
    name: 'scores/noise-of-sites',
    file: 'lib/privacy/src/scores/observe-words.ts',
    find: 'grid.noiseStd * Math.sqrt(sites)',
    replace: 'grid.noiseStd',
    breaks: 'intervals are those of one site, though the noise of all has been added up',
    tests: DECODE_TESTS,
  },
  {
    name: 'scores/thresholds-together',
    file: THRESHOLDS,
    find: 'sigmasOf(FIGURES * count.edges.length + 1)',
    replace: '1.5',
    breaks: 'intervals over thresholds hold one by one at best, and not together',
    tests: THRESHOLD_TESTS,
  },
  {
    name: 'scores/thresholds-turn-round',
    file: THRESHOLDS,
    find: 'values.set(possibleCounts(values.slice(from, from + bins)), from)',
    replace: 'values.set(values.slice(from, from + bins), from)',
    breaks: 'curves turn round where noise makes a count negative',
    tests: THRESHOLD_TESTS,
  },
];
