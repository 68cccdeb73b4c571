import { describe, expect, it } from '@jest/globals';
import * as config from '../../lib/config/index.js';
import * as health from '../../lib/health/index.js';
import * as root from '../../lib/index.js';
import * as otel from '../../lib/otel/index.js';
import * as redis from '../../lib/redis/index.js';
import * as testing from '../../lib/testing/index.js';
import * as undici from '../../lib/undici/index.js';
import * as sandbox from '../../sandbox/src/index.js';

// An exported name has to be supported, so add one here only after the design names it.
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
  ['nestjs-aspose-auth/config', config, ['asposeAuthConfig', 'asposeAuthEnvSchema', 'validateAsposeAuthEnv']],
  ['nestjs-aspose-auth/health', health, ['AsposeAuthHealthIndicator']],
  ['nestjs-aspose-auth/otel', otel, ['AsposeAuthTelemetryModule']],
  ['nestjs-aspose-auth/redis', redis, ['RedisTokenStore']],
  ['aspose-cloud-sandbox', sandbox, ['AsposeSandbox']],
  ['nestjs-aspose-auth/testing', testing, ['AsposeAuthTestingModule', 'ManualClock']],
  ['nestjs-aspose-auth/undici', undici, ['undiciAdapter']],
];

describe('the public surface', () => {
  it.each(SURFACE)('%s exports what the design names and nothing else', (_name, namespace, names) => {
    expect(Object.keys(namespace).sort()).toEqual(names);
  });
});
