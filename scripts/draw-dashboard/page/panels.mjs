import { getFieldDisplayValues } from '@grafana/data';
import { BigValue, TimeSeries, VizRepeater } from '@grafana/ui';
import { createElement as h } from 'react';
import { framesOf } from './frames.mjs';
import { PANEL_DEFAULTS, withDefaults } from './panel-defaults.mjs';

/** A number for each series, side by side. */
function stat({ frames, fieldConfig }, options, { theme, timeZone, width, height }) {
  const getValues = () =>
    getFieldDisplayValues({
      data: frames,
      fieldConfig,
      reduceOptions: options.reduceOptions,
      replaceVariables: (text) => text,
      sparkline: options.graphMode !== 'none',
      theme,
      timeZone,
    });
  return h(VizRepeater, {
    getValues,
    renderValue: ({ value, alignmentFactors, count, width: w, height: ht }) =>
      h(BigValue, {
        value: value.display,
        sparkline: value.sparkline,
        count,
        alignmentFactors,
        theme,
        width: w,
        height: ht,
        colorMode: options.colorMode,
        graphMode: options.graphMode,
        justifyMode: options.justifyMode,
        textMode: options.textMode,
        text: options.text,
        disableWideLayout: !options.wideLayout,
      }),
    source: frames,
    width,
    height,
    autoGrid: true,
    orientation: options.orientation ?? 'auto',
  });
}

/** Grafana leaves out what is no number, such as a quantile of nothing. */
const graphable = (frame) => ({
  ...frame,
  fields: frame.fields.map((field) => ({
    ...field,
    values: field.values.map((value) => (Number.isFinite(value) ? value : null)),
  })),
});

/** Lines over time. */
function timeseries({ frames }, { legend }, { timeZone, timeRange, width, height }) {
  return h(TimeSeries, { frames: frames.map(graphable), legend, timeRange, timeZone, width, height, options: {} });
}

const DRAWN_BY = { stat, timeseries };

/** The inside of a panel; throws for a type that there is no component for. */
export function contentOf(panel, series, place) {
  const draw = DRAWN_BY[panel.type];
  if (draw === undefined) throw new Error(`Panel "${panel.title}": type ${panel.type} cannot be drawn.`);
  const options = withDefaults(PANEL_DEFAULTS[panel.type].options, panel.options ?? {});
  return draw(framesOf(panel, series, place), options, place);
}
