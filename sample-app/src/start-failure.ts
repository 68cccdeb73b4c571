import { AsposeAuthError } from 'nestjs-aspose-auth';
import { SettingsError } from './settings.js';

/** Explains in one line why the application cannot start. Falls back to the stack if the reason is unknown. */
export function describeStartFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // The messages of these two already name the variable and the fix.
  if (error instanceof SettingsError) return error.message;
  if (AsposeAuthError.is(error)) return `${error.message}\nWithout any credentials the document desk uses a sandbox.`;
  const { code, port, address } = error as NodeJS.ErrnoException & { port?: number; address?: string };
  if (code === 'EADDRINUSE') {
    const freePort = (port ?? 0) < 65_535 ? (port ?? 0) + 1 : 3000;
    return `port ${port} of ${address} is in use. Stop the program that uses it, or choose another port: PORT=${freePort} npm start`;
  }
  if (code === 'EACCES') return `this user may not open port ${port}. Choose one above 1023: PORT=3000 npm start`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return `HOST is not an address of this machine (${code}). Unset it, or set HOST=0.0.0.0 to listen on all addresses.`;
  }
  return error.stack ?? error.message;
}
