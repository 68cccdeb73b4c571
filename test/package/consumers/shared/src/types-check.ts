// Compiled, never run. Expected errors are part of the test: a type that accepts everything says nothing.
import type { HttpService } from '@nestjs/axios';
import axios, { type AxiosError, type AxiosRequestConfig, type CreateAxiosDefaults, isAxiosError } from 'axios';
import { AsposeAuthModule, type AsposeAuthorizer, type AsposeClient } from 'nestjs-aspose-auth';

// axios describes itself twice; applications meet both, whatever they import themselves.
type CjsInstance = import('axios', { with: { 'resolution-mode': 'require' }}).AxiosInstance;
type CjsDefaults = import('axios', { with: { 'resolution-mode': 'require' }}).CreateAxiosDefaults;
type EsmInstance = import('axios', { with: { 'resolution-mode': 'import' }}).AxiosInstance;
type EsmDefaults = import('axios', { with: { 'resolution-mode': 'import' }}).CreateAxiosDefaults;

export function requestOptions(client: AsposeClient, http: HttpService): void {
  client.get('/x', { asposeAuth: { account: 'a', storage: 's', appSid: 'p' } });
  client.post('/x', {}, { asposeAuth: false });
  http.get('/x', { asposeAuth: { storage: 's' } });
  http.request({ url: '/x', asposeAuth: false });
  void http.axiosRef.get('/x', { asposeAuth: false });
  void axios.get('/x', { asposeAuth: false });
  void axios.create().post('/x', {}, { asposeAuth: { account: 'a' } });
  const config: AxiosRequestConfig = { asposeAuth: { account: 'a' } };
  http.get('/x', config);
  // @ts-expect-error true says nothing
  client.get('/x', { asposeAuth: true });
  // @ts-expect-error no such option
  http.get('/x', { asposeAuth: { storge: 's' } });
  // @ts-expect-error no such option
  void axios.get('/x', { asposeAuth: { acount: 's' } });
}

export function attach(authorizer: AsposeAuthorizer, http: HttpService, esm: EsmInstance, cjs: CjsInstance): void {
  const detach: () => void = authorizer.attach(http);
  detach();
  authorizer.attach(axios);
  authorizer.attach(axios.create(), { account: 'a' });
  authorizer.attach(http.axiosRef);
  authorizer.attach(esm);
  authorizer.attach(cjs);
  // @ts-expect-error not an axios
  authorizer.attach({});
  // @ts-expect-error not an axios
  authorizer.attach(http.get);
}

export function httpDefaults(defaults: CreateAxiosDefaults, esm: EsmDefaults, cjs: CjsDefaults): void {
  AsposeAuthModule.forRoot({ http: defaults });
  AsposeAuthModule.forRoot({ http: { transformRequest: [(_data, headers) => headers.set('x', '1')] } });
  AsposeAuthModule.forFeature({ account: 'a', http: { ...defaults, timeout: 1, adapter: axios.getAdapter('http') } });
  for (const http of [esm, cjs]) AsposeAuthModule.forFeature({ http });
  AsposeAuthModule.forRootAsync({ useFactory: () => ({ http: { proxy: false } }) });
  // @ts-expect-error no such default
  AsposeAuthModule.forRoot({ http: { timeOut: 1 } });
}

export function refusalOf(error: unknown): string | undefined {
  if (!isAxiosError(error)) return undefined;
  // @ts-expect-error not one of the reasons
  if (error.asposeAuth === 'nonsense') return undefined;
  const failure: AxiosError = error;
  return failure.asposeAuth;
}
