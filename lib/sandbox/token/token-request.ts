/** What a token request asks for, once parsed. Absent values are undefined. */
export interface TokenRequest {
  grantType: string | undefined;
  clientId: string | undefined;
  clientSecret: string | undefined;
}

/** Reads the form, and HTTP Basic client authentication, which wins over the form (RFC 6749 §2.3.1). */
export function parseTokenRequest(form: string, authorization: string | undefined): TokenRequest {
  const fields = new URLSearchParams(form);
  const basic = parseBasic(authorization);
  return {
    grantType: fields.get('grant_type') ?? undefined,
    clientId: basic?.clientId ?? fields.get('client_id') ?? undefined,
    clientSecret: basic?.clientSecret ?? fields.get('client_secret') ?? undefined,
  };
}

function parseBasic(authorization: string | undefined): { clientId: string; clientSecret: string } | undefined {
  const [, encoded] = /^basic +([\w+/=-]+)$/i.exec(authorization ?? '') ?? [];
  if (encoded === undefined) return undefined;
  const pair = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  if (colon < 0) return undefined;
  return { clientId: formDecode(pair.slice(0, colon)), clientSecret: formDecode(pair.slice(colon + 1)) };
}

/** Both halves are form-encoded before they are joined: the RFC says so, and the service's kind of server undoes it. */
function formDecode(value: string): string {
  try {
    return decodeURIComponent(value.replaceAll('+', ' '));
  } catch {
    return value;
  }
}
