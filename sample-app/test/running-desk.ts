import type { LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { AsposeSandbox } from 'aspose-cloud-sandbox';
import { AppModule } from '../src/app.module.js';
import { APP_OPTIONS, configureApp } from '../src/app.setup.js';

/** Every variable the desk looks at. Blank ones count as missing, also where a `.env` of the developer's has a value. */
const BLANK = {
  ...{ ASPOSE_CLIENT_ID: '', ASPOSE_CLOUD_CLIENT_ID: '', ASPOSE_APP_SID: '' },
  ...{ ASPOSE_CLIENT_SECRET: '', ASPOSE_CLOUD_CLIENT_SECRET: '', ASPOSE_APP_KEY: '', ASPOSE_CLIENT_SECRET_FILE: '' },
  ...{ ASPOSE_BASE_URL: '', ASPOSE_CLOUD_API_URL: '', ASPOSE_TOKEN_URL: '', ASPOSE_ALLOWED_ORIGINS: '' },
  ...{ ASPOSE_STORAGE_NAME: '', ASPOSE_STORAGE: '', ASPOSE_TOKEN_TIMEOUT_MS: '', ASPOSE_VERIFY_ON_BOOT: '' },
  ...{ ASPOSE_ANONYMOUS: '', HOST: '', PORT: '', MAX_UPLOAD_BYTES: '' },
};

/** The variables that lead the desk to a sandbox as if it were Aspose Cloud. */
export function pointingAt(sandbox: AsposeSandbox): Record<string, string> {
  const { url, clientId, clientSecret } = sandbox;
  return { ASPOSE_CLIENT_ID: clientId, ASPOSE_CLIENT_SECRET: clientSecret, ASPOSE_BASE_URL: url };
}

/** The document desk in this process, on a port of its own. */
export interface RunningDesk {
  readonly app: NestExpressApplication;
  readonly url: string;
  /** Everything that was logged. */
  readonly log: string[];
  fetch(path: string, init?: RequestInit): Promise<Response>;
  upload(fileName: string, content: Buffer): Promise<Response>;
  append(name: string, body: unknown): Promise<Response>;
  names(): Promise<string[]>;
  tokenRequests(): Promise<number>;
  close(): Promise<void>;
}

function collector(log: string[]): LoggerService {
  const write = (...parts: unknown[]) => void log.push(parts.map(String).join(' '));
  return { log: write, error: write, warn: write, debug: write, verbose: write };
}

/** @param page Folder of the built page. Default: where the build puts it. */
export async function startDesk(env: Record<string, string> = {}, page?: string): Promise<RunningDesk> {
  Object.assign(process.env, BLANK, env);
  const log: string[] = [];
  const options = { ...APP_OPTIONS, logger: collector(log), abortOnError: false };
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment
  const app = await NestFactory.create<NestExpressApplication>(AppModule, options);
  configureApp(app, page);
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  const call = (path: string, init?: RequestInit) => fetch(url + path, init);
  const json = async <T>(path: string) => (await (await call(path)).json()) as T;
  return {
    app,
    url,
    log,
    fetch: call,
    upload(fileName, content) {
      const form = new FormData();
      form.append('file', new Blob([new Uint8Array(content)]), fileName);
      return call('/documents', { method: 'POST', body: form });
    },
    append: (name, body) =>
      call(`/documents/${encodeURIComponent(name)}/append`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    names: async () => (await json<{ name: string }[]>('/documents')).map(({ name }) => name),
    tokenRequests: async () => (await json<{ tokenRequests: number }>('/auth/state')).tokenRequests,
    close: () => app.close(),
  };
}

export const bytesOf = async (response: Response): Promise<Buffer> => Buffer.from(await response.arrayBuffer());

/** Body of an error. */
export interface ProblemBody {
  statusCode: number;
  error: string;
  message: string;
  hint?: string;
}

/** Status and body of an answer that should be an error. */
export async function problemIn(answer: Response | Promise<Response>): Promise<ProblemBody & { retryAfter?: number }> {
  const response = await answer;
  const body = (await response.json()) as ProblemBody;
  if (body.statusCode !== response.status) throw new Error(`${response.status}: ${JSON.stringify(body)}`);
  const retryAfter = response.headers.get('retry-after');
  return retryAfter === null ? body : { ...body, retryAfter: Number(retryAfter) };
}
