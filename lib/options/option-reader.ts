import { type AccountVariables, ENVIRONMENT, type EnvironmentRow, getVariableName, readText } from './environment.js';
import type { AsposeAccountOptions, AsposeAuthModuleOptions } from './options.js';
import { findAddressProblem } from './validation.js';

type Option = keyof AsposeAccountOptions;

const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Reads one account's options as the types they should have. What is wrong is noted under the name its reader gave it. */
export class OptionReader {
  /**
   * @param inherited What counts where neither the options nor the environment have a value.
   * @param path What stands before an option's name in messages: empty, or `accounts.NAME.`
   * @param problems Collects what is wrong.
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
    if (typeof found.value === 'string') return found.value.trim();
    this.#note(found, 'must be text');
    return undefined;
  }

  flag(option: Option): boolean {
    const found = this.find(option);
    if (found === undefined || typeof found.value === 'boolean') return found?.value === true;
    this.#note(found, 'must be true or false');
    return false;
  }

  milliseconds(option: Option, fallback: number): number {
    const found = this.find(option);
    if (found === undefined) return fallback;
    const { value } = found;
    if (typeof value === 'number' && value > 0 && value <= LONGEST_TIMER_MS) return value;
    this.#note(found, 'must be a number of milliseconds above 0');
    return fallback;
  }

  /** An address that a secret or a token may be sent to; the fallback where it is missing or must not be used. */
  address(option: 'baseUrl' | 'tokenUrl', fallback: string): string {
    const found = this.find(option);
    const value = this.text(option);
    if (found === undefined || value === undefined) return fallback;
    const wrong = findAddressProblem(value);
    if (wrong) this.#note(found, wrong);
    return wrong ? fallback : value;
  }

  origins(option: 'allowedOrigins', fallback: string): ReadonlySet<string> {
    const found = this.find(option);
    if (found === undefined) return new Set([fallback]);
    if (!Array.isArray(found.value)) this.#note(found, 'must be a list of origins');
    const origins = new Set<string>();
    for (const [index, entry] of (Array.isArray(found.value) ? (found.value as unknown[]) : []).entries()) {
      const wrong = findAddressProblem(String(entry));
      if (wrong) this.#note(found, `entry ${index + 1} ${wrong}`);
      else origins.add(new URL(String(entry)).origin);
    }
    return origins;
  }

  /** Notes that a required option is missing, and how to give it. */
  missing(option: Option, hint: string): void {
    const variable = this.variables.getName(getVariableName(option) ?? '');
    const fix = variable ? `set ${variable} or pass ${option} in the options` : 'pass it in the options';
    this.problem(option, `is missing: ${fix}${hint}`);
  }

  /** Notes what is wrong with an option that no variable gives. */
  problem(option: Option, what: string): void {
    this.problems.push(`${this.path}${option} ${what}`);
  }

  #note(found: OptionValue, what: string): void {
    this.problems.push(`${found.label} ${what}`);
  }
}

/** A value with the name that a message calls it by, so that a problem points at what its reader wrote. */
export interface OptionValue {
  readonly value: unknown;
  readonly label: string;
}

/** Text of the environment as the option's type; text that does not read stays text, for the checks to name it. */
function parse(row: EnvironmentRow, text: string): unknown {
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

/** The first variable of the option's rows that is set, other than a file to read. */
function fromEnvironment(
  option: keyof AsposeAuthModuleOptions,
  { getName, read }: AccountVariables,
): OptionValue | undefined {
  for (const row of ENVIRONMENT) {
    if (row.option !== option || row.reads === 'secret-file') continue;
    for (const variable of row.variables) {
      const name = getName(variable);
      const text = name && readText(read, name);
      if (name && text) return { value: parse(row, text), label: name };
    }
  }
  return undefined;
}

/** An option's value: explicit, else from the environment, else `undefined`. Blank text counts as missing. */
export function readOption(
  option: keyof AsposeAuthModuleOptions,
  explicit: unknown,
  path: string,
  variables: AccountVariables,
): OptionValue | undefined {
  return isBlank(explicit) ? fromEnvironment(option, variables) : { value: explicit, label: path + option };
}
