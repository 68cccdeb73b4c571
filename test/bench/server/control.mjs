import http from 'node:http';

function ask(url, method, body) {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method, agent: false }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString())));
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** The server as a scenario commands it; every command answers with the counters. */
export function controlOf(controlUrl) {
  return {
    set: (settings) => ask(controlUrl, 'PUT', JSON.stringify(settings)),
    revoke: () => ask(`${controlUrl}/revoke`, 'POST'),
    reset: () => ask(`${controlUrl}/reset`, 'POST'),
    counters: () => ask(controlUrl, 'GET'),
  };
}
