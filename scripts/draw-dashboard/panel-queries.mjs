import { ask } from './prometheus.mjs';
import { interpolate } from './variables.mjs';

/** `{{label}}` of a legend replaced by the label's value, as Grafana does. */
export const legendOf = (format, labels) =>
  format.replace(/\{\{\s*(\w+)\s*\}\}/g, (_match, name) => labels[name] ?? '');

/** One series of an answer, in milliseconds and numbers. */
function seriesOf({ metric, values }, { refId, legendFormat }) {
  const legend = legendOf(legendFormat ?? '', metric).trim();
  if (legend === '')
    throw new Error(`Query ${refId}: a series has no legend; its labels are ${JSON.stringify(metric)}.`);
  return { refId, legend, labels: metric, points: values.map(([at, value]) => [at * 1_000, Number(value)]) };
}

async function answersOf(panel, { prometheus, variables, range }) {
  const { from, to, step } = range;
  const series = [];
  for (const target of panel.targets) {
    const query = interpolate(target.expr, variables, step);
    const { result } = await ask(prometheus, 'query_range', { query, start: from, end: to, step });
    const found = result
      .map((one) => seriesOf(one, target))
      .filter(({ points }) => points.some(([, y]) => Number.isFinite(y)));
    if (found.length === 0) throw new Error(`Query ${target.refId} has no data: ${query}`);
    series.push(...found);
  }
  return series;
}

/** Every panel's series by the panel's id. An error names the panel. */
export async function askPanels(dashboard, context) {
  const answers = {};
  for (const panel of dashboard.panels) {
    answers[panel.id] = await answersOf(panel, context).catch(({ message }) => {
      throw new Error(`Panel "${panel.title}": ${message}`);
    });
  }
  return answers;
}
