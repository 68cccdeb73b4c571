import { setTimeout as sleep } from 'node:timers/promises';

/** The rows of the table: the names in test/support/sdks.ts, and the package of each. */
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
  'HTML StorageApi': '@asposecloud/aspose-html-cloud',
};

export const MODES = ['alone', 'injected'];

const CONTENT = Buffer.from('x');
const SHORT_LIFETIME_SECONDS = 2;

/** Describes an error that a caller receives, in one line. */
export function toLine(error) {
  if (/^ERR_ASPOSE_/.test(error?.code)) {
    return error.status === undefined ? error.code : `${error.code} (${error.status} ${error.oauthError})`;
  }
  const text = typeof error?.message === 'string' ? error.message : error?.message && JSON.stringify(error.message);
  const line = [error?.code, text || '(no message)'].filter((part) => part !== undefined).join(' ');
  const short = line.replace(/\s+/g, ' ').replace(/127\.0\.0\.1:\d+/g, '127.0.0.1');
  return short.length > 50 ? `${short.slice(0, 49)}…` : short;
}

async function concurrently(count, call) {
  const settled = await Promise.allSettled(Array.from({ length: count }, call));
  const failures = settled.filter(({ status }) => status === 'rejected').map(({ reason }) => toLine(reason));
  return { ok: count - failures.length, failures: [...new Set(failures)] };
}

/**
 * What the child process does. `tellParent(command)` waits until the parent has carried out the command (`revoke` revokes all
 * tokens of the sandbox) and has restarted its count of token requests.
 */
export const SCENARIOS = {
  cold: {
    run: ({ upload }, api) => concurrently(100, () => upload(api, 'listed', CONTENT)),
  },
  revoked: {
    run: async ({ upload, list }, api, tellParent) => {
      await upload(api, 'listed', CONTENT);
      await tellParent('revoke');
      return concurrently(100, () => list(api));
    },
  },
  expired: {
    sandbox: { tokenLifetimeSeconds: SHORT_LIFETIME_SECONDS },
    run: async ({ upload, list }, api, tellParent) => {
      await upload(api, 'listed', CONTENT);
      await sleep((SHORT_LIFETIME_SECONDS + 1) * 1_000);
      await tellParent('measure');
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
