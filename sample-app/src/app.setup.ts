import type { ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import { ValidationPipe } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { Request } from 'express';
import { setSecurityHeaders } from './desk/security/security-headers.js';
import { PROBLEM_MODELS } from './errors/api-problems.decorator.js';
import { ProblemFilter } from './errors/problem.filter.js';
import { isJson } from './json-body.js';

/** Options for `NestFactory.create`, shared by `main.ts` and the tests. */
export const APP_OPTIONS = {
  // Nest's own parsers would consume uploads: `curl --data-binary` labels its body application/x-www-form-urlencoded.
  bodyParser: false,
  // Ctrl-C does not wait for clients that keep their connections open.
  forceCloseConnections: true,
};

/** Folder in which `npm run build:sample` puts the page, next to the compiled server. */
const BUILT_PAGE = fileURLToPath(new URL('./web', import.meta.url));

/**
 * Adds everything that applies to all requests: security headers, static files, body parser, validation, error format.
 *
 * @param pageFolder Folder of the built page. Defaults to the output folder of the build.
 */
export function configureApp(app: NestExpressApplication, pageFolder = BUILT_PAGE): void {
  setSecurityHeaders(app);
  servePage(app, pageFolder);
  app.useBodyParser('json', { limit: '100kb', type: isJsonPost as (request: unknown) => boolean });
  app.useGlobalPipes(new ValidationPipe({ transform: true, whitelist: true, forbidNonWhitelisted: true }));
  app.useGlobalFilters(new ProblemFilter());
  serveOpenApi(app);
}

function isJsonPost({ method, headers }: Request): boolean {
  return method === 'POST' && isJson(headers['content-type']);
}

/** Serves the page at `/`. Scripts and styles have a content hash in their names, so browsers may cache them forever. */
function servePage(app: NestExpressApplication, folder: string): void {
  app.useStaticAssets(folder, {
    setHeaders: (response: ServerResponse, path: string) => {
      const isHashed = /[/\\]assets[/\\]/.test(path);
      response.setHeader('Cache-Control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
}

/** Serves Swagger UI at `/api` and the OpenAPI document at `/api-json`. */
function serveOpenApi(app: NestExpressApplication): void {
  const document = new DocumentBuilder()
    .setTitle('Document desk')
    .setDescription('Stores .docx files in Aspose Cloud, appends one to another, and converts them to other formats.')
    .setVersion('1.0')
    .addTag('documents', 'Upload, list, append, convert, download and delete documents.')
    .addTag('auth', 'State of the access token, without the token itself.')
    .build();
  SwaggerModule.setup('api', app, () => SwaggerModule.createDocument(app, document, { extraModels: PROBLEM_MODELS }), {
    customSiteTitle: 'Document desk',
    // RequestOriginGuard requires this header for requests that change something.
    swaggerOptions: { requestInterceptor: addPageHeader },
  });
}

/** Runs in the browser: Swagger UI receives the source text of this function, so it must not use anything outside it. */
function addPageHeader(request: { headers: Record<string, string> }): typeof request {
  request.headers['X-Requested-With'] = 'OpenAPI page';
  return request;
}
