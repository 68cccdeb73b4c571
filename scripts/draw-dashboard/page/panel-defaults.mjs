/**
 * What Grafana's panels add where a dashboard says nothing, by type. The panels themselves are parts of its server; the
 * components that they draw with are not.
 */
export const PANEL_DEFAULTS = {
  stat: {
    defaults: { color: { mode: 'thresholds' } },
    options: {
      reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
      colorMode: 'value',
      graphMode: 'area',
      justifyMode: 'auto',
      textMode: 'auto',
      percentChangeColorMode: 'standard',
      wideLayout: true,
    },
  },
  timeseries: {
    defaults: {
      color: { mode: 'palette-classic' },
      custom: {
        drawStyle: 'line',
        lineInterpolation: 'linear',
        lineWidth: 1,
        fillOpacity: 0,
        gradientMode: 'none',
        showPoints: 'auto',
        pointSize: 5,
        spanNulls: false,
        stacking: { mode: 'none', group: 'A' },
        axisPlacement: 'auto',
        axisLabel: '',
        axisColorMode: 'text',
        axisBorderShow: false,
        axisCenteredZero: false,
        axisSoftMin: undefined,
        axisSoftMax: undefined,
        scaleDistribution: { type: 'linear' },
        thresholdsStyle: { mode: 'off' },
        hideFrom: { legend: false, tooltip: false, viz: false },
      },
    },
    options: {
      legend: { showLegend: true, displayMode: 'list', placement: 'bottom', calcs: [] },
      tooltip: { mode: 'single', sort: 'none' },
    },
  },
};

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** `given` over `defaults`, object by object; a list takes the place of a list. */
export function withDefaults(defaults, given) {
  if (!isObject(defaults) || !isObject(given)) return given ?? defaults;
  const names = new Set([...Object.keys(defaults), ...Object.keys(given)]);
  return Object.fromEntries([...names].map((name) => [name, withDefaults(defaults[name], given[name])]));
}
