import { DeskSettings } from './desk-settings.js';

/** The environment cannot be used as it is; the message names every variable at fault. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/** Looks up a variable; `undefined` where it is not set. */
type ReadVariable = (name: string) => string | undefined;

/**
 * Reads and checks the settings. Blank counts as missing.
 *
 * @throws SettingsError that names every problem at once.
 */
export function readSettings(read: ReadVariable): DeskSettings {
  const problems: string[] = [];
  const text = (name: string) => read(name)?.trim() || undefined;
  const integer = (name: string, fallback: number, min: number, max: number) => {
    const value = text(name) ?? String(fallback);
    if (/^\d{1,15}$/.test(value) && Number(value) >= min && Number(value) <= max) return Number(value);
    problems.push(`${name} must be a whole number from ${min} to ${max}, and is "${value}"`);
    return fallback;
  };
  const settings = new DeskSettings(
    text('HOST') ?? '127.0.0.1',
    integer('PORT', 3000, 0, 65_535),
    integer('MAX_UPLOAD_BYTES', 50 * 1024 * 1024, 1, 2 ** 40),
    // The package adds this name as `storage` to each request; the storage operations of Words call it `storageName`.
    text('ASPOSE_STORAGE_NAME') ?? text('ASPOSE_STORAGE'),
  );
  if (problems.length > 0) throw new SettingsError(`${problems.join('; ')}.`);
  return settings;
}
