import axios from 'axios';
import { axiosDefaults, callAxios } from './instant-axios.mjs';

export const title = 'axios, no token';
export const isBare = true;

export async function start(serverUrl, _credentials, options) {
  return { call: callAxios(axios.create(axiosDefaults(serverUrl, options))), stop: () => undefined };
}
