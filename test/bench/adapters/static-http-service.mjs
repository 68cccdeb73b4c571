import { HttpService } from '@nestjs/axios';
import axios from 'axios';
import { callHttpService } from './bare-http-service.mjs';
import { fetchToken } from './fetch-token.mjs';
import { axiosDefaults } from './instant-axios.mjs';

export const title = 'HttpService, static header';
export const floor = 'bare-http-service';

/** A token that is never renewed, to measure what the header alone costs. */
export async function start(serverUrl, credentials, options) {
  const { access_token: token } = await fetchToken(serverUrl, credentials);
  const headers = { Authorization: `Bearer ${token}` };
  const http = new HttpService(axios.create({ ...axiosDefaults(serverUrl, options), headers }));
  return { call: callHttpService(http), stop: () => undefined };
}
