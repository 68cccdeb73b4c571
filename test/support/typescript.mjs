// node --import ./test/support/typescript.mjs FILE.ts: runs the TypeScript of lib/ and test/ without a build.
import { register } from 'node:module';

register('./typescript-hooks.mjs', import.meta.url);
