import { AsyncResource } from 'node:async_hooks';
import { Observable } from 'rxjs';

/** Created when the module is loaded, so outside of any request. */
const rootContext = new AsyncResource('AsposeAuthRoot');

/** Runs shared work outside the async context of the caller that happens to start it (T-13). */
export function runInRootContext<T>(work: () => T): T {
  return rootContext.runInAsyncScope(work);
}

/** An observable whose subscribers are called in their own async context, although they share the source (T-13). */
export function inSubscriberContext<T>(source: Observable<T>): Observable<T> {
  return new Observable((subscriber) => {
    const context = new AsyncResource('AsposeAuthSubscriber');
    return source.subscribe({
      next: (value) => context.runInAsyncScope(() => subscriber.next(value)),
      error: (error) => context.runInAsyncScope(() => subscriber.error(error)),
      complete: () => context.runInAsyncScope(() => subscriber.complete()),
    });
  });
}
