/** How urgent an incident is before anybody has looked. */
export type Severity = 'low' | 'medium' | 'high';

/** Entries that an incident names, at most: the first ones and the newest. */
export const MOST_EVIDENCE = 16;

interface KindRow {
  readonly severity: Severity;
  /** What was seen. */
  readonly seen: string;
  /** What to do first. */
  readonly first: string;
}

/** What becomes an incident, on either side. */
export const INCIDENT_KINDS = {
  'unknown-key': {
    severity: 'high',
    seen: 'a key that the authority has certified was never admitted for its name, or was retired',
    first:
      'Find out who holds it: ask the member by phone for the words of its key. If nobody knows it, revoke the member and look after the authority.',
  },
  'second-holder': {
    severity: 'high',
    seen: 'two hold the identity of one member',
    first: 'Ask the member by phone which machine is its own. Quarantine or revoke it until that is clear.',
  },
  'failed-identification': {
    severity: 'low',
    seen: 'callers without a certificate, or with an invitation that is none, tried again and again',
    first: 'Look at their addresses in the audit log, and at the firewall before the port.',
  },
  'refusal-storm': {
    severity: 'low',
    seen: 'one caller was refused again and again within an hour',
    first: 'Look at the codes of the refusals: a program of another version, a plan that nobody approved, or somebody who tries.',
  },
  'update-too-long': {
    severity: 'high',
    seen: 'an update was longer than noise and clipping can make it',
    first: 'Quarantine the site, and ask its hospital which agent runs there: an honest one cannot send it.',
  },
  'update-malformed': {
    severity: 'medium',
    seen: 'an update was not finite, had another shape, or was not what the site had signed',
    first: 'Compare the versions of agent and coordinator; if they fit, quarantine the site.',
  },
  'ledger-rollback': {
    severity: 'high',
    seen: 'a privacy ledger has fewer entries than were shown before, or others',
    first: 'Patients may be charged twice or not at all: restore the ledger before the agent goes on.',
  },
  'ledger-anomaly': {
    severity: 'high',
    seen: 'a privacy ledger is damaged, or cannot be written',
    first: 'Look into it with "consilium-site ledger verify" before the agent goes on.',
  },
  'sum-misconduct': {
    severity: 'high',
    seen: 'in a sum under masks a site said what no honest site says',
    first: 'Quarantine the site, and keep the transcript of the round.',
  },
  'checkpoint-mismatch': {
    severity: 'high',
    seen: 'the audit log of the coordinator does not continue the one that was kept, or what was kept is damaged',
    first: 'Both signed checkpoints are kept as evidence. Approve nothing more until the operator has explained it.',
  },
  'commitment-unwritten': {
    severity: 'medium',
    seen: 'the coordinator does not show that it has written down what this site has committed itself to',
    first: 'Ask the operator why, and keep exports of your audit log: what is not written there cannot speak for you later.',
  },
  'log-rollback': {
    severity: 'medium',
    seen: 'the coordinator shows an older audit log than before, or none',
    first: 'Ask the operator whether a backup was restored, and which; what came after it is missing there.',
  },
  'identity-refused': {
    severity: 'medium',
    seen: 'the coordinator does not know the key of this site, or says that another one has its session',
    first: 'Compare the words of the key with the operator by phone: somebody else may have joined under this name.',
  },
  'certificate-trouble': {
    severity: 'medium',
    seen: 'a certificate cannot be renewed, or is not accepted',
    first: 'Look at the ends of certificates, and at clocks, before they lock members out.',
  },
  restored: {
    severity: 'medium',
    seen: 'a folder was restored from a backup: what was written, decided and charged since is missing',
    first:
      'Ask who has restored it, why and from when. At a site, nothing is charged until somebody has said what is missing from its ledgers.',
  },
  'determination-unmet': {
    severity: 'medium',
    seen: 'people are found in a data set more easily than the expert determination allows on which its use is based',
    first:
      'Rounds go on, for a refusal would tell of a record. Measure with "consilium-site determination measure"; then mend the data, ask the expert, or end the rounds with "consilium-site plan refuse".',
  },
  'log-restarted': {
    severity: 'medium',
    seen: 'an audit log was damaged, and a new one begun',
    first: 'Keep the old one for those who look into it, and compare it with the checkpoints that others have kept.',
  },
} as const satisfies Readonly<Record<string, KindRow>>;

/** One of {@link INCIDENT_KINDS}. */
export type IncidentKind = keyof typeof INCIDENT_KINDS;

/** Their names. */
export const INCIDENT_KIND_NAMES: readonly [IncidentKind, ...IncidentKind[]] = Object.keys(INCIDENT_KINDS) as [
  IncidentKind,
  ...IncidentKind[],
];
