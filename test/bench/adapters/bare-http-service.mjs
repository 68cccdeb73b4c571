import { HttpService } from '@nestjs/axios';
import axios from 'axios';
import { firstValueFrom } from 'rxjs';
import { axiosDefaults, callAxios } from './instant-axios.mjs';

export const title = 'HttpService, no token';
export const isBare = true;

/** Calls through an `HttpService`. */
export const callHttpService = (http) => {
  const call = callAxios(http);
  return (path, body) => firstValueFrom(call(path, body));
};

export async function start(serverUrl, _credentials, options) {
  const http = new HttpService(axios.create(axiosDefaults(serverUrl, options)));
  return { call: callHttpService(http), stop: () => undefined };
}
