/** Exit codes of every command. */
export const exitCode = {
  done: 0,
  failed: 1,
  usage: 2,
  /** Done, but some input was rejected or unreadable; said on stderr. */
  incomplete: 3,
} as const;

/** An error that is the user's to mend: shown as one line, without a stack. */
export class CliError extends Error {
  override name = 'CliError';
  readonly exitCode: number;

  constructor(message: string, code: number = exitCode.failed) {
    super(message);
    this.exitCode = code;
  }
}
