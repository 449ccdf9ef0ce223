import { Option } from 'commander';

/** `--json`, for commands that print a result: JSON on standard output, one value unless help says more, and nothing else there. */
export function jsonOption(description = 'print the result as JSON'): Option {
  return new Option('--json', description);
}
