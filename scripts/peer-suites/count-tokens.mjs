import { subscribe } from 'node:diagnostics_channel';

/** Counts the API requests of this process that have a token, on both transports. */
export function countRequestsWithToken(onRequest) {
  const isApi = (path) => !/\/connect\/token$/.test(path);
  subscribe('http.client.request.start', ({ request }) => {
    if (String(request.getHeader('authorization')).startsWith('Bearer ') && isApi(request.path)) onRequest();
  });
  subscribe('undici:request:create', ({ request }) => {
    const headers = [request.headers].flat().map(String);
    if (headers.some((text) => /bearer /i.test(text)) && isApi(request.path)) onRequest();
  });
}
