import { type AccountVariables, ENVIRONMENT, type EnvironmentRow, getVariableName, readText } from './environment.js';
import type { AsposeAccountOptions, AsposeAuthModuleOptions } from './options.js';
import { findAddressProblem, findBaseUrlProblem, IN_QUOTES, isByteCount, isQuoted } from './validation.js';

type Option = keyof AsposeAccountOptions;

const MAX_TIMER_MS = 2 ** 31 - 1;

/** Reads and checks the options of one account. Problems are collected, each with the name of its option or variable. */
export class OptionReader {
  /**
   * @param inherited Used if neither the options nor the environment have a value.
   * @param path Prefix of an option's name in messages: empty, or `accounts.NAME.`
   * @param problems Collects the problems.
   */
  constructor(
    private readonly options: AsposeAccountOptions,
    private readonly inherited: AsposeAccountOptions,
    private readonly path: string,
    private readonly variables: AccountVariables,
    private readonly problems: string[],
  ) {}

  find(option: Option): OptionValue | undefined {
    const own = readOption(option, this.options[option], this.path, this.variables);
    const value = this.inherited[option];
    return own ?? (value === undefined ? undefined : { value, label: this.path + option });
  }

  text(option: Option): string | undefined {
    const found = this.find(option);
    if (found === undefined) return undefined;
    if (typeof found.value === 'string') {
      const text = found.value.trim();
      if (isQuoted(text)) this.#addProblem(found, IN_QUOTES);
      return text;
    }
    this.#addProblem(found, 'must be text');
    return undefined;
  }

  flag(option: Option): boolean {
    const found = this.find(option);
    if (found === undefined || typeof found.value === 'boolean') return found?.value === true;
    this.#addProblem(found, 'must be true or false');
    return false;
  }

  milliseconds(option: Option, fallback: number): number {
    const found = this.find(option);
    if (found === undefined) return fallback;
    const { value } = found;
    if (typeof value === 'number' && value > 0 && value <= MAX_TIMER_MS) return value;
    this.#addProblem(found, 'must be a number of milliseconds above 0');
    return fallback;
  }

  bytes(option: Option, fallback: number): number {
    const found = this.find(option);
    if (found === undefined) return fallback;
    if (isByteCount(found.value)) return found.value;
    this.#addProblem(found, 'must be a whole number of bytes, 0 or more');
    return fallback;
  }

  /**
   * An address that a secret or a token may be sent to. The fallback, if it is missing or not allowed.
   *
   * @param allowsHttp Whether plain http to other machines is allowed.
   */
  address(option: 'baseUrl' | 'tokenUrl', fallback: string, allowsHttp: boolean): string {
    const found = this.find(option);
    const value = this.text(option);
    if (found === undefined || value === undefined || isQuoted(value)) return fallback;
    const problem =
      findAddressProblem(value, allowsHttp) ?? (option === 'baseUrl' ? findBaseUrlProblem(value) : undefined);
    if (problem) this.#addProblem(found, problem);
    return problem ? fallback : value;
  }

  /** Origins that the token may be sent to: `own`, and those of the option. */
  origins(option: 'allowedOrigins', own: string, allowsHttp: boolean): ReadonlySet<string> {
    const found = this.find(option);
    const origins = new Set([own]);
    if (found === undefined) return origins;
    if (!Array.isArray(found.value)) this.#addProblem(found, 'must be a list of origins');
    for (const [index, entry] of (Array.isArray(found.value) ? (found.value as unknown[]) : []).entries()) {
      const problem = findAddressProblem(String(entry), allowsHttp);
      if (problem) this.#addProblem(found, `entry ${index + 1} ${problem}`);
      else origins.add(new URL(String(entry)).origin);
    }
    return origins;
  }

  /** Adds the problem that a required option is missing, and how to set it. */
  missing(option: Option, hint: string): void {
    const variable = this.variables.getName(getVariableName(option) ?? '');
    const fix = variable ? `set ${variable} or pass ${option} in the options` : 'pass it in the options';
    this.problem(option, `is missing: ${fix}${hint}`);
  }

  /**
   * Adds a problem of an option.
   *
   * @param path Default: that of the account. Empty for the name of a variable.
   */
  problem(option: string, what: string, path = this.path): void {
    this.problems.push(`${path}${option} ${what}`);
  }

  #addProblem(found: OptionValue, what: string): void {
    this.problems.push(`${found.label} ${what}`);
  }
}

/** A value, and the option or variable that it comes from, for messages. */
export interface OptionValue {
  readonly value: unknown;
  readonly label: string;
}

/** Converts a variable's text to the option's type. Text that cannot be converted stays text, so that the checks report it. */
function parseVariable(row: EnvironmentRow, text: string): unknown {
  switch (row.reads) {
    case 'list':
      return text
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== '');
    case 'milliseconds':
      return Number(text);
    case 'flag':
      if (/^(true|1|yes|on)$/i.test(text)) return true;
      return /^(false|0|no|off)$/i.test(text) ? false : text;
    default:
      return text;
  }
}

const isBlank = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'string' && value.trim() === '');

/** The first variable of the option that is set. A variable that names a secret file is not read here. */
function readVariable(
  option: keyof AsposeAuthModuleOptions,
  { getName, read }: AccountVariables,
): OptionValue | undefined {
  for (const row of ENVIRONMENT) {
    if (row.option !== option || row.reads === 'secret-file') continue;
    for (const variable of row.variables) {
      const name = getName(variable);
      const text = name && readText(read, name);
      if (name && text) return { value: parseVariable(row, text), label: name };
    }
  }
  return undefined;
}

/** The value of an option: explicit, otherwise from the environment, otherwise `undefined`. Blank text counts as missing. */
export function readOption(
  option: keyof AsposeAuthModuleOptions,
  explicit: unknown,
  path: string,
  variables: AccountVariables,
): OptionValue | undefined {
  return isBlank(explicit) ? readVariable(option, variables) : { value: explicit, label: path + option };
}
