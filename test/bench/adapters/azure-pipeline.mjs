import { bearerTokenAuthenticationPolicy } from '@azure/core-rest-pipeline';
import { callPipeline } from './azure-bare.mjs';
import { fetchToken } from './fetch-token.mjs';

export const title = '@azure/core-rest-pipeline';
export const isAxios = false;
export const packages = ['@azure/core-rest-pipeline'];
export const floor = 'azure-bare';

/** The bearer policy with a credential for client credentials; a 401 with a challenge fetches the next token, as its docs show. */
export async function start(serverUrl, credentials, options) {
  const credential = {
    getToken: async () => {
      const { access_token: token, expires_in: life } = await fetchToken(serverUrl, credentials);
      return { token, expiresOnTimestamp: Date.now() + life * 1_000 };
    },
  };
  const challengeCallbacks = {
    authorizeRequestOnChallenge: async ({ request, scopes, getAccessToken }) => {
      // Claims make the cache request another token from the credential.
      const token = await getAccessToken(scopes, { claims: '{}', enableCae: true });
      request.headers.set('Authorization', `Bearer ${token.token}`);
      return true;
    },
  };
  const policy = bearerTokenAuthenticationPolicy({ credential, scopes: 'api', challengeCallbacks });
  return { call: callPipeline(serverUrl, options, [policy]), stop: () => undefined };
}
