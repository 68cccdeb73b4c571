import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { CHANNELS, TOKEN_AWAITED } from '../../lib/events/diagnostics-channels.js';
import { toLogLine } from '../../lib/events/event-reporter.js';
import type { AsposeAuthEvent } from '../../lib/events/events.js';
import { ATTRIBUTES, METRICS, SPANS } from '../../lib/otel/semantic-conventions.js';
import { code, page, table, union } from './pages.js';

const text = page('observability');

/** Reads the members of each event from the source, by `type`. Optional ones end in `?`. */
function readPayloads(): Map<string, string[]> {
  const path = 'lib/events/events.ts';
  const { statements } = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ES2022, true);
  const found = new Map<string, string[]>();
  for (const { members } of statements.filter(ts.isInterfaceDeclaration)) {
    const properties = members.filter(ts.isPropertySignature);
    const type = /'([^']+)'/.exec(properties.find((one) => one.name.getText() === 'type')?.type?.getText() ?? '')?.[1];
    const names = properties.map((one) => one.name.getText() + (one.questionToken ? '?' : ''));
    if (type)
      found.set(
        type,
        names.filter((name) => name !== 'type'),
      );
  }
  return found;
}

describe('O-1 docs/observability.md', () => {
  it('has every channel with its payload', () => {
    const rows = table(text, 'channels').map(([name, type, payload]) => [code(name)[0], code(type)[0], code(payload)]);
    const members = readPayloads();
    expect(rows).toEqual([
      ...Object.entries(CHANNELS).map(([type, channel]) => [channel.name, type, members.get(type)]),
      [TOKEN_AWAITED.name, undefined, ['joined']],
    ]);
  });

  it('has every log line', () => {
    const common = { account: 'default', at: 0, reason: 'cold', durationMs: 1, code: 'c', message: '…' } as const;
    const origin = 'https://api.aspose.cloud';
    const events: AsposeAuthEvent[] = [
      { ...common, type: 'token.acquired', lifetimeMs: 86_400_000, source: 'endpoint' },
      { ...common, type: 'token.failed', stillServing: true },
      { ...common, type: 'token.failed', stillServing: false },
      { ...common, type: 'token.rejected' },
      { ...common, type: 'request.replay-skipped', origin, reason: 'already-replayed' },
      { ...common, type: 'store.failed' },
      { ...common, type: 'store.recovered' },
    ];
    const rows = table(text, 'log').map(([event, level, line = '']) => [
      code(event)[0],
      level,
      line.startsWith('`') ? code(line)[0] : '…',
    ]);
    expect(rows).toEqual(events.map((event) => [event.type, toLogLine(event)?.level, toLogLine(event)?.text]));
    const logged = new Set(events.map(({ type }) => type));
    const others = Object.keys(CHANNELS).filter((type) => !logged.has(type as AsposeAuthEvent['type']));
    for (const type of others) expect(toLogLine({ ...common, type, origin } as AsposeAuthEvent)).toBeUndefined();
  });
});

describe('O-2 docs/observability.md', () => {
  it('has every metric', () => {
    const rows = table(text, 'metrics').map(([name, kind, unit, attributes, description]) => ({
      name: code(name)[0],
      kind,
      unit: code(unit)[0],
      description,
      attributes: code(attributes),
    }));
    expect(rows).toEqual(Object.values(METRICS));
  });

  it('has every span with its attributes', () => {
    const rows = table(text, 'spans');
    expect(rows.map(([name]) => code(name)[0])).toEqual(Object.values(SPANS));
    const sources = readFileSync('lib/otel/spans.ts', 'utf8').split('export class ReplaySpans');
    const keys = Object.keys(ATTRIBUTES) as (keyof typeof ATTRIBUTES)[];
    for (const [index, [, , attributes]] of rows.entries()) {
      const used = keys.filter((key) => sources[index]?.includes(`ATTRIBUTES.${key}`)).map((key) => ATTRIBUTES[key]);
      expect(code(attributes).sort()).toEqual([...used, ATTRIBUTES.serverAddress, ATTRIBUTES.serverPort].sort());
    }
  });

  it('has the values of the attributes', () => {
    const rows = table(text, 'attributes').map(([name, values]) => [code(name)[0], code(values)]);
    const source = (path: string) => `lib/events/${path}.ts`;
    expect(rows).toEqual([
      [ATTRIBUTES.reason, union(source('events'), 'TokenReason')],
      [ATTRIBUTES.outcome, union(source('token-counters'), 'TokenLookupOutcome')],
      [ATTRIBUTES.replay, ['replayed', 'no-answer', 'no-token']],
      [ATTRIBUTES.errorType, ['AsposeAuthError']],
    ]);
  });

  it('has every alert', () => {
    const rules = readFileSync('sample-app/observability/prometheus-alerts.yaml', 'utf8').split(/^ {6}- alert: /m);
    const known = rules.slice(1).map((rule) => [rule.split('\n')[0], /severity: (\w+)/.exec(rule)?.[1]]);
    expect(table(text, 'alerts').map(([name, severity]) => [code(name)[0], severity])).toEqual(known);
  });
});

it('docs/observability.md has every condition of the health check', () => {
  const rows = table(text, 'health').map(([condition]) => code(condition)[0]);
  expect(rows).toEqual(union('lib/health/health-status.ts', 'AsposeAuthCondition'));
});
