const numberFormat = new Intl.NumberFormat('en');
const timeFormat = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
const dateTimeFormat = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
const dateFormat = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium' });

/** `1,234` */
export function formatNumber(value: number): string {
  return numberFormat.format(value);
}

/** `1 call`, `3 calls` */
export function formatCount(count: number, singular: string, plural = `${singular}s`): string {
  return `${formatNumber(count)} ${count === 1 ? singular : plural}`;
}

const SIZE_UNITS = ['bytes', 'kB', 'MB', 'GB'] as const;

/** `4.2 MB`, in powers of 1024 as file managers show sizes. */
export function formatSize(bytes: number): string {
  const power = Math.min(SIZE_UNITS.length - 1, bytes < 1_024 ? 0 : Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1_024 ** power;
  return `${power > 0 && value < 9.95 ? value.toFixed(1) : Math.round(value)} ${SIZE_UNITS[power]}`;
}

/** `2 h 5 min`: a duration in its two largest units. */
export function formatDuration(ms: number): string {
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

/** `14:02:09` */
export function formatTime(at: number): string {
  return timeFormat.format(at);
}

/** The time, with its day if that is not today. */
export function formatDate(at: number): string {
  const isToday = dateFormat.format(at) === dateFormat.format(Date.now());
  return isToday ? formatTime(at) : dateTimeFormat.format(at);
}
