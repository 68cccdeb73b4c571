const number = new Intl.NumberFormat('en');

/** `1 234` as people write it: grouped. */
export const grouped = (value: number): string => number.format(value);

/** `one call`, `3 calls`. */
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${grouped(count)} ${count === 1 ? one : many}`;

const UNITS = ['bytes', 'kB', 'MB', 'GB'] as const;

/** A size as file managers show it, in powers of 1024. */
export function sizeOf(bytes: number): string {
  const power = Math.min(UNITS.length - 1, bytes < 1_024 ? 0 : Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1_024 ** power;
  return `${power > 0 && value < 9.95 ? value.toFixed(1) : Math.round(value)} ${UNITS[power]}`;
}

/** A span of time in its two largest units. */
export function spanOf(ms: number): string {
  const seconds = Math.max(0, ms) / 1_000;
  if (ms < 1_000) return `${Math.round(Math.max(0, ms))} ms`;
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(1) : Math.floor(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  const parts =
    minutes < 60
      ? [`${minutes} min`, Math.floor(seconds % 60) ? `${Math.floor(seconds % 60)} s` : '']
      : [`${Math.floor(minutes / 60)} h`, minutes % 60 ? `${minutes % 60} min` : ''];
  return parts.filter(Boolean).join(' ');
}

const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });

/** `14:02:09` */
export const timeOf = (at: number): string => clock.format(at);

const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium' });

/** The time of something of today, the day of what is older. */
export function dateOf(at: number): string {
  return day.format(at) === day.format(Date.now()) ? timeOf(at) : day.format(at);
}
