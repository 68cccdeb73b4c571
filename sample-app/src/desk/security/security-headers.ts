import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';
import helmet from 'helmet';

const NONE = ["'none'"];
const SELF = ["'self'"];

/** What the page may do: run and style itself from its own files, call the desk, frame a preview. Nothing inline. */
const PAGE = {
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

/** Swagger UI styles its elements inline, draws with data: images, and makes HTML of text. */
const OPENAPI_PAGE = {
  ...PAGE,
  styleSrc: ["'self'", "'unsafe-inline'"],
  imgSrc: ["'self'", 'data:'],
  frameSrc: NONE,
  requireTrustedTypesFor: null,
  trustedTypes: null,
};

/**
 * A converted document: what it brings along itself, and no script, form, link target or address of anybody. The sandbox
 * gives it an origin of its own, so that it is no part of the desk even where a browser opens it by itself.
 */
export const PREVIEW_POLICY =
  "default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; " +
  "frame-ancestors 'self'; sandbox";

/** Security headers on every answer. The desk itself speaks HTTP, so it promises nothing about HTTPS. */
export function setSecurityHeaders(app: NestExpressApplication): void {
  const withPolicy = (directives: typeof PAGE | typeof OPENAPI_PAGE) =>
    helmet({
      contentSecurityPolicy: { useDefaults: false, directives },
      strictTransportSecurity: false,
      // Browsers warn of it where one address serves several applications one after the other, as localhost does.
      originAgentCluster: false,
      referrerPolicy: { policy: 'no-referrer' },
      xFrameOptions: { action: 'deny' },
    });
  const forOpenApi = withPolicy(OPENAPI_PAGE);
  const forAll = withPolicy(PAGE);
  app.use((request: Request, response: Response, next: NextFunction) => {
    const headers = /^\/api(\/|$)/.test(request.path) ? forOpenApi : forAll;
    headers(request, response, next);
  });
}
