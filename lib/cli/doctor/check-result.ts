/** What is checked. `'usage'` and `'program'` report that nothing could be checked: wrong arguments, or an unexpected error. */
export type Check =
  | ('environment' | 'origins' | 'name' | 'connection' | 'clock' | 'credentials' | 'lifetime' | 'claims')
  | ('usage' | 'program');

/** One result of the doctor, printed as one line. */
export interface CheckResult {
  readonly check: Check;
  /** `'note'` announces the next step. It is not a result. */
  readonly status: 'ok' | 'warn' | 'fail' | 'skip' | 'note';
  readonly text: string;
  /** What to do about it. */
  readonly fix?: string;
  /** Exit code of the process, unless an earlier failure has set one. */
  readonly exit?: number;
  /** The facts behind the text, for `--json`. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** The exit code for all results: that of the first failure, else of the first warning that has one, else 0. */
export function getExitCode(results: readonly CheckResult[]): number {
  for (const status of ['fail', 'warn']) {
    const result = results.find((candidate) => candidate.status === status && candidate.exit !== undefined);
    if (result?.exit !== undefined) return result.exit;
  }
  return 0;
}

/** Results for checks that were skipped, with the reason. */
export function skipChecks(reason: string, ...checks: Check[]): CheckResult[] {
  return checks.map((check) => ({ check, status: 'skip', text: `not checked: ${reason}` }));
}
