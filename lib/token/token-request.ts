import type { TokenRequestDraft } from '../config/options.js';
import type { AccountSettings } from '../config/settings.js';
import { AsposeAuthError } from '../errors.js';

/** A value as application/x-www-form-urlencoded (RFC 6749 appendix B). */
function formEncode(value: string): string {
  return new URLSearchParams([['', value]]).toString().slice(1);
}

/** The token request without credentials: RFC 6749 §4.4.2, RFC 8707 §2. */
function draft(settings: AccountSettings): TokenRequestDraft {
  const body = new URLSearchParams({ grant_type: 'client_credentials' });
  if (settings.scope !== undefined) body.set('scope', settings.scope);
  for (const resource of settings.resource) body.append('resource', resource);
  for (const [name, value] of Object.entries(settings.extraParameters)) body.set(name, value);
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    accept: 'application/json',
    'cache-control': 'no-store',
    'user-agent': 'nestjs-aspose-auth',
  };
  return { tokenUrl: settings.tokenUrl, clientId: settings.clientId, body, headers };
}

/**
 * The whole token request. The client proves itself in exactly one way (RFC 6749 §2.3).
 *
 * @throws AsposeAuthError `ERR_ASPOSE_CONFIG` where the `clientAuthentication` function fails.
 */
export async function buildTokenRequest(
  settings: AccountSettings,
  secret: string | undefined,
): Promise<TokenRequestDraft> {
  const request = draft(settings);
  const { clientId, clientAuthentication } = settings;
  if (typeof clientAuthentication === 'function') {
    try {
      await clientAuthentication(request);
    } catch (cause) {
      const text = 'The clientAuthentication function failed, so no token was asked for. See the cause.';
      throw new AsposeAuthError('ERR_ASPOSE_CONFIG', text, { account: settings.name, cause });
    }
  } else if (clientAuthentication === 'basic') {
    const pair = `${formEncode(clientId)}:${formEncode(secret!)}`;
    request.headers.authorization = `Basic ${Buffer.from(pair).toString('base64')}`;
  } else {
    request.body.set('client_id', clientId);
    request.body.set('client_secret', secret!);
  }
  return request;
}
