import { toOneLine } from '../util/to-one-line.js';
import type { CheckResult } from './doctor/check-result.js';

/** What a command reads and writes: that of the process, or of a test. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Working directory, which relative paths start from. */
  readonly cwd: string;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Reads the version of the package. */
  readVersion(): string;
}

/** A stream that a command writes to. */
export interface Output {
  /** True if the stream is a terminal. */
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Prints what is wrong with the command line, and how to get help. */
export function printUsageError({ stderr }: Io, command: string, problem: string): void {
  stderr.write(`${command}: ${problem}\nSee ${command} --help\n`);
}

/** Formats a result as one line. */
export function formatLine({ status, check, text, fix }: CheckResult, useColour: boolean): string {
  const label = LABELS[status].padEnd(4);
  const name = status === 'note' ? '' : check;
  const message = fix === undefined ? text : `${text}. Fix: ${fix}`;
  const coloured = useColour ? `\u001b[${COLOURS[status]}m${label}\u001b[39m` : label;
  return `${coloured}  ${name.padEnd(11)}  ${toOneLine(message)}\n`;
}

const LABELS = { ok: 'ok', warn: 'warn', fail: 'FAIL', skip: 'skip', note: '' } as const;
/**
 * Green, yellow, red, grey (ECMA-48 SGR). `styleText` of `node:util` is no help: it inspects the stdout of the process, which may
 * not be the stream that is written to.
 */
const COLOURS = { ok: 32, warn: 33, fail: 31, skip: 90, note: 90 } as const;

/**
 * True if output should be coloured: on a terminal, unless the user has opted out.
 *
 * @see https://no-color.org
 */
export function supportsColour({ isTTY }: Output, env: Io['env']): boolean {
  return isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';
}

/** Formats all results as one JSON object. */
export function formatJson(results: readonly CheckResult[], exitCode: number): string {
  const checks = results.map(({ check, status, text, fix, details }) => ({ ...details, check, status, text, fix }));
  return `${JSON.stringify({ ok: exitCode === 0, exitCode, checks }, undefined, 2)}\n`;
}
