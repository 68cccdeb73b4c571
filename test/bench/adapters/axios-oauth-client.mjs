import axios from 'axios';
import { clientCredentials } from 'axios-oauth-client';
import tokenProvider from 'axios-token-interceptor';
import { axiosDefaults, callAxios } from './instant-axios.mjs';

export const title = 'axios-oauth-client + axios-token-interceptor';
export const packages = ['axios-oauth-client', 'axios-token-interceptor'];
export const floor = 'bare-axios';

/** Used as the READMEs of both packages show. */
export async function start(serverUrl, { clientId, clientSecret }, options) {
  const grant = clientCredentials(axios.create(), `${serverUrl}/connect/token`, clientId, clientSecret);
  const getToken = tokenProvider.tokenCache(() => grant(), { getMaxAge: ({ expires_in: life }) => life * 1_000 });
  const instance = axios.create(axiosDefaults(serverUrl, options));
  instance.interceptors.request.use(
    tokenProvider({ getToken, headerFormatter: ({ access_token: token }) => `Bearer ${token}` }),
  );
  return { call: callAxios(instance), stop: () => undefined };
}
