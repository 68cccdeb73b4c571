import type { AccountVariables } from './account-variables.js';
import { ENVIRONMENT, type EnvironmentRow, textOf } from './environment.js';
import type { AsposeAuthModuleOptions } from './options.js';

/** A value with the name that a message calls it by, so that a problem points at what its reader wrote. */
export interface Sourced {
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
  { nameOf, read }: AccountVariables,
): Sourced | undefined {
  for (const row of ENVIRONMENT) {
    if (row.option !== option || row.reads === 'secret-file') continue;
    for (const variable of row.variables) {
      const name = nameOf(variable);
      const text = name && textOf(read, name);
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
): Sourced | undefined {
  return isBlank(explicit) ? fromEnvironment(option, variables) : { value: explicit, label: path + option };
}
