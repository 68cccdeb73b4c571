import { applyFieldOverrides, createDataFrame, FieldType } from '@grafana/data';
import { fieldOptions } from './field-options.mjs';
import { PANEL_DEFAULTS, withDefaults } from './panel-defaults.mjs';

/** A series of Prometheus as Grafana's data source hands it on. */
function frameOf({ refId, legend, labels, points }, stepMs) {
  return createDataFrame({
    refId,
    fields: [
      { name: 'Time', type: FieldType.time, values: points.map(([at]) => at), config: { interval: stepMs } },
      {
        name: 'Value',
        type: FieldType.number,
        values: points.map(([, value]) => value),
        labels,
        config: { displayNameFromDS: legend },
      },
    ],
  });
}

/** JSON has no word for the lowest threshold. */
function withLowest({ thresholds, ...others }) {
  if (thresholds === undefined) return others;
  const steps = thresholds.steps.map((step, n) => (n === 0 ? { ...step, value: Number.NEGATIVE_INFINITY } : step));
  return { ...others, thresholds: { ...thresholds, steps } };
}

/** A panel's data with its own units, thresholds, colours and overrides applied by Grafana. */
export function framesOf(panel, series, { theme, timeZone, stepMs }) {
  const { defaults } = PANEL_DEFAULTS[panel.type];
  const fieldConfig = {
    defaults: withLowest(withDefaults(defaults, panel.fieldConfig.defaults)),
    overrides: panel.fieldConfig.overrides ?? [],
  };
  const frames = applyFieldOverrides({
    data: series.map((one) => frameOf(one, stepMs)),
    fieldConfig,
    fieldConfigRegistry: fieldOptions(panel, defaults.custom),
    replaceVariables: (text) => text,
    theme,
    timeZone,
  });
  return { frames, fieldConfig };
}
