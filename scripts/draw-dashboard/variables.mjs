import { ask, SCRAPE_SECONDS } from './prometheus.mjs';

/** Values of a variable of the dashboard, as its own query finds them. */
async function valuesOf(prometheus, { name, type, query }) {
  if (type === 'datasource') {
    if (query !== 'prometheus') throw new Error(`Variable ${name}: data source ${query} is not at hand.`);
    return ['Prometheus'];
  }
  const [, selector, label] = /^label_values\((.+),\s*(\w+)\)$/.exec(query?.query ?? '') ?? [];
  if (type !== 'query' || label === undefined) throw new Error(`Variable ${name}: its query is not understood.`);
  const values = await ask(prometheus, `label/${label}/values`, { 'match[]': selector });
  if (values.length === 0) throw new Error(`Variable ${name}: ${query.query} finds nothing.`);
  return values;
}

/** What stands for a variable when the dashboard is opened: `text` in its box, `value` in queries. */
export async function readVariables(prometheus, dashboard) {
  const variables = [];
  for (const variable of dashboard.templating.list) {
    const { name, label, includeAll, allValue, current } = variable;
    const values = await valuesOf(prometheus, variable);
    const isAll = includeAll && current?.value === '$__all';
    const all = allValue ?? `(${values.join('|')})`;
    variables.push({ name, label, text: isAll ? current.text : values[0], value: isAll ? all : values[0] });
  }
  return variables;
}

/** As Grafana sets it, so that a rate always finds two samples: four scrapes, or one more than the step. */
const rateInterval = (stepSeconds) => `${Math.max(4 * SCRAPE_SECONDS, stepSeconds + SCRAPE_SECONDS)}s`;

/** A query with every variable replaced; throws where one is not known. */
export function interpolate(expr, variables, stepSeconds) {
  const known = new Map(variables.map(({ name, value }) => [name, value]));
  known.set('__rate_interval', rateInterval(stepSeconds));
  return expr.replace(/\$(?:\{(\w+)\}|(\w+))/g, (_match, braced, plain) => {
    const value = known.get(braced ?? plain);
    if (value === undefined) throw new Error(`There is no variable ${braced ?? plain}.`);
    return value;
  });
}
