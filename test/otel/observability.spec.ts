import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { METRICS } from '../../lib/otel/semantic-conventions.js';
import { LABELS, SERIES, seriesOf } from './prometheus-names.js';

const DASHBOARD = 'sample-app/observability/grafana-dashboard.json';
const ALERTS = 'sample-app/observability/prometheus-alerts.yaml';
const textOf = (path: string) => readFileSync(path, 'utf8');

interface Panel {
  readonly id: number;
  readonly title: string;
  readonly description?: string;
  readonly gridPos: { x: number; y: number; w: number; h: number };
  readonly targets: { refId: string; expr: string }[];
}
const panels = (JSON.parse(textOf(DASHBOARD)) as { panels: Panel[] }).panels;
/** One rule a piece: YAML that a person wrote in one shape needs no parser. */
const rules = textOf(ALERTS)
  .split(/^ {6}- alert: /m)
  .slice(1);
const expressions: [string, string][] = [
  ...panels.flatMap(({ title, targets }) => targets.map(({ expr }): [string, string] => [title, expr])),
  ...rules.map((rule): [string, string] => [
    rule.split('\n')[0]!,
    /expr: \|\n([\s\S]*?)\n {8}\w/.exec(rule)?.[1] ?? '',
  ]),
];

/** Series of this package that a text names, each with the labels it is selected by. */
function selectors(text: string): { series: string; labels: string[] }[] {
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
] as const)('a %j is called %j in Prometheus', (row, names) => {
  expect(seriesOf({ name: 'aspose.auth.x', description: '', attributes: [], ...row })).toEqual(names);
});

describe('O-2 what is ready for Grafana and Prometheus', () => {
  it.each(expressions)('"%s" asks for series and labels of the table', (_title, expr) => {
    const found = selectors(expr);
    expect(found.length).toBeGreaterThan(0);
    for (const { series, labels } of found) {
      expect([...SERIES.keys()]).toContain(series);
      expect(SERIES.get(series)).toEqual(expect.arrayContaining(labels));
    }
    const grouped = [...expr.matchAll(/\b(?:by|on) \(([^)]*)\)/g)].flatMap(([, list]) => list!.split(/,\s*/));
    expect(grouped.filter((label) => !LABELS.has(label) && !['le', 'job', 'instance'].includes(label))).toEqual([]);
  });

  it.each([DASHBOARD, ALERTS])(
    '%s names no series that is not in the table, in prose and variables neither',
    (path) => {
      expect(selectors(textOf(path)).filter(({ series }) => !SERIES.has(series))).toEqual([]);
    },
  );

  it('tells how to rename the series of an exporter that leaves the unit out', () => {
    const [, names, endings] =
      /regex: \(([^)]+)\)\(([^)]+)\)\?/.exec(textOf('sample-app/observability/README.md')) ?? [];
    const renamed = names!
      .split('|')
      .flatMap((name) => ['', ...endings!.split('|')].map((end) => `${name}_seconds${end}`));
    const timed = [...SERIES.keys()].filter((series) => series.includes('_seconds'));
    expect(renamed).toEqual(expect.arrayContaining(timed));
    expect(names!.split('|')).toHaveLength(Object.values(METRICS).filter(({ unit }) => unit === 's').length);
  });

  it('shows every metric of the table', () => {
    const shown = new Set(
      panels.flatMap(({ targets }) => targets.flatMap(({ expr }) => selectors(expr))).map(({ series }) => series),
    );
    expect([...SERIES.keys()].filter((series) => !shown.has(series))).toEqual([]);
  });

  it('gives each panel an id, a description and a place of its own', () => {
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

  it('gives each alert a severity, and says what to do', () => {
    expect(rules.length).toBeGreaterThan(0);
    for (const rule of rules) {
      for (const part of [/severity: (critical|warning)$/m, /summary: \S/, /description: \S/])
        expect(rule).toMatch(part);
    }
  });
});
