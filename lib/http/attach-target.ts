/** An axios instance as far as its typings for ES modules and for CommonJS agree: neither is assignable to the other. */
interface AnyAxiosInstance {
  readonly defaults: object;
  readonly interceptors: { readonly request: { use(onFulfilled: never): number; eject(id: number): void } };
}

/** What can be authorised: an `AxiosInstance` or an `HttpService` made of one. */
export type AttachTarget = AnyAxiosInstance | { readonly axiosRef: AnyAxiosInstance };
