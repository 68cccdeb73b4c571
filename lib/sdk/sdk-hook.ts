import { Logger } from '@nestjs/common';
import type { Account } from '../accounts/account.js';
import { AsposeAuthError } from '../errors.js';
import { configurationOf } from './call-view.js';
import { type KnownSdk, knownSdkNames } from './known-sdks.js';
import { handleAbandonedPromises } from './pdf-promises.js';
import { bypassTokenHandling } from './request-helper.js';
import type { AsposeSdkClass } from './sdk-type.js';

/** What is wrong with an entry of `sdks`. */
export function sdkProblem({ settings }: Account, sdk: AsposeSdkClass, text: string): AsposeAuthError {
  const where = `AsposeAuthModule.forFeature({ sdks: [${sdk.name || 'a class without a name'}] }): `;
  return new AsposeAuthError('ERR_ASPOSE_CONFIG', where + text, { account: settings.name });
}

/** True where the object asks its configuration for the header of each request. */
function asksForHeader(api: object): boolean {
  const { authentication } = (configurationOf(api) ?? {}) as { authentication?: Record<string, unknown> };
  return [authentication?.applyToRequest, authentication?.applyToRequestAsync].some(
    (hook) => typeof hook === 'function',
  );
}

/** True where the class has methods of its own; an object of several APIs would go on asking with the placeholder. */
const hasMethods = (api: object): boolean =>
  Object.getOwnPropertyNames(Object.getPrototypeOf(api)).some((name) => name !== 'constructor');

/**
 * Makes sure that the object's requests get their header from here, and mends what its class does to the process.
 *
 * @throws AsposeAuthError `ERR_ASPOSE_CONFIG` where it would go on asking for tokens itself.
 */
export function hookInto(account: Account, sdk: AsposeSdkClass, api: object, known: KnownSdk | undefined): void {
  if (known?.abandonsPromises && !handleAbandonedPromises(sdk)) {
    new Logger('AsposeAuth').warn(
      `${sdk.name} is in a bundle, so that its defect cannot be mended: any HTTP error ends the process. Leave the SDK out of the bundle (mark it as external).`,
    );
  }
  const isBypassed = known?.hook === 'helper' && bypassTokenHandling(sdk);
  if (isBypassed || (hasMethods(api) && (account.settings.anonymous || asksForHeader(api)))) return;
  if (known?.hook === 'helper') {
    const text = `its module was not found among those that are loaded. Leave the SDK out of the bundle (mark it as external), and check its version in docs/sdks.md.`;
    throw sdkProblem(account, sdk, text);
  }
  const text = `the object has no configuration.authentication.applyToRequest, which is how a token gets into its requests, or no methods of its own. Known are ${knownSdkNames}; check the SDK's version in docs/sdks.md.`;
  throw sdkProblem(account, sdk, text);
}
