import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const lib = (path: string) => fileURLToPath(new URL(`../../../lib/${path}/index.ts`, import.meta.url));

/** The sources instead of the installed package, and what an application of Nest has in its tsconfig.json. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
  resolve: {
    alias: [
      { find: /^nestjs-aspose-auth\/testing$/, replacement: lib('testing') },
      { find: /^nestjs-aspose-auth$/, replacement: lib('.') },
    ],
  },
});
