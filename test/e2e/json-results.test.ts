import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createServer, type Server } from 'node:tls';
import { createCertificates, type Program, ROOT } from '@consilium/testing';
import { ctSlice, dicomFile } from '@consilium/testing/dicom';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { APPROVAL, Consortium, CONSORTIUM, DATASET } from '../support/consortium.ts';
import { EXAMPLE, SITES, STUDY } from '../support/fault-plans.ts';
import { freePort } from '../support/free-port.ts';
import { maskedFaultPlan } from '../support/masked-consortium.ts';
import { mustRun, PROGRAMS_MS } from '../support/programs.ts';
import { watchToEnd } from '../support/run-watch.ts';

/** Commands that this test does not type, and why. */
const NOT_HERE: Readonly<Record<string, string>> = {
  'consilium coordinator start': 'serves, and prints nothing',
  'consilium-site start': 'the same',
  'consilium login': 'takes an identity provider: test/e2e/login.test.ts',
  'consilium logout': 'the same',
  'consilium privacy audit': 'takes minutes: sim/src/audit has what it prints',
  'consilium tune': 'takes a minute or two: sim/src/tune has what it prints',
  'consilium run watch': 'prints one value for each round: cli/src/commands/run.test.ts',
  'consilium-site data fetch-fhir': 'takes a FHIR server: site-agent/src/commands/data-fetch-fhir.test.ts',
  'consilium-site ledger accept-clock': 'takes a clock that ran ahead: site-agent/src/commands/ledger.test.ts',
};

let consortium: Consortium;
let collector: Server | undefined;
const typed = new Set<string>();
beforeEach(async () => {
  consortium = await Consortium.create();
}, PROGRAMS_MS);
afterEach(async () => {
  collector?.close();
  await consortium.remove();
});

/** Types a command, adds `--json`, and reads the one value that it prints. */
async function asJson(program: Program, command: string, args: readonly string[]): Promise<unknown> {
  typed.add(`${program === 'site' ? 'consilium-site' : 'consilium'} ${command}`);
  const out = await mustRun(program, [...command.split(' '), ...args, '--json']);
  try {
    return JSON.parse(out) as unknown;
  } catch (error) {
    throw new Error(`${program} ${command} --json printed:\n${out}`, { cause: error });
  }
}

async function people(command: string, ...args: readonly string[]): Promise<unknown> {
  return await asJson('consilium', command, args);
}

async function site(name: string, command: string, ...args: readonly string[]): Promise<unknown> {
  return await asJson('site', command, [...args, '--folder', consortium.siteFolder(name)]);
}

/** Every command without commands below it, from the help pages, which another test holds to the programs. */
function leaves(program: string): readonly string[] {
  const pages = readFileSync(join(ROOT, 'scripts/help', `${program}.txt`), 'utf8').split(/^\$ (?=consilium.* --help$)/mu);
  return pages
    .filter((page) => page !== '' && !page.includes('\nCommands:\n'))
    .map((page) => page.slice(0, page.indexOf(' --help\n')));
}

/** Somebody who takes a log over TLS and keeps nothing of it. */
async function startCollector(port: number): Promise<string> {
  const certificates = await createCertificates();
  const { certificatePem: cert, privateKeyPem: key } = certificates.member('coordinator', 'coordinator', {
    hosts: ['127.0.0.1'],
  });
  collector = createServer({ cert, key, minVersion: 'TLSv1.2' }, (socket) => socket.on('error', () => {}).resume());
  await new Promise<void>((resolve) => collector?.listen(port, '127.0.0.1', resolve));
  const path = join(consortium.folder, 'logs-authority.pem');
  writeFileSync(path, certificates.authorityPem);
  return path;
}

