import type { Finding } from './doctor/check-result.js';

/** Green, yellow, red, grey (ECMA-48 SGR). `styleText` of node:util looks at the process's own stdout, which may not be ours. */
const COLOURS = { ok: 32, warn: 33, fail: 31, skip: 90, note: 90 } as const;
const WORDS = { ok: 'ok', warn: 'warn', fail: 'FAIL', skip: 'skip', note: '' } as const;

/** Text from a server must not drive the terminal. */
const printable = (text: string) => text.replaceAll(/\p{Cc}+/gu, ' ');

/** Whether to colour: for people only, and not for those who have said no (https://no-color.org). */
export function wantsColour({ isTTY }: Output, env: Io['env']): boolean {
  return isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';
}

/** A finding as one line. */
export function lineOf({ status, check, text, fix }: Finding, colour: boolean): string {
  const word = WORDS[status].padEnd(4);
  const name = status === 'note' ? '' : check;
  const whole = fix === undefined ? text : `${text}. Fix: ${fix}`;
  const shown = colour ? `\u001b[${COLOURS[status]}m${word}\u001b[39m` : word;
  return `${shown}  ${name.padEnd(11)}  ${printable(whole)}\n`;
}

/** All findings as one JSON object. */
export function jsonOf(findings: readonly Finding[], exitCode: number): string {
  const checks = findings.map(({ check, status, text, fix, details }) => ({ check, status, text, fix, ...details }));
  return `${JSON.stringify({ ok: exitCode === 0, exitCode, checks }, undefined, 2)}\n`;
}

/** Says what is wrong with the command line, and how to find out more. */
export function complain({ stderr }: Io, command: string, problem: string): void {
  stderr.write(`${command}: ${problem}\nSee ${command} --help\n`);
}

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
