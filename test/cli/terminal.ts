import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Io } from '../../lib/cli/output.js';
import { run } from '../../lib/cli/run.js';

/** A terminal in an empty folder. Runs commands in this process and keeps their output. */
export class Terminal {
  readonly cwd = mkdtempSync(join(tmpdir(), 'aspose-auth-cli-'));
  out = '';
  err = '';

  constructor(
    readonly env: Record<string, string | undefined> = {},
    readonly isTTY = false,
  ) {}

  get io(): Io {
    return {
      env: this.env,
      cwd: this.cwd,
      stdout: { isTTY: this.isTTY, write: (text) => (this.out += text) },
      stderr: { isTTY: this.isTTY, write: (text) => (this.err += text) },
      readVersion: () => '9.9.9',
    };
  }

  run(...argv: string[]): Promise<number> {
    return run(argv, this.io);
  }

  /** The lines of stdout for one check of the doctor. */
  lines(check: string): string[] {
    return this.out.split('\n').filter((line) => line.slice(6, 17).trim() === check);
  }
}

/** The variables that a server's credentials are set with, as in a `.env` file. */
export function variablesFor(server: { url: string; clientId: string; clientSecret: string }): Record<string, string> {
  return {
    ASPOSE_BASE_URL: server.url,
    ASPOSE_CLIENT_ID: server.clientId,
    ASPOSE_CLIENT_SECRET: server.clientSecret,
  };
}
