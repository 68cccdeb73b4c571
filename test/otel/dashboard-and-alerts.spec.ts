import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { getTokenCounts } from '../../lib/events/token-counters.js';
import { ATTRIBUTES, METRICS, type MetricDefinition } from '../../lib/otel/semantic-conventions.js';

const DASHBOARD = 'sample-app/observability/grafana-dashboard.json';
const ALERTS = 'sample-app/observability/prometheus-alerts.yaml';
const readText = (path: string) => readFileSync(path, 'utf8');

interface Panel {
  readonly id: number;
  readonly title: string;
  readonly description?: string;
  readonly gridPos: { x: number; y: number; w: number; h: number };
  readonly targets: { refId: string; expr: string }[];
}
const panels = (JSON.parse(readText(DASHBOARD)) as { panels: Panel[] }).panels;
/** One text per rule: the file has one shape throughout, so that it needs no YAML parser. */
const rules = readText(ALERTS)
  .split(/^ {6}- alert: /m)
  .slice(1);
const expressions: [string, string][] = [
  ...panels.flatMap(({ title, targets }) => targets.map(({ expr }): [string, string] => [title, expr])),
  ...rules.map((rule): [string, string] => [
    rule.split('\n')[0]!,
    /expr: \|\n([\s\S]*?)\n {8}\w/.exec(rule)?.[1] ?? '',
  ]),
];

const toPrometheusName = (name: string) => name.replaceAll('.', '_');

/** Names of a metric's series, as OpenTelemetry's Prometheus exporters and its collector write them. */
function toSeriesNames({ name, kind, unit }: MetricDefinition): string[] {
  const base = toPrometheusName(name) + (unit === 's' ? '_seconds' : '');
  if (kind === 'histogram') return ['bucket', 'count', 'sum'].map((part) => `${base}_${part}`);
  return [kind === 'counter' ? `${base}_total` : base];
}

/** Labels of each series, by its name. */
const SERIES: ReadonlyMap<string, readonly string[]> = new Map(
  Object.values(METRICS).flatMap((row: MetricDefinition) => {
    const labels = row.attributes.map(toPrometheusName);
    return toSeriesNames(row).map((series): [string, string[]] => [series, labels]);
  }),
);

/** Every label. */
const LABELS: ReadonlySet<string> = new Set(Object.values(ATTRIBUTES).map(toPrometheusName));

/** Finds the series of this package in a text, each with the labels that select it. */
function findSeries(text: string): { series: string; labels: string[] }[] {
  return [...text.matchAll(/\b(aspose_auth_\w+)(?:\{([^}]*)\})?/g)]
    .filter(([, name]) => !LABELS.has(name!))
    .map(([, series, matchers]) => ({
      series: series!,
      labels: [...(matchers ?? '').matchAll(/(\w+)\s*[!=]/g)].map(([, label]) => label!),
    }));
}

it.each([
  [
    { kind: 'histogram', unit: 's' },
    ['aspose_auth_x_seconds_bucket', 'aspose_auth_x_seconds_count', 'aspose_auth_x_seconds_sum'],
  ],
  [{ kind: 'counter', unit: '{request}' }, ['aspose_auth_x_total']],
  [{ kind: 'gauge', unit: 's' }, ['aspose_auth_x_seconds']],
] as const)('a %j has the series %j in Prometheus', (row, names) => {
  expect(toSeriesNames({ name: 'aspose.auth.x', description: '', attributes: [], ...row })).toEqual(names);
});

describe('O-2 the dashboard for Grafana and the alerts for Prometheus', () => {
  it.each(expressions)('"%s" uses only existing series and labels', (_title, expr) => {
    const found = findSeries(expr);
    expect(found.length).toBeGreaterThan(0);
    for (const { series, labels } of found) {
      expect([...SERIES.keys()]).toContain(series);
      expect(SERIES.get(series)).toEqual(expect.arrayContaining(labels));
    }
    const grouped = [...expr.matchAll(/\b(?:by|on) \(([^)]*)\)/g)].flatMap(([, list]) => list!.split(/,\s*/));
    expect(grouped.filter((label) => !LABELS.has(label) && !['le', 'job', 'instance'].includes(label))).toEqual([]);
  });

  it.each([DASHBOARD, ALERTS])('%s names only existing series, also in prose and variables', (path) => {
    expect(findSeries(readText(path)).filter(({ series }) => !SERIES.has(series))).toEqual([]);
  });

  it.each(expressions)('"%s" selects only existing outcomes', (_title, expr) => {
    const selected = [...expr.matchAll(/token_outcome=~"([^"]+)"/g)].flatMap(([, values]) => values!.split('|'));
    const outcomes = Object.keys(getTokenCounts('default'));
    expect(selected.filter((value) => !outcomes.includes(value))).toEqual([]);
  });

  it('the README tells how to rename the series of an exporter that omits the unit', () => {
    const [, names, endings] =
      /regex: \(([^)]+)\)\(([^)]+)\)\?/.exec(readText('sample-app/observability/README.md')) ?? [];
    const renamed = names!
      .split('|')
      .flatMap((name) => ['', ...endings!.split('|')].map((end) => `${name}_seconds${end}`));
    const timed = [...SERIES.keys()].filter((series) => series.includes('_seconds'));
    expect(renamed).toEqual(expect.arrayContaining(timed));
    expect(names!.split('|')).toHaveLength(Object.values(METRICS).filter(({ unit }) => unit === 's').length);
  });

  it('the dashboard shows every metric', () => {
    const shown = new Set(
      panels.flatMap(({ targets }) => targets.flatMap(({ expr }) => findSeries(expr))).map(({ series }) => series),
    );
    expect([...SERIES.keys()].filter((series) => !shown.has(series))).toEqual([]);
  });

  it('each panel has a unique id, a description and a place of its own', () => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)},${y + Math.floor(cell / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    for (const { description, gridPos } of panels) {
      expect(description).toBeTruthy();
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
    }
  });

  it('each alert has a severity, a summary and a description', () => {
    expect(rules.length).toBeGreaterThan(0);
    for (const rule of rules) {
      for (const part of [/severity: (critical|warning)$/m, /summary: \S/, /description: \S/])
        expect(rule).toMatch(part);
    }
  });
});
