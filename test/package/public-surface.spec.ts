import { describe, expect, it } from '@jest/globals';
import * as root from '../../lib/index.js';
import * as sandbox from '../../lib/sandbox/index.js';

// Whatever is exported must be kept for ever: a name is added here only after the design page names it.
const SURFACE: [string, object, string[]][] = [
  [
    'nestjs-aspose-auth',
    root,
    [
      'AccessToken',
      'AsposeAccounts',
      'AsposeAuthError',
      'AsposeAuthModule',
      'AsposeAuthorizer',
      'AsposeClient',
      'AsposeTokenService',
      'InjectAsposeClient',
      'InjectAsposeSdk',
      'InjectAsposeTokenService',
      'getAsposeClientToken',
      'getAsposeSdkToken',
      'getAsposeTokenServiceToken',
    ],
  ],
  ['nestjs-aspose-auth/sandbox', sandbox, ['AsposeSandbox']],
];

describe('the public surface', () => {
  it.each(SURFACE)('%s exports what the design names and nothing else', (_name, namespace, names) => {
    expect(Object.keys(namespace).sort()).toEqual(names);
  });
});
