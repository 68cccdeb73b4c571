import type { AccountVariables } from './account-variables.js';
import { variableFor } from './environment.js';
import type { AsposeAccountOptions } from './options.js';
import { addressProblem } from './origins.js';
import { readOption, type Sourced } from './read-option.js';

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

  find(option: Option): Sourced | undefined {
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
    const wrong = addressProblem(value);
    if (wrong) this.#note(found, wrong);
    return wrong ? fallback : value;
  }

  origins(option: 'allowedOrigins', fallback: string): ReadonlySet<string> {
    const found = this.find(option);
    if (found === undefined) return new Set([fallback]);
    if (!Array.isArray(found.value)) this.#note(found, 'must be a list of origins');
    const origins = new Set<string>();
    for (const [index, entry] of (Array.isArray(found.value) ? (found.value as unknown[]) : []).entries()) {
      const wrong = addressProblem(String(entry));
      if (wrong) this.#note(found, `entry ${index + 1} ${wrong}`);
      else origins.add(new URL(String(entry)).origin);
    }
    return origins;
  }

  /** Notes that a required option is missing, and how to give it. */
  missing(option: Option, hint: string): void {
    const variable = this.variables.nameOf(variableFor(option) ?? '');
    const fix = variable ? `set ${variable} or pass ${option} in the options` : 'pass it in the options';
    this.problem(option, `is missing: ${fix}${hint}`);
  }

  /** Notes what is wrong with an option that no variable gives. */
  problem(option: Option, what: string): void {
    this.problems.push(`${this.path}${option} ${what}`);
  }

  #note(found: Sourced, what: string): void {
    this.problems.push(`${found.label} ${what}`);
  }
}
