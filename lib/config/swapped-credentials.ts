const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Aspose's client ids are UUIDs and its secrets are not: the other way round they were probably swapped. */
export function swappedHint(clientId: string, secret: unknown): string | undefined {
  if (clientId === '' || UUID.test(clientId) || typeof secret !== 'string' || !UUID.test(secret.trim()))
    return undefined;
  return 'the client id does not look like a UUID but the client secret does: the two may be swapped';
}
