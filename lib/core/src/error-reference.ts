import { ERROR_CATALOG, type ErrorEntry } from './error-catalog.ts';

/** Names of the gRPC statuses that the catalog uses (https://grpc.io/docs/guides/status-codes/). */
const GRPC_NAMES: Readonly<Record<number, string>> = {
  3: 'INVALID_ARGUMENT',
  5: 'NOT_FOUND',
  6: 'ALREADY_EXISTS',
  7: 'PERMISSION_DENIED',
  8: 'RESOURCE_EXHAUSTED',
  9: 'FAILED_PRECONDITION',
  10: 'ABORTED',
  12: 'UNIMPLEMENTED',
  13: 'INTERNAL',
  14: 'UNAVAILABLE',
  15: 'DATA_LOSS',
  16: 'UNAUTHENTICATED',
};

/** What each exit code of the programs stands for. */
const EXIT_CODES: readonly (readonly [number, string])[] = [
  [0, 'done'],
  [2, 'the command was used wrongly'],
  [3, 'something given to it is wrong: a file, a plan, a parameter, a name'],
  [4, 'refused, by the policy of a hospital or for the sake of privacy'],
  [5, 'a certificate, a key, a plan hash or a role does not hold'],
  [6, 'the other side cannot be reached or understood'],
  [7, 'the store, the ledger, the disk or a library failed'],
  [8, 'the run failed or an update was not used'],
  [70, 'a defect of Consilium'],
];

/** The page `docs/errors.md`: every code of the catalog, what it means to the person who meets it, and what a program sees. */
export function renderErrorReference(): string {
  const lines = [
    '# Errors',
    '',
    '<!-- Generated from lib/core/src/error-catalog.ts by `npm run generate`. Change the catalog, not this page. -->',
    '',
    'Every error has a code from this list. On the terminal its first line says what happened and its second what to do. Over',
    'gRPC the code travels in the trailer `consilium-error`; causes, stack traces and whatever an unexpected error says never',
    'leave the machine.',
    '',
    '## Exit codes',
    '',
    '| exit code | meaning |',
    '| --- | --- |',
    ...EXIT_CODES.map(([code, meaning]) => `| ${code} | ${meaning} |`),
    '',
    '## Codes',
    '',
  ];
  for (const [code, entry] of Object.entries(ERROR_CATALOG)) lines.push(...section(code, entry));
  return `${lines.join('\n').trimEnd()}\n`;
}

function section(code: string, entry: ErrorEntry): readonly string[] {
  const again = entry.retryable ? 'Trying again unchanged can help.' : 'Trying again unchanged does not help.';
  const facts = `gRPC status ${GRPC_NAMES[entry.grpc] ?? entry.grpc}, exit code ${entry.exit}.`;
  return [`### ${code}`, '', entry.advice, '', `${facts} ${again}`, ''];
}
