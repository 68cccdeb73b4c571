import { context, metrics, type Span, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
  type ViewOptions,
} from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';

/** One data point of a metric. */
export interface Point {
  readonly attributes: Record<string, unknown>;
  readonly value: unknown;
}

/** Starts OpenTelemetry's SDK as an application does, with exporters that keep everything in memory. */
export function startSdk(views: ViewOptions[] = []) {
  const spans = new InMemorySpanExporter();
  const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] });
  const measured = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter: measured, exportIntervalMillis: 3_600_000 });
  const meterProvider = new MeterProvider({ readers: [reader], views });
  trace.setGlobalTracerProvider(tracerProvider);
  metrics.setGlobalMeterProvider(meterProvider);
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());

  /** Current value of every metric, by name. */
  const collect = async () => {
    measured.reset();
    await reader.forceFlush();
    const all = measured.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics));
    return new Map(all.map((metric) => [metric.descriptor.name, metric]));
  };
  return {
    spans: (name: string) => spans.getFinishedSpans().filter((span) => span.name === name),
    collect,
    points: async (name: string): Promise<Point[]> =>
      ((await collect()).get(name)?.dataPoints ?? []).map(({ attributes, value }) => ({ attributes, value })),
    /** Runs `run` within a span of the caller. */
    within: <T>(name: string, run: (span: Span) => Promise<T>): Promise<T> =>
      trace.getTracer('test').startActiveSpan(name, (span) =>
        run(span).finally(() => {
          span.end();
        }),
      ),
    async stop() {
      await meterProvider.shutdown();
      await tracerProvider.shutdown();
      trace.disable();
      metrics.disable();
      context.disable();
    },
  };
}
