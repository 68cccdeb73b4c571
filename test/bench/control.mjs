import http from 'node:http';

/** Creates the commands that a scenario gives the server. Each resolves to the counters. */
export function createControl(controlUrl) {
  return {
    set: (settings) => request(controlUrl, 'PUT', JSON.stringify(settings)),
    revoke: () => request(`${controlUrl}/revoke`, 'POST'),
    reset: () => request(`${controlUrl}/reset`, 'POST'),
    counters: () => request(controlUrl, 'GET'),
  };
}

function request(url, method, body) {
  return new Promise((resolve, reject) => {
    const sent = http.request(url, { method, agent: false }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString())));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
