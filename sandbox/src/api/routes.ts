import { HTML_STORAGE_ROUTES, STORAGE_ROUTES } from '../storage/storage-routes.js';
import { BATCH_ROUTE } from '../words/batch.js';
import { DOCUMENT_ROUTES } from '../words/document-routes.js';
import { ONLINE_ROUTES } from '../words/online-routes.js';
import { DOCUMENTS_OPERATIONS } from '../words/operations/documents.js';
import { ELEMENTS_OPERATIONS } from '../words/operations/elements.js';
import { ONLINE_OPERATIONS } from '../words/operations/online.js';
import type { Route } from './router.js';

/** The operations that the sandbox emulates. */
export const EMULATED_ROUTES: readonly Route[] = [
  ...STORAGE_ROUTES,
  ...HTML_STORAGE_ROUTES,
  ...DOCUMENT_ROUTES,
  ...ONLINE_ROUTES,
  BATCH_ROUTE,
];

/** Operations of newer versions (up to 26.5) than that of the SDK from which the tables come. */
const NEWER_OPERATIONS = `
GET /words/job GetJob
PUT /words/job/put/MailMerge ExecuteMailMergeOnlineJob
PUT /words/job/put/convert ConvertDocumentJob
PUT /words/job/put/online/put/appendDocument AppendDocumentOnlineJob
PUT /words/job/put/online/put/split SplitDocumentOnlineJob
PUT /words/job/put/{name}/MailMerge ExecuteMailMergeJob
PUT /words/job/put/{name}/appendDocument AppendDocumentJob
PUT /words/job/put/{name}/split SplitDocumentJob
`;

/** The operations of Words that the sandbox does not emulate. */
export const OTHER_ROUTES: readonly Route[] = parseTables();

/** All operations of Words, and those of other products that the sandbox emulates. */
export const ROUTES: readonly Route[] = [...EMULATED_ROUTES, ...OTHER_ROUTES];

/** Reads the lines of the tables, such as `PUT /words/{name}/saveAs SaveAs`. */
function parseTables(): Route[] {
  const emulated = new Set(EMULATED_ROUTES.map(({ operation }) => operation));
  const lines = [DOCUMENTS_OPERATIONS, ELEMENTS_OPERATIONS, ONLINE_OPERATIONS, NEWER_OPERATIONS].flatMap((table) =>
    table.trim().split('\n'),
  );
  const routes = lines.map((line) => {
    const [method = '', path = '', operation = ''] = line.split(' ');
    return { operation, method, pattern: `/v4.0${path}` };
  });
  return routes.filter(({ operation }) => !emulated.has(operation));
}
