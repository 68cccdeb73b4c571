/** Requests a token in the simplest way, for alternatives that have no token request of their own. */
export async function fetchToken(serverUrl, { clientId, clientSecret }) {
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
  const response = await fetch(`${serverUrl}/connect/token`, { method: 'POST', body: new URLSearchParams(form) });
  if (!response.ok) throw Object.assign(new Error(`token endpoint: ${response.status}`), { status: response.status });
  return response.json();
}
