import type { AsposeAuthError } from '../errors.js';

/** What the process ends with, for scripts to tell troubles apart; `--help` lists them. */
export const EXIT = {
  fine: 0,
  usage: 1,
  configuration: 2,
  network: 3,
  credentials: 4,
  lockedOut: 5,
  badAnswer: 6,
  clock: 7,
  fault: 8,
} as const;

/** The exit code for a token that did not come. */
export function exitCodeFor({ code, status }: AsposeAuthError): number {
  switch (code) {
    case 'ERR_ASPOSE_CREDENTIALS':
      return EXIT.credentials;
    case 'ERR_ASPOSE_LOCKED_OUT':
      return EXIT.lockedOut;
    case 'ERR_ASPOSE_TOKEN_RESPONSE':
      return EXIT.badAnswer;
    case 'ERR_ASPOSE_UNAVAILABLE':
      return status === undefined ? EXIT.network : EXIT.badAnswer;
    default:
      return EXIT.configuration;
  }
}
