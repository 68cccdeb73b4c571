import { ValidationPipe } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Request } from 'express';
import { BUILT_PAGE, servePage } from './desk/page/serve-page.js';
import { setSecurityHeaders } from './desk/security/security-headers.js';
import { ProblemFilter } from './errors/problem.filter.js';
import { serveOpenApi } from './openapi.js';

/** How the application is created; the same for `main.ts` and for tests. */
export const APP_OPTIONS = {
  // Nest's own parsers would swallow uploads: curl --data-binary calls its bodies application/x-www-form-urlencoded.
  bodyParser: false,
  // Ctrl-C does not wait for clients that keep their connection open.
  forceCloseConnections: true,
};

const isJsonCommand = ({ method, headers }: Request): boolean =>
  method === 'POST' && /^application\/json\b/i.test(headers['content-type'] ?? '');

/**
 * What every request goes through.
 *
 * @param page Folder of the built page. Default: where the build puts it.
 */
export function configureApp(app: NestExpressApplication, page = BUILT_PAGE): void {
  setSecurityHeaders(app);
  servePage(app, page);
  app.useBodyParser('json', { limit: '100kb', type: isJsonCommand as (request: unknown) => boolean });
  app.useGlobalPipes(new ValidationPipe({ transform: true, whitelist: true, forbidNonWhitelisted: true }));
  app.useGlobalFilters(new ProblemFilter());
  serveOpenApi(app);
}
