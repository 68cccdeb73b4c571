import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import type { ReadVariable } from '../config/environment.js';
import type { Io } from './io.js';

const isSet = (value: string | undefined): value is string => value !== undefined && value.trim() !== '';

/** Reads variables as an application would: the environment first, then the file of `--env-file`. */
export function variablesOf({ env, cwd }: Io, file: string | undefined): ReadVariable | { readonly problem: string } {
  if (file === undefined) return (name) => env[name];
  let text: string;
  try {
    text = readFileSync(resolve(cwd, file), 'utf8');
  } catch (error) {
    return { problem: `--env-file: the file cannot be read (${String((error as NodeJS.ErrnoException).code)})` };
  }
  const named = parseEnv(text);
  return (name) => (isSet(env[name]) ? env[name] : named[name]);
}

const PROXY_VARIABLES = ['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy'].flatMap((name) => [
  name,
  name.toUpperCase(),
]);

/** Variables for proxies that only the file has. axios reads the process's own, so these say nothing about the way. */
export function unusedProxies(read: ReadVariable, { env }: Io): string[] {
  return PROXY_VARIABLES.filter((name) => !isSet(env[name]) && isSet(read(name) as string | undefined));
}
