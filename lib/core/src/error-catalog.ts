/**
 * The closed list of everything that can go wrong and be told to a person.
 *
 * One row per code: what travels on the wire (`grpc`, the numeric gRPC status), what a shell sees (`exit`), whether trying
 * again unchanged can help (`retryable`), and `advice`: the sentence that says what to do. `docs/errors.md` is generated
 * from this table and a test holds the two together.
 */
export interface ErrorEntry {
  /** gRPC status code (https://grpc.io/docs/guides/status-codes/). */
  readonly grpc: number;
  /** Process exit code; 2 is usage, 3 input, 4 refused by policy or privacy, 5 trust, 6 network, 7 storage, 8 run failed. */
  readonly exit: number;
  readonly retryable: boolean;
  readonly advice: string;
}

const INVALID_ARGUMENT = 3;
const NOT_FOUND = 5;
const ALREADY_EXISTS = 6;
const PERMISSION_DENIED = 7;
const RESOURCE_EXHAUSTED = 8;
const FAILED_PRECONDITION = 9;
const ABORTED = 10;
const UNIMPLEMENTED = 12;
const INTERNAL = 13;
const UNAVAILABLE = 14;
const DATA_LOSS = 15;
const UNAUTHENTICATED = 16;

function entry(grpc: number, exit: number, advice: string, retryable = false): ErrorEntry {
  return { grpc, exit, retryable, advice };
}

