import { isDeepStrictEqual } from 'node:util';
import type { AxiosInstance } from 'axios';
import type { Account } from '../accounts/account.js';
import type { AccountRegistry } from '../accounts/account-registry.js';
import { AsposeAuthError } from '../errors.js';
import type { AsposeAuthModuleOptions } from '../options/options.js';
import type { AccountSettings } from '../options/settings.js';

/** One application's interceptor on one axios instance. */
export interface Attachment {
  /** Identifies the application. */
  readonly registry: AccountRegistry;
  readonly shape: RequestShape;
  /** Account of requests that do not name one. */
  account: Account;
  /** Calls of `attach` that have not been undone, in order. Those without an account leave the choice to the others. */
  readonly users: { readonly account: Account | undefined }[];
  /** True until the application has started. If its start fails, Nest does not close it. */
  isStarting: boolean;
  /** Removes the interceptor. */
  eject(): void;
}

/** By axios instance. Shared by the process, because several applications and copies of this package may use an instance. */
const ATTACHMENTS = Symbol.for('nestjs-aspose-auth.attachments');

/** The attachments of an axios instance. The array is live. */
export function getAttachments(axios: AxiosInstance): Attachment[] {
  const shared = globalThis as { [ATTACHMENTS]?: WeakMap<AxiosInstance, Attachment[]> };
  shared[ATTACHMENTS] ??= new WeakMap();
  const attachments = shared[ATTACHMENTS].get(axios) ?? [];
  shared[ATTACHMENTS].set(axios, attachments);
  return attachments;
}

/** The options of an application that are not in the settings of its accounts. */
type ShapeOptions = Pick<AsposeAuthModuleOptions, 'accountResolver' | 'accounts' | 'clientSecret'>;

/**
 * Everything that decides how an application's requests are authorised. Applications whose shapes are equal may use one axios
 * instance, because it does not matter which of them authorises a request.
 */
export class RequestShape {
  /** Origins of the accounts that are known at start. */
  readonly origins: ReadonlySet<string>;
  /** True if further accounts, with any origin, may come up. */
  readonly hasResolver: boolean;
  /** Private, because it contains secrets. */
  readonly #parts: readonly unknown[];

  constructor(accounts: Iterable<AccountSettings>, { accountResolver, ...options }: ShapeOptions = {}) {
    const all = [...accounts];
    this.origins = new Set(all.flatMap(({ allowedOrigins }) => [...allowedOrigins]));
    this.hasResolver = accountResolver !== undefined;
    const secrets = [options, ...Object.values(options.accounts ?? {})].map((account) => account.clientSecret);
    // A source is created anew for each application. What it reads is in the options, or in the environment of the process.
    const settings = all.map(({ hint: _, secret, ...rest }) => ({ ...rest, secret: secret?.label }));
    this.#parts = [settings, secrets, accountResolver];
  }

  equals(other: RequestShape): boolean {
    return #parts in other && isDeepStrictEqual(this.#parts, other.#parts);
  }

  /** True if a request of one application could be answered for by the other. */
  overlaps(other: RequestShape): boolean {
    return this.hasResolver || other.hasResolver || [...this.origins].some((origin) => other.origins.has(origin));
  }
}

/**
 * Requests on a shared instance do not tell which application sends them. One that is still starting makes way: if it does start, it
 * attaches again.
 *
 * @throws AsposeAuthError `ERR_ASPOSE_CONFIG` if one application would authorise requests of the other in its own way.
 */
export function assertNoConflict(
  attachments: Attachment[],
  { account, shape }: Pick<Attachment, 'account' | 'shape'>,
): void {
  const conflicts = attachments.filter((other) => !shape.equals(other.shape) && shape.overlaps(other.shape));
  if (conflicts.every((other) => other.isStarting)) {
    for (const other of conflicts) removeAttachment(attachments, other);
    return;
  }
  const origins = [...account.settings.allowedOrigins].join(', ');
  const text = `Two applications in this process authorise ${origins} with different settings on the same axios instance. A bare HttpModule uses the process-wide instance. Import HttpModule.register({}) instead of HttpModule, so that each application has its own.`;
  throw new AsposeAuthError('ERR_ASPOSE_CONFIG', text, { account: account.settings.name });
}

/** Removes the interceptor of an application, if it is there. */
export function removeAttachment(attachments: Attachment[], attachment: Attachment): void {
  const index = attachments.indexOf(attachment);
  if (index < 0) return;
  attachments.splice(index, 1);
  attachment.eject();
}
