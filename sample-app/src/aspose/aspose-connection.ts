import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import { AsposeSandbox } from 'aspose-cloud-sandbox';
import type { AsposeAuthModuleOptions } from 'nestjs-aspose-auth';
import { namesRealService } from './credentials.js';

/** Which service the desk works with: Aspose Cloud, or a sandbox in this process that lives as long as the desk. */
export class AsposeConnection implements OnApplicationShutdown {
  private constructor(
    /** For `AsposeAuthModule`. */
    readonly options: AsposeAuthModuleOptions,
    /** The sandbox of this process; `undefined` where the desk works with a real service. */
    readonly sandbox: AsposeSandbox | undefined,
  ) {}

  static async open(read: (name: string) => string | undefined): Promise<AsposeConnection> {
    // No options: the package reads the environment itself, as AsposeAuthModule.forRoot() does.
    if (namesRealService(read)) return new AsposeConnection({}, undefined);

    const sandbox = await AsposeSandbox.start();
    const { url, clientId } = sandbox;
    // A function is asked for every token request, so that a secret may be rotated while the desk runs.
    const clientSecret = () => sandbox.clientSecret;
    new Logger('DocumentDesk').log(
      `No Aspose credentials found: working with a sandbox at ${url}, which forgets its documents when it stops. ` +
        'To work with Aspose Cloud, set ASPOSE_CLIENT_ID and ASPOSE_CLIENT_SECRET in the environment or in .env',
    );
    // Every address is set, so that none in the environment can lead a sandbox token elsewhere.
    const addresses = { baseUrl: url, tokenUrl: `${url}/connect/token`, allowedOrigins: [url] };
    return new AsposeConnection({ clientId, clientSecret, ...addresses }, sandbox);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.sandbox?.stop();
  }
}
