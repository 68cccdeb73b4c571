import { AsposeAuthError } from 'nestjs-aspose-auth';
import { SettingsError } from './settings/read-settings.js';

/** Why the application cannot start, in a line where the reason is known, with the stack where it is not. */
export function whyItCannotStart(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // Both say what is wrong, in which variable, and how to put it right.
  if (error instanceof SettingsError) return error.message;
  if (AsposeAuthError.is(error)) return `${error.message}\nWithout any credentials the desk works with a sandbox.`;
  const { code, port, address } = error as NodeJS.ErrnoException & { port?: number; address?: string };
  if (code === 'EADDRINUSE') {
    const other = (port ?? 0) < 65_535 ? (port ?? 0) + 1 : 3000;
    return `port ${port} of ${address} is in use. Stop the program that holds it, or choose another: PORT=${other} npm start`;
  }
  if (code === 'EACCES') return `this user may not open port ${port}. Choose one above 1023: PORT=3000 npm start`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return `HOST is no address of this machine (${code}). Leave it out, or set HOST=0.0.0.0 to listen on all of them.`;
  }
  return error.stack ?? error.message;
}
