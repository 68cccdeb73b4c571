import {
  createDefaultHttpClient,
  createHttpHeaders,
  createPipelineFromOptions,
  createPipelineRequest,
} from '@azure/core-rest-pipeline';

export const title = '@azure/core-rest-pipeline, no token';
export const packages = ['@azure/core-rest-pipeline'];
export const isBare = true;

const instantClient = {
  sendRequest: async (request) => {
    const headers = createHttpHeaders({ 'content-type': 'application/json' });
    return { request, status: 200, headers, bodyAsText: '{"ok":true}' };
  },
};

/** The token policy accepts https only, so requests to a plain server are https until that policy has seen them. */
const plainAgain = {
  name: 'plainAgain',
  sendRequest: (request, next) => {
    request.url = request.url.replace(/^https:/, 'http:');
    return next(request);
  },
};

/** Creates a pipeline with the default policies and `more`, as one function. */
export function callPipeline(serverUrl, { offline }, more = []) {
  const pipeline = createPipelineFromOptions({ retryOptions: { maxRetries: 0 } });
  for (const policy of more) pipeline.addPolicy(policy);
  const isPlain = serverUrl.startsWith('http:');
  if (isPlain) pipeline.addPolicy(plainAgain, { afterPhase: 'Sign' });
  const client = offline ? instantClient : createDefaultHttpClient();
  const base = serverUrl.replace(/^http:/, 'https:');
  return async (path, body) => {
    const request = createPipelineRequest({
      url: path.startsWith('/') ? base + path : path.replace(/^http:/, 'https:'),
      allowInsecureConnection: isPlain,
      method: body === undefined ? 'GET' : 'PUT',
      ...(body instanceof FormData ? { formData: Object.fromEntries(body) } : { body }),
    });
    const response = await pipeline.sendRequest(client, request);
    const { status, bodyAsText } = response;
    if (status >= 400) throw Object.assign(new Error(`status ${status}`), { status, response });
    return { status, data: JSON.parse(bodyAsText) };
  };
}

export async function start(serverUrl, _credentials, options) {
  return { call: callPipeline(serverUrl, options), stop: () => undefined };
}
