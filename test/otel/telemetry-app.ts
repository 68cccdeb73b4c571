import { Test } from '@nestjs/testing';
import {
  AsposeAccounts,
  AsposeAuthModule,
  type AsposeAuthModuleOptions,
  AsposeClient,
  AsposeTokenService,
} from 'nestjs-aspose-auth';
import { AsposeAuthTelemetryModule } from 'nestjs-aspose-auth/otel';
import { firstValueFrom } from 'rxjs';

/** Starts an application with telemetry, as a user would write it. */
export async function telemetryApp(options: AsposeAuthModuleOptions) {
  const module = await Test.createTestingModule({
    imports: [AsposeAuthModule.forRoot(options), AsposeAuthTelemetryModule.forRoot()],
  }).compile();
  const app = module.createNestApplication({ logger: false });
  await app.init();
  return {
    app,
    tokens: app.get(AsposeTokenService),
    accounts: app.get(AsposeAccounts),
    call: (path = '/v4.0/words/info') => firstValueFrom(app.get(AsposeClient).get<unknown>(path)),
  };
}
