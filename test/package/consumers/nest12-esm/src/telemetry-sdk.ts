import assert from 'node:assert/strict';
import { metrics, trace } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';

/** OpenTelemetry's SDK, registered before the application is built; `check` stops it. */
export function startSdk(): { check(): Promise<void> } {
  const spans = new InMemorySpanExporter();
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] }));
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  const meters = new MeterProvider({ readers: [reader] });
  metrics.setGlobalMeterProvider(meters);
  return {
    async check() {
      await reader.forceFlush();
      const scopes = exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics);
      const names = scopes.flatMap((scope) => scope.metrics.map(({ descriptor }) => descriptor.name));
      for (const name of ['token.request.duration', 'token.lookups', 'token.lifetime.remaining']) {
        assert.ok(names.includes(`aspose.auth.${name}`), `aspose.auth.${name} is not among ${names.join(', ')}`);
      }
      assert.equal(spans.getFinishedSpans().filter(({ name }) => name === 'aspose.auth.token').length, 1);
      await meters.shutdown();
    },
  };
}
