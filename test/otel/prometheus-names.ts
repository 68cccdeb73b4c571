import { ATTRIBUTES, METRICS, type MetricRow } from '../../lib/otel/semantic-conventions.js';

const plain = (name: string) => name.replaceAll('.', '_');

/** The series of a metric as OpenTelemetry's Prometheus exporters and its collector name them. */
export function seriesOf({ name, kind, unit }: MetricRow): string[] {
  const base = plain(name) + (unit === 's' ? '_seconds' : '');
  if (kind === 'histogram') return ['bucket', 'count', 'sum'].map((part) => `${base}_${part}`);
  return [kind === 'counter' ? `${base}_total` : base];
}

/** Each series of the table with the labels that it has. */
export const SERIES: ReadonlyMap<string, readonly string[]> = new Map(
  Object.values(METRICS).flatMap((row: MetricRow) => {
    const labels = row.attributes.map(plain);
    return seriesOf(row).map((series): [string, string[]] => [series, labels]);
  }),
);

/** Every label of the table. */
export const LABELS: ReadonlySet<string> = new Set(Object.values(ATTRIBUTES).map(plain));
