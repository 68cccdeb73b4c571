import { HttpService } from '@nestjs/axios';
import axios from 'axios';
import { firstValueFrom } from 'rxjs';
import { callHttpService } from './bare-http-service.mjs';
import { axiosDefaults } from './instant-axios.mjs';

export const title = 'tutorial-style Nest service';
export const floor = 'bare-http-service';

const SKEW_MS = 60_000;

/** What tutorials show: a service with a cached token, a request interceptor, and a retry on 401. */
class TokenService {
  #token;
  #expiresAt = 0;

  constructor(http, tokenUrl, { clientId, clientSecret }) {
    this.http = http;
    this.tokenUrl = tokenUrl;
    this.form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
  }

  async token() {
    if (this.#token && Date.now() < this.#expiresAt - SKEW_MS) return this.#token;
    return this.refresh();
  }

  async refresh() {
    const { data } = await firstValueFrom(this.http.post(this.tokenUrl, new URLSearchParams(this.form).toString()));
    this.#token = data.access_token;
    this.#expiresAt = Date.now() + data.expires_in * 1_000;
    return this.#token;
  }
}

export async function start(serverUrl, credentials, options) {
  const http = new HttpService(axios.create(axiosDefaults(serverUrl, options)));
  const tokens = new TokenService(http, `${serverUrl}/connect/token`, credentials);
  http.axiosRef.interceptors.request.use(async (config) => {
    if (config.url.endsWith('/connect/token')) return config;
    config.headers.Authorization = `Bearer ${await tokens.token()}`;
    return config;
  });
  http.axiosRef.interceptors.response.use(undefined, async (error) => {
    if (error.response?.status !== 401 || error.config.isRetry) throw error;
    error.config.isRetry = true;
    await tokens.refresh();
    return http.axiosRef.request(error.config);
  });
  return { call: callHttpService(http), stop: () => undefined };
}
