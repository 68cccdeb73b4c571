import type { ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import type { NestExpressApplication } from '@nestjs/platform-express';

/** Where `npm run build:sample` puts the page: beside the application's own code. */
export const BUILT_PAGE = fileURLToPath(new URL('../../web', import.meta.url));

const A_YEAR = 'public, max-age=31536000, immutable';

/** Serves the page at `/`. Names of its scripts and styles change with their content, so browsers keep those. */
export function servePage(app: NestExpressApplication, folder: string): void {
  app.useStaticAssets(folder, {
    setHeaders: (response: ServerResponse, path: string) => {
      response.setHeader('Cache-Control', /[/\\]assets[/\\]/.test(path) ? A_YEAR : 'no-cache');
    },
  });
}
