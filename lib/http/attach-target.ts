/**
 * An axios instance as far as the authoriser needs it: axios describes itself twice, for ES modules and for CommonJS, and
 * neither `AxiosInstance` is assignable to the other.
 */
interface AnyAxiosInstance {
  readonly defaults: object;
  readonly interceptors: {
    // biome-ignore lint/suspicious/noExplicitAny: the configs of the two differ, and only axios itself makes one
    readonly request: { use(onFulfilled: any, onRejected?: any, options?: any): number; eject(id: number): void };
  };
}

/** What can be authorised: an `HttpService` or an `AxiosInstance`, of either typings of axios. */
export type AttachTarget = AnyAxiosInstance | { readonly axiosRef: AnyAxiosInstance };
