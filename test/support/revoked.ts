import type { AsposeAuthModuleOptions } from '../../lib/options/options.js';
import { type authorized as Authorized, authorized } from './authorized.js';
import { type FakeAspose, json } from './fake-aspose.js';

/** Creates a client with a token that the API no longer accepts. */
export async function revoked(
  fake: FakeAspose,
  http: AsposeAuthModuleOptions['http'] = {},
): Promise<ReturnType<typeof Authorized>> {
  const parts = authorized({ ...fake.options, http });
  await parts.axios.get('/warm-up');
  fake.revokeAll();
  fake.apiRequests.splice(0);
  fake.tokenRequests.splice(0);
  return parts;
}

/** Makes the API reject every token from now on. */
export function refuseAll(fake: FakeAspose, challenge?: string): void {
  fake.onApi = (_seen, response) => json(response, 401, {}, challenge ? { 'www-authenticate': challenge } : {});
}
