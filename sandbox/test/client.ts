import type { AsposeSandbox } from '../src/index.js';

export const basicAuthorization = (id: string, secret: string): string =>
  `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}`;

/** Requests a token as the SDKs do. Fields can be overwritten, or left out with undefined. */
export async function requestToken(
  sandbox: Pick<AsposeSandbox, 'url' | 'clientId' | 'clientSecret'>,
  fields: Record<string, string | undefined> = {},
  path = '/connect/token',
): Promise<Response> {
  const form = { grant_type: 'client_credentials', client_id: sandbox.clientId, client_secret: sandbox.clientSecret };
  const body = new URLSearchParams();
  for (const [name, value] of Object.entries<string | undefined>({ ...form, ...fields })) {
    if (value !== undefined) body.set(name, value);
  }
  return fetch(sandbox.url + path, { method: 'POST', body });
}

export async function getToken(sandbox: AsposeSandbox, fields: Record<string, string> = {}): Promise<string> {
  const response = (await (await requestToken(sandbox, fields)).json()) as { access_token: string };
  return response.access_token;
}

/** Creates a function that calls the API with a token. */
export async function authorizedClient(sandbox: AsposeSandbox, fields: Record<string, string> = {}) {
  const authorization = `Bearer ${await getToken(sandbox, fields)}`;
  return (
    method: string,
    path: string,
    body?: RequestInit['body'],
    headers: Record<string, string> = {},
  ): Promise<Response> =>
    fetch(`${sandbox.url}/v4.0/words${path}`, { method, body: body ?? null, headers: { authorization, ...headers } });
}

export const readBytes = async (response: Response): Promise<Buffer> => Buffer.from(await response.arrayBuffer());
