export { AsposeAuthTelemetryModule } from './aspose-auth-telemetry.module.js';
