import { HttpModule, HttpService } from '@nestjs/axios';
import { type INestApplication, Inject, Injectable, Module, type Type } from '@nestjs/common';
import type { FakeAspose } from '../support/fake-aspose.js';

/** Modules of an application that has never heard of this package, and what their calls carry. */
@Injectable()
export class Feature {
  constructor(@Inject(HttpService) readonly http: HttpService) {}
}
@Module({ imports: [HttpModule], providers: [Feature] })
export class BareModule {}
@Module({ imports: [HttpModule.register({ headers: { 'x-own': '1' } })], providers: [Feature] })
export class RegisteredModule {}

export const getFeature = (app: INestApplication, module: Type) => app.select(module).get(Feature, { strict: true });
export const getAuthorizationScheme = async (server: FakeAspose, call: Promise<unknown>) => {
  await call;
  return server.apiRequests.at(-1)?.headers.authorization?.split(' ')[0];
};
