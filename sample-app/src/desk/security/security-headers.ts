import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';
import helmet from 'helmet';

const NONE = ["'none'"];
const SELF = ["'self'"];

/** The page may load its own scripts, styles and images, call the server, and frame a preview. Nothing inline. */
const PAGE_DIRECTIVES = {
  defaultSrc: NONE,
  scriptSrc: SELF,
  styleSrc: SELF,
  imgSrc: SELF,
  connectSrc: SELF,
  frameSrc: SELF,
  baseUri: NONE,
  formAction: NONE,
  frameAncestors: NONE,
  requireTrustedTypesFor: ["'script'"],
  trustedTypes: NONE,
};

/** Swagger UI uses inline styles, images in data: URLs, and creates HTML from text. */
const OPENAPI_DIRECTIVES = {
  ...PAGE_DIRECTIVES,
  styleSrc: ["'self'", "'unsafe-inline'"],
  imgSrc: ["'self'", 'data:'],
  frameSrc: NONE,
  requireTrustedTypesFor: null,
  trustedTypes: null,
};

/**
 * Content-Security-Policy of a converted document: only embedded styles, fonts and images, and no scripts, forms or external
 * resources. The `sandbox` directive gives the document its own origin, even if it is opened outside of the preview frame.
 */
export const PREVIEW_POLICY =
  "default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; " +
  "frame-ancestors 'self'; sandbox";

/** Adds security headers to all responses. No HSTS, because the application itself serves HTTP. */
export function setSecurityHeaders(app: NestExpressApplication): void {
  const openApiHeaders = createHeaders(OPENAPI_DIRECTIVES);
  const defaultHeaders = createHeaders(PAGE_DIRECTIVES);
  app.use((request: Request, response: Response, next: NextFunction) => {
    const setHeaders = /^\/api(\/|$)/.test(request.path) ? openApiHeaders : defaultHeaders;
    setHeaders(request, response, next);
  });
}

function createHeaders(directives: typeof PAGE_DIRECTIVES | typeof OPENAPI_DIRECTIVES) {
  return helmet({
    contentSecurityPolicy: { useDefaults: false, directives },
    strictTransportSecurity: false,
    // Browsers log a warning if several applications use one origin after another, as on localhost.
    originAgentCluster: false,
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
  });
}
