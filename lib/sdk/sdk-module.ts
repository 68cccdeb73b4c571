import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { AsposeSdkClass } from './sdk-type.js';

function exportsIt(module: NodeJS.Module | undefined, sdk: AsposeSdkClass): boolean {
  const exported = module?.exports as Record<string, unknown> | null | undefined;
  return typeof exported === 'object' && exported?.[sdk.name] === sdk;
}

/**
 * The loaded CommonJS module that defines a class, and not those that hand it on; `undefined` where the SDK was bundled into
 * the application.
 *
 * The SDKs are CommonJS, so an `import` of one is in this cache as well.
 */
export function moduleOf(sdk: AsposeSdkClass): NodeJS.Module | undefined {
  const { cache } = createRequire(join(process.cwd(), 'index.js'));
  const all = Object.values(cache).filter((module) => exportsIt(module, sdk));
  return all.find((module) => !module?.children.some((child) => exportsIt(child, sdk)));
}
