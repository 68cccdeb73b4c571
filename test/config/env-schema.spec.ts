import { describe, expect, it } from '@jest/globals';
import { ConfigModule, ConfigService } from '@nestjs/config';
import { Test } from '@nestjs/testing';
import type { StandardSchemaV1 } from '@standard-schema/spec';
import { AsposeAuthError } from 'nestjs-aspose-auth';
import { asposeAuthEnvSchema, validateAsposeAuthEnv } from 'nestjs-aspose-auth/config';

const valid = { ASPOSE_CLIENT_ID: 'id', ASPOSE_CLIENT_SECRET: 'secret', PORT: '3000' };
const invalid = { ASPOSE_CLIENT_ID: 'id', ASPOSE_BASE_URL: 'http://plain.example', ASPOSE_TOKEN_TIMEOUT_MS: '-1' };
const problems = ['ASPOSE_CLIENT_SECRET', 'ASPOSE_BASE_URL', 'ASPOSE_TOKEN_TIMEOUT_MS'];
// With the type of the specification, so that a schema that does not conform does not compile.
const schema: StandardSchemaV1<Record<string, unknown>> = asposeAuthEnvSchema;

/** Returns the error that `run` throws. */
function catchError(run: () => unknown): AsposeAuthError {
  try {
    run();
  } catch (error) {
    if (AsposeAuthError.is(error)) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('validateAsposeAuthEnv', () => {
  it('returns the same object, including other variables', () => {
    expect(validateAsposeAuthEnv(valid)).toBe(valid);
  });

  it('names every problem at once, and no value', () => {
    const error = catchError(() => validateAsposeAuthEnv({ ...invalid, ASPOSE_APP_KEY: '  ' }));
    expect(error.code).toBe('ERR_ASPOSE_CONFIG');
    for (const name of problems) expect(error.message).toContain(name);
    expect(error.message).not.toContain('plain.example');
  });

  it('requires no credentials if none are needed', () => {
    expect(validateAsposeAuthEnv({ ASPOSE_ANONYMOUS: 'true' })).toEqual({ ASPOSE_ANONYMOUS: 'true' });
  });
});

describe('asposeAuthEnvSchema', () => {
  it('is a Standard Schema of version 1', async () => {
    expect(schema['~standard']).toMatchObject({ version: 1, vendor: 'nestjs-aspose-auth' });
    expect(await schema['~standard'].validate(valid)).toEqual({ value: valid });
  });

  it('has one issue per problem, with the variable as path', async () => {
    const { issues } = await schema['~standard'].validate(invalid);
    expect(issues?.map(({ path }) => path?.[0]).sort()).toEqual([...problems].sort());
    for (const { message } of issues ?? []) expect(message).toMatch(/^\S/);
  });

  it('has the hint as an issue without a path', async () => {
    const swapped = { ASPOSE_CLIENT_ID: 'x', ASPOSE_CLIENT_SECRET: '00000000-0000-4000-8000-000000000000' };
    expect(await schema['~standard'].validate(swapped)).toEqual({ value: swapped });
    const { issues } = await schema['~standard'].validate({ ...swapped, ASPOSE_BASE_URL: 'x' });
    expect(issues?.map(({ path }) => path)).toEqual([['ASPOSE_BASE_URL'], undefined]);
  });

  it.each([undefined, null, 'ASPOSE_CLIENT_ID=id', 7])(
    'has an issue with %j, which is not an object of variables',
    async (value) => {
      expect((await schema['~standard'].validate(value)).issues).toHaveLength(1);
    },
  );

  it('validates as joi does, for @nestjs/config 4', () => {
    expect(asposeAuthEnvSchema.validate(valid)).toEqual({ value: valid });
    const { value, error } = asposeAuthEnvSchema.validate(invalid);
    expect(value).toBe(invalid);
    expect(error?.message).toBe(catchError(() => validateAsposeAuthEnv(invalid)).message);
  });
});

describe('with the real ConfigModule', () => {
  const createModule = (options: object) => ConfigModule.forRoot({ ignoreEnvFile: true, ...options });
  const variables = Object.keys({ ...valid, ...invalid });
  const withEnvironment = async (env: Record<string, string>, run: () => Promise<void>) => {
    Object.assign(process.env, env);
    await run().finally(() => {
      for (const name of variables) Reflect.deleteProperty(process.env, name);
    });
  };

  it.each([
    ['validationSchema', { validationSchema: asposeAuthEnvSchema }],
    ['validate', { validate: validateAsposeAuthEnv }],
  ])('%s accepts a valid environment and stops the boot at an invalid one', async (_name, option) => {
    await withEnvironment(valid, async () => {
      const app = await Test.createTestingModule({ imports: [createModule(option)] }).compile();
      expect(app.get(ConfigService).get('ASPOSE_CLIENT_ID')).toBe('id');
    });
    await withEnvironment(invalid, async () => {
      const booting = Test.createTestingModule({ imports: [createModule(option)] }).compile();
      const message = await booting.then(String, String);
      for (const name of problems) expect(message).toContain(name);
    });
  });
});
