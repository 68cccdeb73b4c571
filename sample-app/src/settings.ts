import { Global, Module } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';

/** Settings of the application itself. Those for Aspose Cloud are read by nestjs-aspose-auth. */
export class DeskSettings {
  constructor(
    /**
     * Address to listen on. Loopback by default, because the document desk has no login. Environment: `HOST`.
     *
     * @default '127.0.0.1'
     */
    readonly host: string,
    /**
     * Port to listen on; 0 picks any free port. Environment: `PORT`.
     *
     * @default 3000
     */
    readonly port: number,
    /**
     * Host names under which browsers open the page, in addition to IP addresses, `localhost` and `host`. All other names
     * are rejected, because they could be those of an attacker (DNS rebinding). Environment: `ALLOWED_HOSTS`, with commas.
     *
     * @default []
     */
    readonly allowedHosts: readonly string[],
    /**
     * Maximum size of a document in bytes. Environment: `MAX_UPLOAD_BYTES`.
     *
     * @default 52428800 (50 MiB)
     */
    readonly maxUploadBytes: number,
    /** Name of the storage at Aspose; `undefined` for the account's default storage. Environment: `ASPOSE_STORAGE_NAME`. */
    readonly storageName: string | undefined,
  ) {}
}

/** Thrown if environment variables are invalid; the message names each of them. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

const HOST_NAME = /^[a-z\d_-]+(\.[a-z\d_-]+)*$/;

/** Returns the form in which host names are compared: in lower case, without the dot that may end them. */
export function toHostName(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}

/**
 * Reads and validates the settings. A blank variable counts as missing.
 *
 * @param readVariable Returns the value of an environment variable, or `undefined` if it is not set.
 * @throws SettingsError that lists all invalid variables.
 */
export function readSettings(readVariable: (name: string) => string | undefined): DeskSettings {
  const problems: string[] = [];
  const text = (name: string) => readVariable(name)?.trim() || undefined;
  const integer = (name: string, fallback: number, min: number, max: number) => {
    const value = text(name) ?? String(fallback);
    if (/^\d{1,15}$/.test(value) && Number(value) >= min && Number(value) <= max) return Number(value);
    problems.push(`${name} must be a whole number from ${min} to ${max}, but is "${value}"`);
    return fallback;
  };
  const hostNames = (name: string) => {
    const entries = (text(name) ?? '').split(',').map((entry) => toHostName(entry.trim()));
    const invalid = entries.find((entry) => entry !== '' && !HOST_NAME.test(entry));
    if (invalid === undefined) return entries.filter(Boolean);
    problems.push(`${name} must be a list of host names without scheme and port, but contains "${invalid}"`);
    return [];
  };
  const settings = new DeskSettings(
    text('HOST') ?? '127.0.0.1',
    integer('PORT', 3000, 0, 65_535),
    hostNames('ALLOWED_HOSTS'),
    integer('MAX_UPLOAD_BYTES', 50 * 1024 * 1024, 1, 2 ** 40),
    // The package sends this name as the query parameter `storage`; the storage operations of Words expect `storageName`.
    text('ASPOSE_STORAGE_NAME') ?? text('ASPOSE_STORAGE'),
  );
  if (problems.length > 0) throw new SettingsError(`${problems.join('; ')}.`);
  return settings;
}

/** Provides `DeskSettings` to all modules. */
@Global()
@Module({
  providers: [
    {
      provide: DeskSettings,
      inject: [ConfigService],
      useFactory: (config: ConfigService) => readSettings((name) => config.get<string>(name)),
    },
  ],
  exports: [DeskSettings],
})
export class SettingsModule {}
