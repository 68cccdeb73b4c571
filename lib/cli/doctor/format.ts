// Shared by the checks of clock, credentials and token, so that all print durations and times in the same way.

/**
 * Formats a duration in the largest unit that keeps it readable: `119 s`, `2 min`, `24 h`, `3 days`.
 *
 * @param round How to round the number. `@default Math.round`
 */
export function formatDuration(ms: number, round: (value: number) => number = Math.round): string {
  const [unitMs, unit] = UNITS.find(([, , maxMs]) => ms < maxMs) ?? DAYS;
  return `${round(ms / unitMs)} ${unit}`;
}

const DAYS = [86_400_000, 'days'] as const;
const UNITS = [
  [1_000, 's', 120_000],
  [60_000, 'min', 7_200_000],
  [3_600_000, 'h', 172_800_000],
] as const;

/** Formats milliseconds since 1970 as UTC, to the second. */
export function formatTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
