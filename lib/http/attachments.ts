import type { AxiosInstance } from 'axios';
import type { Account } from '../accounts/account.js';
import { AsposeAuthError } from '../errors.js';

/** One application's interceptor on one axios instance. */
export interface Attachment {
  /** The application: its accounts object. */
  readonly owner: object;
  readonly account: Account;
  readonly interceptor: number;
  /** How many have attached and not yet detached. */
  users: number;
}

/** By axios instance, for the whole process: applications may share one, and so may copies of this package. */
const REGISTRY = Symbol.for('nestjs-aspose-auth.attachments');

export function attachmentsOf(axios: AxiosInstance): Attachment[] {
  const shared = globalThis as { [REGISTRY]?: WeakMap<AxiosInstance, Attachment[]> };
  shared[REGISTRY] ??= new WeakMap();
  const attachments = shared[REGISTRY].get(axios) ?? [];
  shared[REGISTRY].set(axios, attachments);
  return attachments;
}

/** True where one origin would get tokens of different clients. */
function isConflict(a: Account, b: Account): boolean {
  const isSameClient = a.settings.clientId === b.settings.clientId && a.settings.tokenUrl === b.settings.tokenUrl;
  return !isSameClient && [...a.settings.allowedOrigins].some((origin) => b.settings.allowedOrigins.has(origin));
}

/**
 * Refuses to let two applications with different credentials authorise the same origin on the same axios instance.
 *
 * @throws AsposeAuthError `ERR_ASPOSE_CONFIG`
 */
export function assertNoConflict(attachments: readonly Attachment[], owner: object, account: Account): void {
  const other = attachments.find((one) => one.owner !== owner && isConflict(one.account, account));
  if (other === undefined) return;
  const origins = [...account.settings.allowedOrigins].join(', ');
  const text = `Two applications in this process authorise ${origins} with different client ids on the same axios instance, which is the process-wide one where HttpModule is imported bare. Give each its own: import HttpModule.register({}) instead of HttpModule.`;
  throw new AsposeAuthError('ERR_ASPOSE_CONFIG', text, { account: account.settings.name });
}
