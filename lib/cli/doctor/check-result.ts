/** What is examined; and, where it does not come to that, `'usage'` or `'program'` for what was wrong with these. */
export type Check =
  | ('environment' | 'origins' | 'name' | 'connection' | 'clock' | 'credentials' | 'lifetime' | 'claims')
  | ('usage' | 'program');

/** One result of the doctor, one line. */
export interface Finding {
  readonly check: Check;
  /** `'note'` says what is about to happen; it is no result. */
  readonly status: 'ok' | 'warn' | 'fail' | 'skip' | 'note';
  readonly text: string;
  /** What to do about it. */
  readonly fix?: string;
  /** What the process ends with, unless an earlier failure has said so. */
  readonly exit?: number;
  /** For `--json`: the facts behind the text. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** What the findings come to: the first failure's exit code, else the first warning's that has one, else 0. */
export function exitCodeOf(findings: readonly Finding[]): number {
  for (const status of ['fail', 'warn']) {
    const found = findings.find((finding) => finding.status === status && finding.exit !== undefined);
    if (found?.exit !== undefined) return found.exit;
  }
  return 0;
}

/** Checks that were not made, with the reason. */
export function skipped(reason: string, ...checks: Check[]): Finding[] {
  return checks.map((check) => ({ check, status: 'skip', text: `not checked: ${reason}` }));
}
