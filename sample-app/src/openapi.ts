import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { PROBLEM_MODELS } from './errors/api-problems.decorator.js';

/** Runs in the browser. */
function markAsOwn(request: { headers: Record<string, string> }): typeof request {
  request.headers['X-Requested-With'] = 'OpenAPI page';
  return request;
}

/** The interactive page at `/api`, and the description behind it at `/api-json`. */
export function serveOpenApi(app: INestApplication): void {
  const description = new DocumentBuilder()
    .setTitle('Document desk')
    .setDescription('Keeps .docx files in Aspose Cloud, appends one to another, and hands them out in other formats.')
    .setVersion('1.0')
    .addTag('documents', 'Upload, list, append, convert, download, delete.')
    .addTag('auth', 'What is held of the access token, without the token.')
    .build();
  SwaggerModule.setup(
    'api',
    app,
    () => SwaggerModule.createDocument(app, description, { extraModels: PROBLEM_MODELS }),
    {
      customSiteTitle: 'Document desk',
      // What changes something has to come from a page of the desk, and this is one.
      swaggerOptions: { requestInterceptor: markAsOwn },
    },
  );
}
