import { Injectable, Module } from '@nestjs/common';
import { AsposeAccounts, AsposeAuthModule, AsposeClient } from 'nestjs-aspose-auth';
import { firstValueFrom } from 'rxjs';

export interface Credentials {
  clientId: string;
  clientSecret: string;
}

/** Stands for a table of your database. */
@Injectable()
export class TenantTable {
  readonly #rows = new Map<string, Credentials>();

  find(tenant: string): Promise<Credentials | undefined> {
    return Promise.resolve(this.#rows.get(tenant));
  }

  save(tenant: string, credentials: Credentials): Promise<void> {
    this.#rows.set(tenant, credentials);
    return Promise.resolve();
  }
}

@Module({ providers: [TenantTable], exports: [TenantTable] })
export class TenantTableModule {}

@Injectable()
export class TenantDocuments {
  constructor(
    private readonly aspose: AsposeClient,
    private readonly accounts: AsposeAccounts,
    private readonly table: TenantTable,
  ) {}

  /** Names of the files of a tenant. Take the tenant from the authenticated user, not from what a caller sends. */
  async names(tenant: string): Promise<string[]> {
    const response = this.aspose.get<{ Value: { Name: string }[] }>('/v4.0/words/storage/folder/', {
      asposeAuth: { account: tenant },
    });
    return (await firstValueFrom(response)).data.Value.map(({ Name }) => Name);
  }

  async changeCredentials(tenant: string, credentials: Credentials): Promise<void> {
    await this.table.save(tenant, credentials);
    this.accounts.forget(tenant); // the next call reads the table again
  }
}

@Module({
  imports: [
    TenantTableModule,
    AsposeAuthModule.forRootAsync({
      imports: [TenantTableModule],
      inject: [TenantTable],
      useFactory: (table: TenantTable) => ({
        anonymous: true, // only tenants have credentials
        accountResolver: (tenant) => table.find(tenant),
        maxAccounts: 5_000,
      }),
    }),
  ],
  providers: [TenantDocuments],
})
export class AppModule {}
