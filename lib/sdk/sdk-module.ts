import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { AsposeSdkClass } from './sdk-type.js';

function exportsIt(module: NodeJS.Module | undefined, sdk: AsposeSdkClass): boolean {
  const exported = module?.exports as Record<string, unknown> | null | undefined;
  return typeof exported === 'object' && exported?.[sdk.name] === sdk;
}

/**
 * The loaded CommonJS modules that export a class: the SDK's own. Empty where the SDK was bundled into the application.
 *
 * The SDKs are CommonJS, so an `import` of one is in this cache as well.
 */
export function modulesOf(sdk: AsposeSdkClass): NodeJS.Module[] {
  const { cache } = createRequire(join(process.cwd(), 'index.js'));
  return Object.values(cache).filter((module) => exportsIt(module, sdk)) as NodeJS.Module[];
}
