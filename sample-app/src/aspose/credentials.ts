/** Any of these says that the user means a real service, whether or not the rest is complete. */
const VARIABLES = [
  ...['ASPOSE_CLIENT_ID', 'ASPOSE_CLOUD_CLIENT_ID', 'ASPOSE_APP_SID'],
  ...['ASPOSE_CLIENT_SECRET', 'ASPOSE_CLOUD_CLIENT_SECRET', 'ASPOSE_APP_KEY', 'ASPOSE_CLIENT_SECRET_FILE'],
];

/**
 * True where the environment names credentials, or a self-hosted service that needs none. One of a pair is enough: the
 * package then refuses to start and says which is missing, which is better than a sandbox that nobody asked for.
 */
export function namesRealService(read: (name: string) => string | undefined): boolean {
  if (VARIABLES.some((name) => read(name)?.trim())) return true;
  return /^(true|1|yes|on)$/i.test(read('ASPOSE_ANONYMOUS')?.trim() ?? '');
}
