import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Io } from '../../lib/cli/output.js';
import { run } from '../../lib/cli/run.js';

/** What a person types and sees: runs commands in this process, in an empty directory. */
export class Terminal {
  readonly cwd = mkdtempSync(join(tmpdir(), 'aspose-auth-cli-'));
  out = '';
  err = '';
  #stop: () => void = () => undefined;
  readonly #stopped = new Promise<void>((resolve) => {
    this.#stop = resolve;
  });
  #written: () => void = () => undefined;

  constructor(
    readonly env: Record<string, string | undefined> = {},
    readonly isTTY = false,
  ) {}

  get io(): Io {
    return {
      env: this.env,
      cwd: this.cwd,
      stdout: { isTTY: this.isTTY, write: (text) => this.#write('out', text) },
      stderr: { isTTY: this.isTTY, write: (text) => this.#write('err', text) },
      version: () => '9.9.9',
      untilStopped: () => this.#stopped,
    };
  }

  run(...argv: string[]): Promise<number> {
    return run(argv, this.io);
  }

  /** Ctrl+C. */
  stop(): void {
    this.#stop();
  }

  /** Resolves when stdout holds the text. */
  async until(text: string): Promise<void> {
    while (!this.out.includes(text)) {
      await new Promise<void>((resolve) => {
        this.#written = resolve;
      });
    }
  }

  /** The lines of stdout that are about one check of the doctor. */
  lines(check: string): string[] {
    return this.out.split('\n').filter((line) => line.slice(6, 17).trim() === check);
  }

  #write(to: 'out' | 'err', text: string): void {
    this[to] += text;
    this.#written();
  }
}

/** Variables for a server that has credentials, as `.env` would hold them. */
export function variablesFor(server: { url: string; clientId: string; clientSecret: string }): Record<string, string> {
  return {
    ASPOSE_BASE_URL: server.url,
    ASPOSE_CLIENT_ID: server.clientId,
    ASPOSE_CLIENT_SECRET: server.clientSecret,
  };
}
