import { randomBytes } from 'node:crypto';
import axios from 'axios';

/** What applications do without a library: an object for each customer, with an axios instance that adds its token. */
export function plain({ url }) {
  const accounts = new Map();
  return {
    open(name) {
      const account = {
        clientId: name,
        clientSecret: randomBytes(16).toString('hex'),
        token: undefined,
        expiresAt: 0,
        http: axios.create({ baseURL: url }),
      };
      account.http.interceptors.request.use((config) => {
        config.headers.set('Authorization', `Bearer ${account.token}`);
        return config;
      });
      accounts.set(name, account);
    },
    async acquire(name) {
      const account = accounts.get(name);
      const { clientId: client_id, clientSecret: client_secret } = account;
      const body = new URLSearchParams({ grant_type: 'client_credentials', client_id, client_secret });
      const { data } = await axios.post(`${url}/connect/token`, body);
      account.token = data.access_token;
      account.expiresAt = Date.now() + data.expires_in * 1_000;
    },
    forget: (name) => accounts.delete(name),
  };
}
