/** A stream that a command writes to. */
export interface Output {
  /** True where a person reads it. */
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** What a command reads and writes: the process's own, or a test's. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Directory that relative paths start from. */
  readonly cwd: string;
  readonly stdout: Output;
  readonly stderr: Output;
  /** The package's version. */
  version(): string;
  /** Resolves when the process is told to end. */
  untilStopped(): Promise<void>;
}
