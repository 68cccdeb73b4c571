import type { IncomingMessage } from 'node:http';
import type { Reply } from '../http/reply.js';
import type { Query } from '../http/target.js';
import type { SandboxLibraries } from '../libraries.js';
import type { Storage } from '../storage/storage.js';
import type { PathParameters } from './router.js';

/** Everything an operation of the API works with. */
export interface Operation {
  request: IncomingMessage;
  path: PathParameters;
  query: Query;
  /** The storage the request names, through the given parameter. */
  storage: (parameter?: string) => Storage;
  libraries: SandboxLibraries;
  /** In bytes. */
  maxFileBytes: number;
  /** Base address of the sandbox, without a slash at the end. */
  url: string;
}

export type OperationHandler = (operation: Operation) => Reply | Promise<Reply>;
