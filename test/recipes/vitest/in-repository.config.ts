import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const toSourcePath = (path: string) => fileURLToPath(new URL(`../../../lib/${path}/index.ts`, import.meta.url));

/** Uses the sources instead of the installed package, and sets what a Nest application has in its tsconfig.json. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
  resolve: {
    alias: [
      { find: /^nestjs-aspose-auth\/testing$/, replacement: toSourcePath('testing') },
      { find: /^nestjs-aspose-auth$/, replacement: toSourcePath('.') },
    ],
  },
});