it(
  'every command prints one JSON value with --json',
  async () => {
    const [first, second, third] = SITES;
    const at = (name: string): string => join(consortium.folder, name);
    const operator = ['--identity', consortium.operatorFolder] as const;
    const researcher = ['--identity', consortium.researcherFolder] as const;
    const ofCoordinator = ['--folder', consortium.coordinatorFolder] as const;
    const authority = ['--authority', join(consortium.coordinatorFolder, 'authority', 'certificate.pem')] as const;
    const why = ['--reason', 'a test'] as const;
    const passphrase = at('passphrase');
    writeFileSync(passphrase, 'correct horse battery staple, and more', { mode: 0o600 });

    // What takes no coordinator that runs.
    const other = ['--folder', at('other')] as const;
    await people('coordinator init', '--consortium', 'other', ...other);
    await people('coordinator keys status', ...other);
    await people('coordinator keys seal', '--key-store', `passphrase:${passphrase}`, ...other);
    await people('coordinator renew', ...other);
    await people('coordinator rollover', ...other);
    await people('coordinator oidc', ...other);
    await people('privacy epsilon', '--noise-multiplier', '1.1', '--delta', '1e-5');
    await people('privacy noise', '--target-epsilon', '1', '--delta', '1e-5');
    await people('privacy forecast', join(EXAMPLE, 'study.yaml'));
    await people('study check', join(EXAMPLE, 'study.yaml'));
    const hospitals = at('hospitals.csv');
    const patients = Array.from(
      { length: 40 },
      (_, i) => `p${i},${i % 2 === 0 ? 'north' : 'south'},${20 + (i % 30)},${i % 3 === 0 ? 1 : 0}`,
    );
    writeFileSync(hospitals, `patient_id,hospital,age,died\n${patients.join('\n')}\n`);
    const columns = ['--data', hospitals, '--site-column', 'hospital', '--target', 'died'];
    await people('study init', ...columns, '--public', '--out', at('first.yaml'));
    await people('sim', join(EXAMPLE, 'study.yaml'), '--rounds', '1', '--out', at('sim'));
    await people('sim', join(EXAMPLE, 'study.yaml'), '--rounds', '1', '--repeat', '2', '--no-noise', '--out', at('series'));
    const compare = ['--rounds', '1', '--compare', '2', '--repeat', '2', '--out', at('cost')];
    const { privacyCost } = (await people('sim', join(EXAMPLE, 'study.yaml'), ...compare)) as { readonly privacyCost?: unknown };
    expect(privacyCost).toMatchObject({ own: 1, seeds: ['1', '2'], points: [{ epsilon: 1 }, { epsilon: 2 }, { epsilon: null }] });
    await people('model key', '--out', at('release.key'));
    await people('model dossier', at('sim'), '--key', at('release.key'), '--out', at('dossier'));
    await people('model verify', at('dossier'), '--key', at('release.key.pub'));

    // A roster, so that there are transcripts.
    const { key: consortiumKey } = (await people('roster new', '--out', at('governance.key'))) as { readonly key: string };
    const sites: Record<string, unknown> = {};
    for (const name of SITES)
      sites[name] = { key: ((await site(name, 'roster key')) as { readonly key: string }).key, patients: 100 };
    const draft = { consortium: CONSORTIUM, colluding: 1, minimum: SITES.length, sites };
    writeFileSync(at('roster.yaml'), JSON.stringify(draft));
    const roster = at('roster.json');
    await people('roster sign', at('roster.yaml'), '--key', at('governance.key'), '--epoch', '1', '--out', roster);
    await people('roster show', roster);
    await people('roster install', roster, ...ofCoordinator);
    for (const name of SITES) {
      await site(name, 'roster accept', roster, '--consortium-key', consortiumKey);
      appendFileSync(join(consortium.siteFolder(name), 'policy.yaml'), '\nanswers:\n  everyMs: 100\n');
    }
    await site(first, 'roster show');

    // What a hospital sets up, before its agent runs.
    const csv = join(EXAMPLE, `${first}.csv`);
    const asBefore = ['--study', STUDY, '--patient-column', 'patient_id', '--held-out', '0.333'] as const;
    await site(first, 'data add', DATASET, csv, ...asBefore);
    await site(first, 'data list');
    await site(first, 'data check', consortium.planPath, csv);
    await people('study columns', csv, '*');
    await site(first, 'data propose', consortium.planPath, csv);
    await site(first, 'data report', DATASET, '--plan', consortium.planPath, '--quasi', 'age', 'sex');
    await site(first, 'data accept', DATASET);
    await site(first, 'data attest', DATASET, '--yes');
    await site(first, 'data history', DATASET);
    await site(first, 'data remove', DATASET, '--yes');
    await site(first, 'data add', DATASET, csv, ...asBefore);
    await site(first, 'data attest', DATASET, '--yes');

    // An expert determines, and names somebody who is found too easily.
    const measured = [DATASET, consortium.planPath, '--quasi', 'age'] as const;
    const { exposed } = (await site(first, 'determination measure', ...measured, '--list')) as { readonly exposed: string[] };
    await site(first, 'data who', DATASET, exposed[0] ?? '', '--study', STUDY);
    await site(first, 'data rotate-tokens');
    mkdirSync(at('images'));
    writeFileSync(join(at('images'), 'slice'), dicomFile(ctSlice()));
    await site(first, 'data export-dicom', at('images'), '--out', at('cleaned'), '--study', STUDY);
    const described = join(consortium.siteFolder(first), 'sources.yaml');
    writeFileSync(at('scans.csv'), 'patient,scan\n1,1.2.826.0.1.99.1.2.3\n');
    const scans = {
      type: 'dicom',
      path: at('scans.csv'),
      folder: at('images'),
      columns: ['scan'],
      text: 'none',
      patient: 'patient',
    };
    const sources = `${readFileSync(described, 'utf8').trimEnd()}\n  scans: ${JSON.stringify(scans)}\n`;
    writeFileSync(described, sources, { mode: 0o600 });
    await site(first, 'data review', 'scans');
    const expert = ['--expert', 'Dr. A', '--qualification', 'statistician', '--method', 'report 7'] as const;
    const record = at('record.json');
    await site(
      first,
      'determination measure',
      ...[...measured, '--maximum-risk', '1', '--average-risk', '1', ...expert],
      ...['--recipients', 'the consortium', '--treatment', 'none', '--out', record],
    );
    const named = ['--name', 'ada'] as const;
    const { key: signed } = (await asJson('site', 'determination key', [at('ada.key'), ...named])) as { readonly key: string };
    await asJson('site', 'determination sign', [record, '--key', at('ada.key'), ...named]);
    await asJson('site', 'determination verify', [record, '--signed-by', signed]);
    await site(first, 'determination install', record, DATASET, consortium.planPath, '--signed-by', signed);
    await site(first, 'determination show', DATASET);
    await site(first, 'plan budget', DATASET, '--epsilon', '20', '--delta', '0.001', ...why, '--second-person', 'another tester');
    appendFileSync(join(consortium.siteFolder(first), 'policy.yaml'), '\nsynthetic:\n  allow: true\n');
    const made = ['--epsilon', '0.1', '--rows', '20', '--out', at('synthetic.csv')] as const;
    await site(first, 'data synthesise', consortium.planPath, DATASET, ...made);
    mkdirSync(at('witness'));
    await site(first, 'witness', at('witness'));
    await site(first, 'proxy', 'none');
    const collectorPort = await freePort();
    const ca = await startCollector(collectorPort);
    await site(first, 'audit collector', `127.0.0.1:${collectorPort}`, '--ca', ca, '--settle', '0.2');

    // Who comes and goes.
    const coordinator = await consortium.startCoordinator();
    const [invited] = (await people('site invite', 'east', ...operator)) as [{ readonly joinString: string }];
    await site('east', 'join', invited.joinString);
    await people('site invites', ...operator);
    await site(
      'west',
      'init',
      ...['--site', 'west', '--consortium', CONSORTIUM, '--coordinator', consortium.address, '--request', at('west.csr')],
    );
    await people('site enrol', 'west', '--request', at('west.csr'), '--out', at('west.pem'), ...operator);
    await site('west', 'certificate', at('west.pem'), ...authority);
    await site('west', 'keys seal', '--key-store', `passphrase:${passphrase}`);
    await site('west', 'keys status');
    await people('site quarantine', 'east', ...why, ...operator);
    await people('site release', 'east', ...why, ...operator);
    await people('site revoke', 'east', ...operator);
    const added = (await people('user add', 'bob', '--role', 'auditor', ...operator)) as { readonly joinString: string };
    await people('join', added.joinString, '--folder', at('bob'));
    await people('user roles', 'bob', '--role', 'privacy-officer', ...operator);
    await people('user list', ...operator);
    await people('user revoke', 'bob', ...operator);
    const toCarl = ['--consortium', CONSORTIUM, '--coordinator', consortium.address] as const;
    await people('user request', 'carl', ...toCarl, '--request', at('carl.csr'), '--folder', at('carl'));
    const enrolled = ['--request', at('carl.csr'), '--role', 'auditor', '--out', at('carl.pem')] as const;
    await people('user enrol', 'carl', ...enrolled, ...operator);
    await people('user install', at('carl.pem'), ...authority, '--folder', at('carl'));

    // A study and its runs.
    const plan = maskedFaultPlan(1);
    writeFileSync(at('masked.yaml'), plan.json);
    await people('study submit', at('masked.yaml'), ...researcher);
    await people('study list', ...researcher);
    await site(first, 'plan inbox');
    await site(first, 'plan show', STUDY);
    for (const name of SITES) await site(name, 'plan approve', plan.hash, ...APPROVAL, ...why);
    await site(first, 'plan list');
    const agents = await consortium.startAgents();
    const { run } = (await people('run start', STUDY, '--yes', ...researcher)) as { readonly run: string };
    expect((await watchToEnd(consortium, run)).state).toBe('completed');
    await people('run status', run, ...researcher);
    await people('run list', ...researcher);
    await people('run results', run, '--out', at('results'), ...researcher);
    await people('runs compare', at('sim'), at('results'));
    const release = ['--key', at('release.key.pub')] as const;
    await people('model dossier', at('results'), '--key', at('release.key'), '--out', at('heart'));
    const approver = ['--identity', at('dora')] as const;
    const dora = (await people('user add', 'dora', '--role', 'clinical-approver', ...operator)) as {
      readonly joinString: string;
    };
    await people('join', dora.joinString, '--folder', at('dora'));
    for (const version of ['heart', 'other']) {
      await people('model register', at('heart'), ...release, '--name', version, ...researcher);
      await people('model propose', `${version}@1`, '--for', 'a test', '--risk', 'low', ...researcher);
    }
    const use = ['--for', 'a test', '--risk', 'low'] as const;
    await people('model approve', 'heart@1', '--dossier', at('heart'), ...release, ...use, ...why, ...approver);
    await people('model withdraw', 'heart@1', ...why, ...approver);
    await people('model reject', 'other@1', ...why, ...approver);
    await people('model list', ...operator);
    await people('model show', 'heart@1', ...operator);
    await people('model history', 'heart', ...operator);
    await people('run transcript', run, '--out', at('round.transcript'), ...researcher);
    await people('audit transcript', at('round.transcript'), '--roster', roster);
    await people('model pull', run, '--out', at('model'), ...researcher);
    await people('model export', run, '--format', 'tfjs', '--out', at('exported'), ...researcher);
    await people('model predict', at('exported'), csv);
    await people('model explain', at('exported'), csv, '--row', '3');
    const { run: stopped } = (await people('run start', STUDY, '--yes', ...researcher)) as { readonly run: string };
    await people('run pause', stopped, ...researcher);
    await people('run resume', stopped, ...researcher);
    await people('run stop', stopped, ...researcher);

    // Where both sides stand.
    await people('site list', ...operator);
    await people('site receipts show', first, ...operator);
    await people('coordinator status', ...ofCoordinator);
    await site(first, 'status');
    await site(first, 'budget');
    await site(first, 'ledger verify');
    await site(first, 'audit verify');
    await site(first, 'audit show');
    await people('audit verify', ...operator);
    await people('audit show', ...operator);
    await people('audit export', at('coordinator-export'), ...operator);
    const ship = ['--ship-to', `127.0.0.1:${collectorPort}`, '--ship-ca', ca, '--ship-settle', '0.2'] as const;
    await people('audit ship', ...ship, ...operator);

    // Incidents: somebody calls again and again what is not theirs to call.
    for (let i = 0; i < 25; i += 1)
      await expect(consortium.research((research) => research.inviteSite({ site: 'x', validMs: 60_000 }))).rejects.toMatchObject({
        code: 'ROLE_MISSING',
      });
    const factors = ['--nature', 'a', '--recipient', 'b', '--acquired', 'c', '--mitigation', 'd'] as const;
    const decide = async (incident: (command: string, ...args: readonly string[]) => Promise<unknown>): Promise<void> => {
      const [newest] = (await incident('incident list')) as readonly { readonly incident: number }[];
      const number = String(newest?.incident);
      await incident('incident show', number);
      await incident('incident acknowledge', number);
      await incident('incident assess', number, ...factors, '--conclusion', 'low-probability');
      expect(await incident('incident close', number, ...why)).toMatchObject({ state: 'closed', closed: { reason: 'a test' } });
    };
    await decide((command, ...args) => people(command, ...args, ...operator));

    // What is lost, put back or damaged.
    for (const agent of agents.values()) await agent.stop();
    await site(first, 'audit ship', '--again', '1');
    await site(first, 'doctor');
    await site(first, 'plan refuse', plan.hash, ...why);
    await site(first, 'audit accept-coordinator', ...why);
    await site(first, 'audit export', at('site-export'));
    rmSync(join(consortium.siteFolder(second), 'state', 'ledger'), { recursive: true });
    await site(second, 'ledger accept-loss', DATASET, ...why);
    await people('site receipts clear', second, ...why, ...operator);
    await coordinator.stop();
    const under = ['--key-store', `passphrase:${passphrase}`] as const;
    await site(first, 'backup', at('site.backup'), ...under);
    await asJson('site', 'restore', [at('site.backup'), '--check', ...under]);
    await people('coordinator backup', at('coordinator.backup'), ...under, ...ofCoordinator);
    await people('coordinator restore', at('coordinator.backup'), '--check', ...under);
    rmSync(join(consortium.coordinatorFolder, 'audit', 'signing.key'));
    await people('audit restart', ...why, ...ofCoordinator);
    rmSync(join(consortium.siteFolder(third), 'state', 'audit', 'checkpoint'));
    await site(third, 'audit restart', ...why);
    // The next log says that the one before was damaged, which is an incident.
    const restarted = consortium.startAgent(third);
    await restarted.saw(({ msg }) => msg === 'starting');
    await restarted.stop();
    await decide((command, ...args) => site(third, command, ...args));

    const all = [...leaves('consilium'), ...leaves('consilium-site')];
    expect(all.length).toBeGreaterThan(90);
    expect(all.filter((command) => !typed.has(command) && !Object.hasOwn(NOT_HERE, command))).toEqual([]);
    expect(Object.keys(NOT_HERE).filter((command) => typed.has(command) || !all.includes(command))).toEqual([]);
  },
  PROGRAMS_MS,
);
