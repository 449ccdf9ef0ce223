import { SetupError } from '../scripts/setup/setup-error.mjs';

/** Why a package cannot be made, and what to do about it. */
export class PackageError extends SetupError {
  /**
   * @param {string} message one sentence: what went wrong
   * @param {string} advice what to do, in the imperative
   * @param {string} [output] the failing tool's last lines
   */
  constructor(message, advice, output = '') {
    super(message, advice, { output });
    this.name = 'PackageError';
  }
}
