import axios, { type AxiosInstance, type AxiosRequestConfig, isAxiosError } from 'axios';

/** Tutorials renew a minute before the expiry. Tokens of the sandbox may last seconds, so this is a second. */
const RENEW_BEFORE_MS = 1_000;

/** Where an application finds the service, read once at its start. */
export interface NaiveCredentials {
  readonly baseUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/**
 * The fifty lines that tutorials show instead of a package: interceptors that cache a token, renew it before it expires, and
 * repeat a call once after a 401. It is here for comparison. It works while nothing goes wrong; what it lacks is on purpose:
 *
 * - Calls do not share a token request, and each 401 causes another one.
 * - Calls wait for each renewal, because none happens in the background.
 * - After a failed token request the next call sends another one, even if the credentials are locked out.
 * - A new secret takes effect with the next start of the application.
 */
export class NaiveClient {
  readonly http: AxiosInstance;
  private token = '';
  private renewAt = 0;

  /** @param onTokenRequest Called for each token request, to count them. */
  constructor(
    private readonly credentials: NaiveCredentials,
    private readonly onTokenRequest: () => void,
  ) {
    this.http = axios.create({ baseURL: credentials.baseUrl });
    this.http.interceptors.request.use(async (config) => {
      config.headers.set('Authorization', `Bearer ${await this.getToken()}`);
      return config;
    });
    this.http.interceptors.response.use(undefined, async (error: unknown) => {
      const config = isAxiosError(error) && error.response?.status === 401 ? error.config : undefined;
      if (config === undefined || wasRepeated in config) throw error;
      this.token = '';
      const repeated: AxiosRequestConfig & Record<symbol, true> = { ...config, [wasRepeated]: true };
      return this.http.request(repeated);
    });
  }

  private async getToken(): Promise<string> {
    if (this.token && Date.now() < this.renewAt) return this.token;
    const { baseUrl, clientId, clientSecret } = this.credentials;
    const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
    this.onTokenRequest();
    const { data } = await axios.post<{ access_token: string; expires_in: number }>(
      `${baseUrl}/connect/token`,
      new URLSearchParams(form),
    );
    this.token = data.access_token;
    this.renewAt = Date.now() + data.expires_in * 1_000 - RENEW_BEFORE_MS;
    return this.token;
  }
}

const wasRepeated = Symbol('wasRepeated');
