import type * as xmldom from '@xmldom/xmldom';
import type busboy from 'busboy';
import type * as jose from 'jose';
import type JSZip from 'jszip';
import type mammoth from 'mammoth';

/** The third-party libraries the sandbox works with. All are optional peers of the package. */
export interface SandboxLibraries {
  jose: typeof jose;
  busboy: typeof busboy;
  JSZip: typeof JSZip;
  xmldom: typeof xmldom;
  mammoth: typeof mammoth;
}

/** How each package is loaded; literal `import()`s, so that bundlers see them. */
const IMPORTERS: Record<string, () => Promise<unknown>> = {
  jose: () => import('jose'),
  busboy: () => import('busboy'),
  jszip: () => import('jszip'),
  '@xmldom/xmldom': () => import('@xmldom/xmldom'),
  mammoth: () => import('mammoth'),
};

/** From 6 on, jose is an ES module alone, which Jest's CommonJS mode cannot load. */
const INSTALLED_AS: Record<string, string> = { jose: 'jose@5' };

/** Loads all of them, or rejects with one error that names every missing package and how to install it. */
export async function loadLibraries(importers = IMPORTERS): Promise<SandboxLibraries> {
  const names = Object.keys(importers);
  const results = await Promise.allSettled(names.map(async (name) => exportsOf(await importers[name]!())));
  const missing = names.filter((name, i) => isMissing(name, results[i]!));
  if (missing.length > 0) {
    throw new Error(
      `AsposeSandbox needs ${missing.join(', ')}, which ${missing.length === 1 ? 'is' : 'are'} not installed. ` +
        `Run: npm install --save-dev ${missing.map((name) => INSTALLED_AS[name] ?? name).join(' ')}`,
    );
  }
  const [joseExports, busboyExports, jszipExports, xmldomExports, mammothExports] = results.map((result) => {
    if (result.status === 'rejected') throw result.reason; // installed, but broken: its own error says how
    return result.value;
  });
  return {
    jose: joseExports,
    busboy: busboyExports,
    JSZip: jszipExports,
    xmldom: xmldomExports,
    mammoth: mammothExports,
  } as SandboxLibraries;
}

/** A CommonJS package arrives as `default` from ES modules, and as itself or as `default` from CommonJS. */
function exportsOf(namespace: unknown): unknown {
  return (namespace as { default?: unknown }).default ?? namespace;
}

/** Only the package itself not being found counts; a dependency of it that is not found is another problem. */
function isMissing(name: string, result: PromiseSettledResult<unknown>): boolean {
  if (result.status === 'fulfilled') return false;
  const { code, message } = result.reason as NodeJS.ErrnoException;
  return (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') && message.includes(`'${name}'`);
}
