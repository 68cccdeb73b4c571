import { setTimeout as sleep } from 'node:timers/promises';

/** Rows of the table: the names of test/support/sdks.ts, and where each comes from. */
export const SDK_PACKAGES = {
  WordsApi: 'asposewordscloud',
  SlidesApi: 'asposeslidescloud',
  PdfApi: 'asposepdfcloud',
  CellsApi: 'asposecellscloud',
  TasksApi: '@asposecloud/aspose-tasks-cloud',
  ImagingApi: '@asposecloud/aspose-imaging-cloud',
  CadApi: '@asposecloud/aspose-cad-cloud',
  'GroupDocs conversion': 'groupdocs-conversion-cloud',
  'GroupDocs viewer': 'groupdocs-viewer-cloud',
};

export const MODES = ['alone', 'bridged'];

const CONTENT = Buffer.from('x');
const SHORT_LIFE_SECONDS = 2;

/** One line of what a caller gets. */
export function lineOf(error) {
  if (/^ERR_ASPOSE_/.test(error?.code)) return `${error.code} (${error.status} ${error.oauthError})`;
  const text = typeof error?.message === 'string' ? error.message : error?.message && JSON.stringify(error.message);
  const line = [error?.code, text || '(no message)'].filter((part) => part !== undefined).join(' ');
  const short = line.replace(/\s+/g, ' ');
  return short.length > 50 ? `${short.slice(0, 49)}…` : short;
}

async function concurrently(count, call) {
  const settled = await Promise.allSettled(Array.from({ length: count }, call));
  const failures = settled.filter(({ status }) => status === 'rejected').map(({ reason }) => lineOf(reason));
  return { ok: count - failures.length, failures: [...new Set(failures)] };
}

/**
 * What the child does. `parent(order)` has the parent do something to the sandbox; token requests count from its
 * `measure` on, which comes with each of them.
 */
export const SCENARIOS = {
  cold: {
    run: ({ upload }, api) => concurrently(100, () => upload(api, 'listed', CONTENT)),
  },
  revoked: {
    run: async ({ upload, list }, api, parent) => {
      await upload(api, 'listed', CONTENT);
      await parent('revoke');
      return concurrently(100, () => list(api));
    },
  },
  expired: {
    sandbox: { tokenLifetimeSeconds: SHORT_LIFE_SECONDS },
    run: async ({ upload, list }, api, parent) => {
      await upload(api, 'listed', CONTENT);
      await sleep((SHORT_LIFE_SECONDS + 1) * 1_000);
      await parent('measure');
      return concurrently(1, () => list(api));
    },
  },
  wrong: {
    hasWrongSecret: true,
    run: async ({ upload }, api) => {
      const failures = [];
      for (let call = 0; call < 10; call += 1) {
        const {
          failures: [failure],
        } = await concurrently(1, () => upload(api, 'listed', CONTENT));
        if (failure !== undefined) failures.push(failure);
      }
      return { ok: 10 - failures.length, failures: [...new Set(failures)] };
    },
  },
};
