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
  const settings = new DeskSettings(
    text('HOST') ?? '127.0.0.1',
    integer('PORT', 3000, 0, 65_535),
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
