import { Logger, Module, type OnApplicationShutdown } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { AsposeSandbox } from 'aspose-cloud-sandbox';
import type { AsposeAuthModuleOptions } from 'nestjs-aspose-auth';
import { SettingsError } from './settings.js';

const NO_CREDENTIALS =
  'there are no credentials, and with NODE_ENV=production no sandbox is started. Set ASPOSE_CLIENT_ID and ' +
  'ASPOSE_CLIENT_SECRET in the environment or in .env, or unset NODE_ENV to try the document desk with a sandbox.';

type ReadVariable = (name: string) => string | undefined;

/** The service that the document desk uses: Aspose Cloud, or a sandbox that runs in this process. */
export class AsposeConnection implements OnApplicationShutdown {
  private constructor(
    /** Options for `AsposeAuthModule`. */
    readonly options: AsposeAuthModuleOptions,
    /** The sandbox of this process; `undefined` with a real service. */
    readonly sandbox: AsposeSandbox | undefined,
  ) {}

  /**
   * Uses the credentials in the environment if there are any, and starts a sandbox otherwise.
   *
   * @throws SettingsError if there are none with `NODE_ENV=production`, because a sandbox loses its documents.
   */
  static async open(readVariable: ReadVariable): Promise<AsposeConnection> {
    // Without options the package reads the environment itself, as AsposeAuthModule.forRoot() does.
    if (hasCredentials(readVariable)) return new AsposeConnection({}, undefined);

    if (readVariable('NODE_ENV')?.trim() === 'production') throw new SettingsError(NO_CREDENTIALS);
    const sandbox = await AsposeSandbox.start();
    const { url, clientId } = sandbox;
    // The package calls this function for each token request, so the secret can be rotated at run time.
    const clientSecret = () => sandbox.clientSecret;
    new Logger('DocumentDesk').log(
      `No Aspose credentials found. Using a sandbox at ${url}, which loses its documents when it stops. ` +
        'To use Aspose Cloud, set ASPOSE_CLIENT_ID and ASPOSE_CLIENT_SECRET in the environment or in .env',
    );
    // All addresses are set, so that no variable of the environment can direct a sandbox token elsewhere.
    const addresses = { baseUrl: url, tokenUrl: `${url}/connect/token`, allowedOrigins: [url] };
    return new AsposeConnection({ clientId, clientSecret, ...addresses }, sandbox);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.sandbox?.stop();
  }
}

@Module({
  providers: [
    {
      provide: AsposeConnection,
      inject: [ConfigService],
      useFactory: (config: ConfigService) => AsposeConnection.open((name) => config.get<string>(name)),
    },
  ],
  exports: [AsposeConnection],
})
export class AsposeConnectionModule {}

/** If any of these variables is set, the user wants a real service, even if others are missing. */
const CREDENTIAL_VARIABLES = [
  ...['ASPOSE_CLIENT_ID', 'ASPOSE_CLOUD_CLIENT_ID', 'ASPOSE_APP_SID'],
  ...['ASPOSE_CLIENT_SECRET', 'ASPOSE_CLOUD_CLIENT_SECRET', 'ASPOSE_APP_KEY', 'ASPOSE_CLIENT_SECRET_FILE'],
];

/**
 * True if the environment has credentials, or selects a self-hosted service that needs none. One of a pair is enough: the
 * package then fails at start and names the missing variable, which is better than silently starting a sandbox.
 */
function hasCredentials(readVariable: ReadVariable): boolean {
  if (CREDENTIAL_VARIABLES.some((name) => readVariable(name)?.trim())) return true;
  return /^(true|1|yes|on)$/i.test(readVariable('ASPOSE_ANONYMOUS')?.trim() ?? '');
}
