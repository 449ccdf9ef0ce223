// Rehearses a study from a script: node rehearse.mjs STUDY.YAML [FOLDER]
import { rehearse } from '@consilium/sim';

const [study = 'study.yaml', folder] = process.argv.slice(2);
const rehearsal = rehearse(study, { rounds: 5, seed: '1', transport: 'memory' });
for await (const { round, of, scores } of rehearsal) {
  process.stdout.write(`round ${round} of ${of}: AUC ${scores?.auc?.toFixed(3) ?? 'not scored'}\n`);
}
const { summary, write } = await rehearsal.result;
for (const { id, patients, epsilon } of summary.sites) {
  process.stdout.write(`${id}: ${patients} patients, epsilon ${epsilon?.toFixed(2)}\n`);
}
if (folder !== undefined) write(folder);
