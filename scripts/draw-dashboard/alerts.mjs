import { ask } from './prometheus.mjs';

/** What each kind of trouble raises. */
export const AFTER_LOAD = [
  'AsposeAuthCallsTurnedAway',
  'AsposeAuthTokenEndpointFailing',
  'AsposeAuthTokenEndsWithoutNext',
  'AsposeAuthTokensRejected',
  'AsposeAuthUnauthorizedCalls',
];
/** There is no token left then that could end. */
export const AFTER_WRONG_SECRET = [
  'AsposeAuthCredentialsRefused',
  ...AFTER_LOAD.filter((name) => name !== 'AsposeAuthTokenEndsWithoutNext'),
];

/** State of every alert by its name: `inactive`, `pending` or `firing`. Throws where a rule cannot be evaluated. */
export async function alertStates(prometheus) {
  const { groups } = await ask(prometheus, 'rules', { type: 'alert' });
  const rules = groups.flatMap((group) => group.rules);
  const broken = rules.filter(({ health }) => health !== 'ok').map(({ name, lastError }) => `${name}: ${lastError}`);
  if (rules.length === 0 || broken.length > 0)
    throw new Error(`Alert rules that do not work: ${broken.join('; ') || 'all'}`);
  return Object.fromEntries(rules.map(({ name, state }) => [name, state]));
}

/** Those that are raised, and no others; else an error that names the difference. */
export async function expectAlerts(prometheus, when, expected) {
  const states = await alertStates(prometheus);
  console.log(`alerts, ${when}: ${JSON.stringify(states)}`);
  const unknown = expected.filter((name) => !(name in states));
  const silent = expected.filter((name) => states[name] === 'inactive');
  const loud = Object.keys(states).filter((name) => states[name] !== 'inactive' && !expected.includes(name));
  const problems = [
    ...unknown.map((name) => `there is no rule ${name}`),
    ...silent.map((name) => `${name} was not raised`),
    ...loud.map((name) => `${name} was raised`),
  ];
  if (problems.length > 0) throw new Error(`Alerts, ${when}: ${problems.join('; ')}.`);
  return states;
}
