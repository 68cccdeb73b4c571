import type { LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { AsposeSandbox } from 'aspose-cloud-sandbox';
import { AppModule } from '../src/app.module.js';
import { APP_OPTIONS, configureApp } from '../src/app.setup.js';

/** The document desk in this process, on its own port. */
export interface RunningDesk {
  readonly app: NestExpressApplication;
  readonly url: string;
  /** All lines that were logged. */
  readonly log: string[];
  fetch(path: string, init?: RequestInit): Promise<Response>;
  upload(fileName: string, content: Buffer): Promise<Response>;
  append(name: string, body: unknown): Promise<Response>;
  listNames(): Promise<string[]>;
  getTokenRequests(): Promise<number>;
  close(): Promise<void>;
}

/** All variables that the application reads. A blank variable counts as missing, and overrides the `.env` of a developer. */
const BLANK = {
  ...{ ASPOSE_CLIENT_ID: '', ASPOSE_CLOUD_CLIENT_ID: '', ASPOSE_APP_SID: '' },
  ...{ ASPOSE_CLIENT_SECRET: '', ASPOSE_CLOUD_CLIENT_SECRET: '', ASPOSE_APP_KEY: '', ASPOSE_CLIENT_SECRET_FILE: '' },
  ...{ ASPOSE_BASE_URL: '', ASPOSE_CLOUD_API_URL: '', ASPOSE_TOKEN_URL: '', ASPOSE_ALLOWED_ORIGINS: '' },
  ...{ ASPOSE_STORAGE_NAME: '', ASPOSE_STORAGE: '', ASPOSE_TOKEN_TIMEOUT_MS: '', ASPOSE_VERIFY_ON_BOOT: '' },
  ...{ ASPOSE_ANONYMOUS: '', HOST: '', PORT: '', ALLOWED_HOSTS: '', NODE_ENV: 'test', MAX_UPLOAD_BYTES: '' },
};

/**
 * Starts the document desk. Without variables it uses an embedded sandbox.
 *
 * @param pageFolder Folder of the built page. Defaults to the output folder of the build.
 */
export async function startDesk(env: Record<string, string> = {}, pageFolder?: string): Promise<RunningDesk> {
  Object.assign(process.env, BLANK, env);
  const log: string[] = [];
  const options = { ...APP_OPTIONS, logger: createLogger(log), abortOnError: false };
  const app = await NestFactory.create<NestExpressApplication>(AppModule, options);
  configureApp(app, pageFolder);
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  const request = (path: string, init?: RequestInit) => fetch(url + path, init);
  const getJson = async <T>(path: string) => (await (await request(path)).json()) as T;
  return {
    app,
    url,
    log,
    fetch: request,
    upload(fileName, content) {
      const form = new FormData();
      form.append('file', new Blob([new Uint8Array(content)]), fileName);
      return request('/documents', { method: 'POST', body: form });
    },
    append: (name, body) =>
      request(`/documents/${encodeURIComponent(name)}/append`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    listNames: async () => (await getJson<{ name: string }[]>('/documents')).map(({ name }) => name),
    getTokenRequests: async () => (await getJson<{ tokenRequests: number }>('/auth/state')).tokenRequests,
    close: () => app.close(),
  };
}

/** The variables with which the document desk uses this sandbox as if it were Aspose Cloud. */
export function createEnvironment({ url, clientId, clientSecret }: AsposeSandbox): Record<string, string> {
  return { ASPOSE_CLIENT_ID: clientId, ASPOSE_CLIENT_SECRET: clientSecret, ASPOSE_BASE_URL: url };
}

export async function readBytes(response: Response): Promise<Buffer> {
  return Buffer.from(await response.arrayBuffer());
}

/** Body of an error response. */
export interface ProblemBody {
  statusCode: number;
  error: string;
  message: string;
  hint?: string;
}

/** Reads an error response. */
export async function readProblem(
  pending: Response | Promise<Response>,
): Promise<ProblemBody & { retryAfter?: number }> {
  const response = await pending;
  const body = (await response.json()) as ProblemBody;
  if (body.statusCode !== response.status) throw new Error(`${response.status}: ${JSON.stringify(body)}`);
  const retryAfter = response.headers.get('retry-after');
  return retryAfter === null ? body : { ...body, retryAfter: Number(retryAfter) };
}

function createLogger(log: string[]): LoggerService {
  const write = (...parts: unknown[]) => void log.push(parts.map(String).join(' '));
  return { log: write, error: write, warn: write, debug: write, verbose: write };
}