/** Every error code of the project; see {@link ErrorEntry}. */
export const ERROR_CATALOG = {
  // Usage and configuration
  USAGE: entry(INVALID_ARGUMENT, 2, 'Run the command with --help to see its options and an example.'),
  CONFIG_INVALID: entry(INVALID_ARGUMENT, 3, 'Correct the named line of the file and try again.'),
  FILE_UNREADABLE: entry(NOT_FOUND, 3, 'Check that the path exists and that this user may read it.'),
  FILE_UNSAFE: entry(FAILED_PRECONDITION, 3, 'Somebody else could have written what decides here: read the file, then run the named command (chmod or chown).'),
  ACCOUNT_WRONG: entry(PERMISSION_DENIED, 3, 'Run the command as the user who owns the folder, as the message says.'),
  // Plan
  PLAN_INVALID: entry(INVALID_ARGUMENT, 3, 'Correct the named line of the plan; docs/plan-reference.md lists every field.'),
  PLAN_HASH_MISMATCH: entry(FAILED_PRECONDITION, 5, 'The plan received is not the plan that was named: do not approve it, and ask the coordinator for the right one.'),
  MODEL_INVALID: entry(INVALID_ARGUMENT, 3, 'Correct the named layer of the model; docs/plan-reference.md lists the layers and their options.'),
  // Data
  DATA_INVALID: entry(INVALID_ARGUMENT, 3, 'Correct what the message names: in the table, in its entry in sources.yaml, or in the data dictionary of the plan.'),
  DATABASE_UNAVAILABLE: entry(UNAVAILABLE, 6, 'See whether the database server runs and can be reached from here, or has to be waited for; it is asked again by itself.', true),
  DATABASE_REFUSED: entry(
    PERMISSION_DENIED,
    3,
    'The administrator of the database lets this user in and grants select on what is read, nothing more; then correct user or password file in the description of the source.',
  ),
  DATABASE_UNTRUSTED: entry(
    UNAUTHENTICATED,
    5,
    'Another machine may answer in place of the database: compare its certificate, name its authority (ca) and the name that the certificate bears (host) in the description of the source.',
  ),
  FHIR_UNAVAILABLE: entry(UNAVAILABLE, 6, 'See whether the FHIR server runs and can be reached from here; then run the command again: it goes on where it was.', true),
  FHIR_REFUSED: entry(
    PERMISSION_DENIED,
    3,
    'The administrator of the FHIR server registers the client with the public key that "consilium-site data fetch-fhir NAME --jwks" prints, and lets it read the named types (and no more) by Bulk Data Access; then compare clientId, keyFile, export and types in fhir-servers.yaml.',
  ),
  FHIR_UNTRUSTED: entry(
    UNAUTHENTICATED,
    5,
    'Nothing was sent there. If another machine is meant to serve the export, name it under hosts in fhir-servers.yaml; if the certificate is that of the hospital, name its authority (ca). If neither is so, somebody may answer in place of the server.',
  ),
  FHIR_INVALID: entry(
    INVALID_ARGUMENT,
    3,
    'The answer is not that of a FHIR R4 server with Bulk Data Access: compare url in fhir-servers.yaml with the base address of the server, and show its administrator the message. What the source had before is as it was.',
  ),
  FHIR_PARTIAL: entry(
    FAILED_PRECONDITION,
    3,
    'An export that lacks a part would train on patients without their records. The message says what is missing; the administrator of the FHIR server sees more in its log. What the source had before is as it was.',
  ),
  FETCH_LOCKED: entry(ABORTED, 7, 'Another command fetches into this folder at this moment: wait until it has ended.', true),
  DEID_REFUSED: entry(
    FAILED_PRECONDITION,
    4,
    'This is protection at work, nothing is broken: what is named would identify people, and nothing that does may be learned from. Each sentence says what to do about one column.',
  ),
  SOURCE_UNSAFE: entry(FAILED_PRECONDITION, 3, 'A data set is a table that belongs to the hospital: do what the message says, or name another file.'),
  DICOM_INVALID: entry(INVALID_ARGUMENT, 3, 'The file was not read any further and nothing of it was used: export it again from the archive, or look at it with another tool (dciodvfy, dcmdump).'),
  DICOM_REFUSED: entry(FAILED_PRECONDITION, 4, 'This is protection at work, nothing is broken: only images are cleaned, of the kinds in docs/data.md; everything else may hold words about patients.'),
  PIXELS_UNCLEAR: entry(
    FAILED_PRECONDITION,
    4,
    'This is protection at work, nothing is broken: a name or a face may be seen in the image. "consilium-site data review SOURCE" shows what waits for a person, and what no person can release.',
  ),
  SOURCE_CHANGED: entry(
    FAILED_PRECONDITION,
    3,
    'The data set is not what this hospital has checked: look at what changed, then accept it with "consilium-site data accept NAME", or put back what was there.',
  ),
  ATTESTATION_MISSING: entry(FAILED_PRECONDITION, 4, 'This is protection at work, nothing is broken: the hospital wants a person to sign for its data first, with "consilium-site data attest NAME".'),
  BASIS_REFUSED: entry(
    FAILED_PRECONDITION,
    4,
    'This is protection at work, nothing is broken: on what a hospital bases the use of its data, plan and policy have to agree. The hospital names it with "consilium-site data add --basis", a plan accepts it in data.basis.',
  ),
  DETERMINATION_INVALID: entry(
    FAILED_PRECONDITION,
    5,
    'This is no record of an expert determination that covers these data: ask the expert for one that is signed, for this data set, its source and this data dictionary, and install it with "consilium-site determination install".',
  ),
  DETERMINATION_EXPIRED: entry(
    FAILED_PRECONDITION,
    4,
    'This is protection at work, nothing is broken: the expert determination of a data set has ended. The hospital asks its expert for a new one ("consilium-site determination measure").',
  ),
  DETERMINATION_UNMET: entry(
    FAILED_PRECONDITION,
    4,
    'This is protection at work, nothing is broken: people are found in the data more easily than the determination allows. Generalise the named columns, leave one out, or ask the expert for another determination.',
  ),
  DATASET_UNKNOWN: entry(NOT_FOUND, 3, 'Add the data set at this site, or name one that exists.'),
  TOO_FEW_PATIENTS: entry(
    FAILED_PRECONDITION,
    4,
    'This is protection at work, nothing is broken: the data set has fewer patients than the policy of its hospital demands. Only the hospital decides about that.',
  ),
  // Privacy
  PARAMETER_INVALID: entry(INVALID_ARGUMENT, 3, 'Correct the named parameter: the message says its range.'),
  CALIBRATION_FAILED: entry(INVALID_ARGUMENT, 3, 'No noise in the allowed range reaches the target: raise epsilon or delta, or lower the number of rounds or the sampling rate.'),
  NORM_EXCEEDED: entry(INTERNAL, 4, 'A clipped vector is longer than its bound, so nothing was released: report this, it is a defect.'),
  BUDGET_EXCEEDED: entry(
    RESOURCE_EXHAUSTED,
    4,
    'This is protection at work, nothing is broken: the round would spend more than is left of the budget. A budget is a decision about patients, which only the hospital makes.',
  ),
  BUDGET_UNRECORDED: entry(FAILED_PRECONDITION, 4, 'Set the budget with "consilium-site plan budget", which writes down who decided it, why and when.'),
  DELTA_TOO_LARGE: entry(FAILED_PRECONDITION, 4, 'Choose a delta well below one over the number of patients: at one over it, publishing one patient whole would keep the guarantee.'),
  LEDGER_CORRUPT: entry(DATA_LOSS, 7, 'The ledger was edited or damaged: restore the newest copy, and do not start the agent without it.'),
  LEDGER_ROLLED_BACK: entry(DATA_LOSS, 7, 'The ledger is older than what the coordinator, this site or its witness knows of it: restore the newest copy before the agent starts.'),
  RECEIPT_AHEAD: entry(
    FAILED_PRECONDITION,
    7,
    'Nothing was charged, since the coordinator would not count it. If the ledger of this population is lost for good, lower its budget, then ask the operator to forget it: consilium site receipts clear. If nothing was lost, the coordinator is wrong or lying.',
  ),
  RESTORE_UNCONFIRMED: entry(
    FAILED_PRECONDITION,
    7,
    'This folder was restored from a backup, and what was charged since is not in its ledger. Find out what that was, lower the budget by it, and say so: consilium-site ledger accept-loss. A witness that knows of nothing more says so by itself.',
  ),
  WITNESS_LOST: entry(DATA_LOSS, 7, 'Mount the volume of the witness again. If it is gone for good, compare the ledgers with the newest copies, then name another folder: consilium-site witness.'),
  LEDGER_LOCKED: entry(FAILED_PRECONDITION, 7, 'Another agent uses this ledger: stop it first, one agent per state folder.'),
  LEDGER_CLOCK: entry(FAILED_PRECONDITION, 7, 'The clock went backwards behind the last ledger entry: correct it, or run "consilium-site ledger accept-clock" if it is right now.'),
  AUDIT_CORRUPT: entry(
    DATA_LOSS,
    7,
    'The audit log, its checkpoint or its key was edited or damaged: look into it with "audit verify". To go on, begin a new one with "consilium-site audit restart", at a coordinator "consilium audit restart": the damaged one is kept aside.',
  ),
  COLLECTOR_FAILED: entry(
    UNAVAILABLE,
    6,
    'Nothing is lost: the entries wait in the audit log and are shipped once the collector takes them. See that it runs, is let through by the firewall, and shows a certificate of the named authority for the named host; consilium-site doctor tries it.',
    true,
  ),
  AUDIT_LOCKED: entry(FAILED_PRECONDITION, 7, 'Another agent or command writes the audit log of this folder: stop it, or try again.', true),
  SPLIT_CHANGED: entry(FAILED_PRECONDITION, 7, 'Who trains and who is held out was decided with the first charge and stays: restore the split secret and the held-out share that the population had.'),
  SPLIT_SECRET_LOST: entry(DATA_LOSS, 7, 'Restore state/splits from a copy: with another secret, patients who trained would be held out, and their budget would count half of what they paid.'),
  MECHANISM_REFUSED: entry(FAILED_PRECONDITION, 4, 'This is protection at work, nothing is broken: plan with a privacy mechanism that the hospital takes, or use simulation for mechanism none.'),
  REHEARSAL_ONLY: entry(FAILED_PRECONDITION, 4, 'Seeded noise protects nobody: rehearse with it in simulation only.'),
  // Sums under masks
  ROSTER_INVALID: entry(
    INVALID_ARGUMENT,
    5,
    'A roster comes from the person who keeps it for the consortium: ask for the newest one, compare the fingerprint of its key, and mend what the message names.',
  ),
  ROSTER_LOCKED: entry(ABORTED, 7, 'Another command accepts a roster at this site at this moment: look at what it accepted ("consilium-site roster show"), then try again.', true),
  SECURE_SUM_REFUSED: entry(FAILED_PRECONDITION, 4, 'This is protection at work, nothing is broken: on these terms the sum could show one hospital, so this site takes no part.'),
  SECURE_SUM_ABORTED: entry(
    ABORTED,
    8,
    'The sum ended without a result and without showing anything: the message names who or what did not fit. Begin another attempt; if it happens again, look at that site.',
  ),
  TRANSCRIPT_INVALID: entry(
    FAILED_PRECONDITION,
    4,
    'What is said to have come of a sum under masks does not follow from it, or is not signed as it must be: the message names the first thing that does not fit. Nobody should go on from that model; ask who runs the coordinator.',
  ),
  // Policy at the site
  STUDY_NOT_ALLOWED: entry(PERMISSION_DENIED, 4, 'This is protection at work, nothing is broken: the hospital has not allowed this study. Ask the person there who decides about studies.'),
  PLAN_NOT_APPROVED: entry(
    PERMISSION_DENIED,
    4,
    'This is protection at work, nothing is broken: the hospital has not approved this plan hash. It reads the plan (consilium-site plan show) and decides.',
  ),
  APPROVAL_EXCEEDED: entry(
    PERMISSION_DENIED,
    4,
    'This is protection at work, nothing is broken: the hospital approved so many runs, so many attempts and so much epsilon for this plan. Only the hospital decides about more.',
  ),
  SYNTHETIC_REFUSED: entry(
    PERMISSION_DENIED,
    4,
    'This is protection at work, nothing is broken: synthetic data cost patients privacy like an update, and the hospital decides about them under "synthetic" in policy.yaml (allow, maximumEpsilon).',
  ),
  METRICS_WITHHELD: entry(PERMISSION_DENIED, 4, 'This is protection at work, nothing is broken: the hospital does not let these metrics out. Ask the person there who decides about them.'),
  TASK_INVALID: entry(INVALID_ARGUMENT, 4, 'The coordinator sent a task that contradicts the approved plan; the site refuses it.'),
  SIZE_MISSTATED: entry(
    FAILED_PRECONDITION,
    4,
    'Averages divide by the number of training patients that the plan names for the site, so it must be near the truth: write a truer one under sites and have the plan approved again. The hospital corrects its own number with "consilium-site data add --patients".',
  ),
  SITE_UNAVAILABLE: entry(
    UNAVAILABLE,
    8,
    'The site sits this round out: its log says why, and "consilium-site doctor" there shows it (data that cannot be read, maintenance); in a rehearsal it may be a simulated dropout.',
    true,
  ),
  // Updates
  UPDATE_NOT_FINITE: entry(INVALID_ARGUMENT, 8, 'The update contains NaN or infinity and is not used: check the learning rate and the data of this site.'),
  UPDATE_WRONG_SHAPE: entry(INVALID_ARGUMENT, 8, 'The update does not fit the model of the plan: the agent and the coordinator must run the same plan.'),
  UPDATE_TOO_LONG: entry(INVALID_ARGUMENT, 8, 'The update is longer than clipping and noise of the plan allow and is not used: the agent does not follow the plan, so look at that site.'),
  UPDATE_STALE: entry(FAILED_PRECONDITION, 8, 'The round or attempt has ended, so the update is not used: wait for the next task.'),
  UPDATE_REPLAYED: entry(ALREADY_EXISTS, 8, 'This site has already answered this attempt with other bytes: one update an attempt.'),
  UPDATE_UNEXPECTED: entry(FAILED_PRECONDITION, 8, 'No task was offered to this site for this round: wait for the next task.'),
  UPDATE_CORRUPT: entry(DATA_LOSS, 8, 'The bytes received do not have the announced SHA-256: send the update again.', true),
  TRAINING_FAILED: entry(INTERNAL, 8, 'Training did not produce a finite update: lower the learning rate or check the data set.'),
  ATTEMPT_FAILED: entry(INTERNAL, 8, 'The site could not answer this attempt, which costs its budget as an answer would; only its own log says why: ask the hospital.'),
  // Runs
  STUDY_UNKNOWN: entry(NOT_FOUND, 3, 'Submit the study first, or name one that exists.'),
  SITE_UNKNOWN: entry(NOT_FOUND, 3, 'List the sites with "consilium site list" and name one that exists.'),
  INCIDENT_UNKNOWN: entry(NOT_FOUND, 3, 'List the incidents with "incident list" and name one that exists.'),
  INCIDENT_CLOSED: entry(FAILED_PRECONDITION, 5, 'A closed incident stays as it is. If the same is seen again, a new one is opened.'),
  SITE_QUARANTINED: entry(PERMISSION_DENIED, 6, 'The operator has put this site under quarantine: ask why. The agent tries again by itself and goes on once it is released.', true),
  USER_UNKNOWN: entry(NOT_FOUND, 3, 'List the users with "consilium user list" and name one that exists.'),
  LAST_OPERATOR: entry(FAILED_PRECONDITION, 5, 'Give somebody else the role of an operator first, and let them join.'),
  SITES_NOT_READY: entry(FAILED_PRECONDITION, 8, 'The run was not started. Mend what is listed, or start it all the same with --yes: it pauses while too few sites are connected.'),
  PLAN_CHANGED: entry(FAILED_PRECONDITION, 8, 'The plan of the study is not the one that you were shown: see with "consilium study list" who submitted what, then start the run again.'),
  RUN_UNKNOWN: entry(NOT_FOUND, 3, 'List the runs and name one that exists.'),
  QUORUM_NOT_MET: entry(
    ABORTED,
    8,
    'Too few sites answered before the deadline: see who was missing and why. Another run needs approvals that allow one more: an approval gives one run unless the hospital says more (consilium-site plan approve --runs, with an --epsilon for both). Or lower the quorum in the plan, which is then approved again.',
  ),
  RUN_STOPPED: entry(ABORTED, 8, 'The run was stopped by a person: "consilium run status" says who.'),
  // Trust and wire
  CERTIFICATE_INVALID: entry(UNAUTHENTICATED, 5, 'The certificate is not one of this consortium or has expired: renew it or join again.'),
  REQUEST_INVALID: entry(
    INVALID_ARGUMENT,
    5,
    'No certificate is made for this request: the message says what is wanted. Make it again with "consilium-site init", or "openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256".',
  ),
  CERTIFICATE_UNKNOWN: entry(PERMISSION_DENIED, 5, 'The certificate is valid but its site or user is not registered or was revoked: ask the operator.'),
  INVITATION_INVALID: entry(
    PERMISSION_DENIED,
    5,
    'Ask the operator for a new join string ("consilium site invite", "consilium user add"): each serves one key, once, until it expires. If you have not used this one, say so: somebody else has.',
  ),
  ADMISSION_REFUSED: entry(
    PERMISSION_DENIED,
    5,
    'A name belongs to the key that was admitted. A site renews with a request made on its old folder; a site or user that has lost its key is revoked, and then admitted again with --replace.',
  ),
  SECOND_HOLDER: entry(
    PERMISSION_DENIED,
    5,
    'Somebody else holds a session as this site, with another key. Stop the agent that should not run; if you know of none, have the operator revoke the site.',
  ),
  ROLE_MISSING: entry(PERMISSION_DENIED, 5, 'This user does not hold a role that the call is for: ask the operator ("consilium user roles").'),
  TOKEN_INVALID: entry(UNAUTHENTICATED, 5, 'The coordinator takes no such token: the message says why. Log in again ("consilium login"); if that does not help, show the operator the message.'),
  TOKEN_EXPIRED: entry(
    UNAUTHENTICATED,
    6,
    'Run the command again: a new token is fetched by itself as long as the provider agrees. If it says so again, compare the clocks of this machine, the coordinator and the provider.',
    true,
  ),
  IDENTITY_UNKNOWN: entry(PERMISSION_DENIED, 5, 'The token is good, and no user of this coordinator is known by it, or not any more: ask the operator ("consilium user list").'),
  PROVIDER_FAILED: entry(
    UNAVAILABLE,
    6,
    'The identity provider does not answer as it should: try again later, and ask those who run it. Nobody is let in without its word; who has a certificate is not concerned.',
    true,
  ),
  LOGIN_NEEDED: entry(UNAUTHENTICATED, 5, 'Log in: consilium login.'),
  LOGIN_LOCKED: entry(
    FAILED_PRECONDITION,
    7,
    'Another command renews this login just now: run the command again. If none does, the folder is on a file system that cannot lock: move it to another.',
    true,
  ),
  LOGIN_REFUSED: entry(PERMISSION_DENIED, 5, 'The provider has not let you log in: the message says why. Run "consilium login" again, and type the code that it then shows before its time is over.'),
  KEY_INVALID: entry(FAILED_PRECONDITION, 5, 'The key file cannot be read or opened: check its path and its mode.'),
  KEY_STORE_UNAVAILABLE: entry(
    FAILED_PRECONDITION,
    5,
    'What opens the secrets of this folder is not there: put the named file, credential or token back, or run this where it is. Nothing was changed.',
  ),
  KEY_STORE_WRONG: entry(FAILED_PRECONDITION, 5, 'The key store has another key than the one that sealed this folder: name the right one, or restore it from its copy. Nothing was changed.'),
  SEAL_BROKEN: entry(DATA_LOSS, 7, 'A sealed file was changed, cut, or sealed with another key: restore the file or the key from a copy.'),
  BACKUP_INVALID: entry(DATA_LOSS, 7, 'This is no backup of such a folder, or not as it was written: take another one, and see that it is copied whole. Nothing was changed.'),
  DOSSIER_ALTERED: entry(DATA_LOSS, 5, 'Do not use this model: ask those who gave you the dossier for it again, and tell them what the message says.'),
  DOSSIER_UNTRUSTED: entry(UNAUTHENTICATED, 5, 'Do not use this model: compare the fingerprint of your key by phone with those who should have signed the dossier, and ask them for it again.'),
  MODEL_UNKNOWN: entry(NOT_FOUND, 3, 'See "consilium model list" for the versions there are; a version is written name@number.'),
  MODEL_STATE: entry(FAILED_PRECONDITION, 5, 'See "consilium model show" for where the version stands and what has been decided about it.'),
  APPROVAL_REFUSED: entry(FAILED_PRECONDITION, 5, 'This is the protection working: another person approves, with the evidence that is named.'),
  EVIDENCE_MISSING: entry(FAILED_PRECONDITION, 5, 'Fetch the run again with "consilium run results" once it has ended, from a coordinator with an audit log.'),
  TARGET_EXISTS: entry(ALREADY_EXISTS, 3, 'Name another file, or another folder: nothing is overwritten.'),
  SESSION_REPLACED: entry(ABORTED, 6, 'Another agent has connected with the certificate of this site: run one agent per site.', true),
  VERSION_INCOMPATIBLE: entry(FAILED_PRECONDITION, 6, 'Agent and coordinator speak different protocol versions: upgrade the older one.'),
  NOT_TLS: entry(UNAVAILABLE, 6, 'The other side does not speak TLS 1.3 with a certificate of this consortium: check address, port and any proxy that intercepts TLS.'),
  UNREACHABLE: entry(UNAVAILABLE, 6, 'The coordinator cannot be reached: check address, port, firewall and proxy; the agent keeps trying.', true),
  NAME_UNKNOWN: entry(UNAVAILABLE, 6, 'The name of the coordinator, or of the proxy, is not known here: check its spelling and the name server (DNS) of this machine.', true),
  PROXY_REFUSED: entry(UNAVAILABLE, 6, 'The proxy does not let this connection through: the message says whether it wants a user and password or forbids the address. Ask who runs the proxy.', true),
  CLOCK_SKEWED: entry(
    FAILED_PRECONDITION,
    6,
    'The clocks of this machine and of the coordinator differ by so much that the ledger could be written with a wrong time. Compare both with a third clock and correct the wrong one (NTP); nothing was done meanwhile.',
    true,
  ),
  MESSAGE_INVALID: entry(INVALID_ARGUMENT, 6, 'The message lacks a field or carries one out of range: upgrade the older side.'),
  QUEUE_FULL: entry(RESOURCE_EXHAUSTED, 6, 'The other side reads too slowly or not at all, so the session was ended; it is opened again by itself.', true),
  REMOTE_PROBLEM: entry(UNAVAILABLE, 6, 'The coordinator reports a problem in words that are not for sites; nothing is wrong here: tell its operator, and change nothing at this site.'),
  COORDINATOR_FAILED: entry(UNAVAILABLE, 6, 'The coordinator has a problem of its own and its log says which: ask its operator. Nothing is wrong here: change nothing, the agent keeps trying.', true),
  NOT_IMPLEMENTED: entry(UNIMPLEMENTED, 6, 'The other side does not know this call: upgrade it.'),
  SERVICE_UNKNOWN: entry(NOT_FOUND, 6, 'This coordinator serves nothing of that name: ask for the health of a service of docs/wire.md, or, with an empty name, of the whole server.'),
  BLOB_UNKNOWN: entry(NOT_FOUND, 6, 'The coordinator does not hold that content: it may have been cleaned up after the round.'),
  // Storage
  DISK_FULL: entry(
    RESOURCE_EXHAUSTED,
    7,
    'Free space. A command that ends with this was not carried out and will not be by itself: run it again; a program that keeps running goes on by itself.',
    true,
  ),
  MEMORY_FULL: entry(RESOURCE_EXHAUSTED, 7, 'The machine has too little memory for this work: end other programs or add memory; the work can be tried again.', true),
  STORE_FAILED: entry(INTERNAL, 7, 'The store could not be read or written: check the disk and the rights of the state folder.'),
  STORE_VERSION: entry(FAILED_PRECONDITION, 7, 'The state folder was written by another version: use that version or an upgrade of it.'),
  STATE_UNREADABLE: entry(FAILED_PRECONDITION, 7, 'Another version of the coordinator wrote this: use that version to read it, or start a new run.'),
  LEASE_LOST: entry(UNAVAILABLE, 7, 'Another coordinator drives this run now: repeat the call, it reaches that one.', true),
  // Backend
  BACKEND_UNAVAILABLE: entry(
    UNAVAILABLE,
    7,
    'TensorFlow cannot be loaded: in a clone, run npm run setup and read its last paragraph. The package of the coordinator has none on purpose: rehearse (consilium sim, consilium privacy audit) in a clone.',
  ),
  PLATFORM_UNSUPPORTED: entry(
    FAILED_PRECONDITION,
    3,
    'Use Linux on x64 with the GNU C library 2.34 or newer: Debian 12, Ubuntu 22.04, Red Hat Enterprise Linux 9, or a virtual machine with one of them.',
  ),
  // Processes
  WORKER_SILENT: entry(UNAVAILABLE, 7, 'The program hung and was ended; nothing that it had written is lost: start it again, and report it with the log if it happens twice.', true),
  // Anything else is a defect
  INTERNAL: entry(INTERNAL, 70, 'This is a defect of Consilium: please report it with the log.'),
} as const satisfies Record<string, ErrorEntry>;

/** The closed union of error codes. */
export type ErrorCode = keyof typeof ERROR_CATALOG;
