// node --import ./test/support/typescript.mjs FILE.ts: runs TypeScript of lib/ and test/ as it stands, without a build.
import { register } from 'node:module';

register('./typescript-hooks.mjs', import.meta.url);
