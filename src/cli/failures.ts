/** The command line is wrong, before anything was sent: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The user pressed Ctrl-C: exit code 130, and no report. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
}

/** The command did its work, and what it found is bad: exit code 1, and no report. */
export class BadFindingError extends Error {
  override readonly name = 'BadFindingError';
}

/** What went wrong with a statement (`cause`), and its text, to point into. */
export class StatementError extends Error {
  override readonly name = 'StatementError';
  readonly sql: string;

  constructor(sql: string, cause: unknown) {
    super('A statement failed.', { cause });
    this.sql = sql;
  }
}
