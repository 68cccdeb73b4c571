import { AsposeAuthModule, type AsposeSdkFactory } from 'nestjs-aspose-auth';

/** The token handling that the package replaces, as the official SDKs have it. */
interface Authentication {
  applyToRequest(options: { uri: string; headers?: Record<string, unknown> }, configuration: object): Promise<void>;
}

/** Your own SDK, or an official one that is not in the table. */
export class ArchiveApi {
  readonly configuration: { baseUrl: string; authentication: Authentication };

  constructor(clientId: string, _clientSecret: string, baseUrl: string) {
    const authentication = { applyToRequest: () => Promise.reject(new Error(`no token for ${clientId}`)) };
    this.configuration = { baseUrl, authentication };
  }

  async count(): Promise<number> {
    const options: { uri: string; headers: Record<string, unknown> } = { uri: this.configuration.baseUrl, headers: {} };
    await this.configuration.authentication.applyToRequest(options, this.configuration);
    const response = await fetch(options.uri, { headers: { Authorization: String(options.headers.Authorization) } });
    if (!response.ok) throw Object.assign(new Error('request failed'), { status: response.status });
    return ((await response.json()) as { count: number }).count;
  }
}

const archive: AsposeSdkFactory<ArchiveApi> = {
  sdk: ArchiveApi,
  useFactory: ({ placeholder, baseUrl }) => new ArchiveApi(placeholder, placeholder, `${baseUrl}/v1.0/archive/files`),
};

export const feature = AsposeAuthModule.forFeature({ sdks: [archive] });
