import { HttpService } from '@nestjs/axios';
import { Injectable } from '@nestjs/common';
import type { CreateAxiosDefaults } from 'axios';
import type { Account } from '../accounts/account.js';
import type { AsposeAccounts } from '../accounts/aspose-accounts.service.js';
import { authorizeAxios } from './authorize-axios.js';
import { axiosRoot } from './axios-root.js';

/** An `HttpService` for Aspose Cloud: `baseURL` preset, authorised from the first call on. Inject it by class. */
@Injectable()
export class AsposeClient extends HttpService {}

/** A client of its own axios for an account. */
export function createAsposeClient(
  accounts: AsposeAccounts,
  account: Account,
  defaults: CreateAxiosDefaults = {},
): AsposeClient {
  const { adapter } = accounts.sources;
  const own = { baseURL: account.settings.baseUrl, ...(adapter && { adapter }) };
  const axios = axiosRoot.create({ ...own, ...account.settings.http, ...defaults });
  authorizeAxios(axios, accounts, account);
  return new AsposeClient(axios);
}
