import axios from 'axios';
import { createAuthRefresh } from 'axios-auth-refresh';
import { axiosDefaults, callAxios } from './instant-axios.mjs';

export const title = 'axios-auth-refresh';
export const packages = ['axios-auth-refresh'];
export const floor = 'bare-axios';

/** Used as its README shows: a request interceptor sets the header, a 401 fetches the next token. */
export async function start(serverUrl, { clientId, clientSecret }, options) {
  const instance = axios.create(axiosDefaults(serverUrl, options));
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
  });
  let token = '';
  instance.interceptors.request.use((config) => {
    config.headers.Authorization = `Bearer ${token}`;
    return config;
  });
  createAuthRefresh(instance, async (failed) => {
    const { data } = await axios.post(`${serverUrl}/connect/token`, form.toString());
    token = data.access_token;
    failed.response.config.headers.Authorization = `Bearer ${token}`;
  });
  return { call: callAxios(instance), stop: () => undefined };
}
