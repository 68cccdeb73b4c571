// A process of its own: the document desk with telemetry, as an application would add it. Tells its parent where it listens.
import 'reflect-metadata';
import { createServer } from 'node:http';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { toolsIn } from './toolbox.mjs';

const { toolbox } = JSON.parse(process.env.WATCHED_DESK);

/** OpenTelemetry's SDK, before the application as its documentation says; answers where Prometheus asks. */
async function startSdk() {
  const tools = toolsIn(toolbox);
  const { metrics } = tools('@opentelemetry/api');
  const { MeterProvider } = tools('@opentelemetry/sdk-metrics');
  const { PrometheusExporter } = tools('@opentelemetry/exporter-prometheus');
  const exporter = new PrometheusExporter({ preventServerStart: true });
  metrics.setGlobalMeterProvider(new MeterProvider({ readers: [exporter] }));
  const server = createServer((request, response) => exporter.getMetricsRequestHandler(request, response));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server.address().port;
}

async function startDesk() {
  const { AppModule } = await import('../../sample-app/src/app.module.ts');
  const { APP_OPTIONS, configureApp } = await import('../../sample-app/src/app.setup.ts');
  const { AsposeAuthTelemetryModule } = await import('../../lib/otel/index.ts');
  class WatchedModule {}
  Module({ imports: [AppModule, AsposeAuthTelemetryModule.forRoot()] })(WatchedModule);
  const app = await NestFactory.create(WatchedModule, { ...APP_OPTIONS, logger: false, abortOnError: false });
  configureApp(app, toolbox);
  await app.listen(0, '127.0.0.1');
  return app;
}

const metricsPort = await startSdk();
const app = await startDesk();
process.on('disconnect', () => process.exit(0)); // nobody is left to watch it
process.send({ url: await app.getUrl(), metricsPort });
