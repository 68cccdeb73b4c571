import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const folder = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Builds the page of the document desk. */
export default defineConfig({
  root: folder('.'),
  build: {
    outDir: folder('../../dist/sample-app/web'),
    emptyOutDir: true,
    target: 'es2022',
    // The Content-Security-Policy of the page allows no data: URLs and nothing inline.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
