// node --import …/from-source.mjs: runs lib/ and sample-app/ as they stand, without a build.
import { register } from 'node:module';

register('../../test/support/typescript-hooks.mjs', import.meta.url);
register('./source-hooks.mjs', import.meta.url);
