import type { AsposeAuthModuleOptions } from './options.js';

/** One row: an option, the variables it is read from (the first that is not blank counts), and how their text is read. */
export interface EnvironmentRow {
  readonly option: keyof AsposeAuthModuleOptions;
  readonly variables: readonly string[];
  readonly reads: 'text' | 'list' | 'milliseconds' | 'flag' | 'secret-file';
}

/** Every variable the package knows, once: resolution, error messages and the table of docs/configuration.md come from here. */
export const ENVIRONMENT: readonly EnvironmentRow[] = [
  { option: 'clientId', variables: ['ASPOSE_CLIENT_ID', 'ASPOSE_CLOUD_CLIENT_ID', 'ASPOSE_APP_SID'], reads: 'text' },
  {
    option: 'clientSecret',
    variables: ['ASPOSE_CLIENT_SECRET', 'ASPOSE_CLOUD_CLIENT_SECRET', 'ASPOSE_APP_KEY'],
    reads: 'text',
  },
  { option: 'clientSecret', variables: ['ASPOSE_CLIENT_SECRET_FILE'], reads: 'secret-file' },
  { option: 'baseUrl', variables: ['ASPOSE_BASE_URL', 'ASPOSE_CLOUD_API_URL'], reads: 'text' },
  { option: 'tokenUrl', variables: ['ASPOSE_TOKEN_URL'], reads: 'text' },
  { option: 'allowedOrigins', variables: ['ASPOSE_ALLOWED_ORIGINS'], reads: 'list' },
  { option: 'storage', variables: ['ASPOSE_STORAGE_NAME', 'ASPOSE_STORAGE'], reads: 'text' },
  { option: 'tokenTimeoutMs', variables: ['ASPOSE_TOKEN_TIMEOUT_MS'], reads: 'milliseconds' },
  { option: 'verifyOnBoot', variables: ['ASPOSE_VERIFY_ON_BOOT'], reads: 'flag' },
  { option: 'anonymous', variables: ['ASPOSE_ANONYMOUS'], reads: 'flag' },
];

/** Looks a variable up; `undefined` where it is not set. */
export type ReadVariable = (name: string) => unknown;

/** A variable's text, trimmed; blank counts as missing. */
export function textOf(read: ReadVariable, name: string): string | undefined {
  const value = read(name);
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return undefined;
  const text = String(value).trim();
  return text === '' ? undefined : text;
}

/** The variable that users are told to set for an option: the first of its row. */
export function variableFor(option: keyof AsposeAuthModuleOptions): string | undefined {
  return ENVIRONMENT.find((row) => row.option === option)?.variables[0];
}
