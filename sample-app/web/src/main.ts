import type { About } from '../../src/desk/protocol.js';
import { requestDesk } from './api/desk-client.js';
import { followUpdates } from './api/updates.js';
import { DocumentsPanel } from './documents/documents-panel.js';
import { addDropZone, addExamplesButton } from './documents/drop-zone.js';
import { Uploads } from './documents/uploads.js';
import { byId, setText } from './dom.js';
import { formatSize } from './format.js';
import { clearProblem, showProblem } from './notice.js';
import { SandboxControls } from './sandbox/sandbox-controls.js';
import { Tour } from './sandbox/tour.js';
import { addSideToggle, TokenPanel } from './token/token-panel.js';

const START_FAILURE = 'The documents cannot be shown.';
let documents: DocumentsPanel | undefined;

/** Shows the documents. If the server is away, this is called again when it is back. */
async function showDocuments(): Promise<void> {
  if (documents) return documents.refresh();
  try {
    documents = createDocuments((await (await requestDesk('/desk/about')).json()) as About);
    clearProblem(START_FAILURE);
  } catch (error) {
    showProblem(START_FAILURE, error);
    return;
  }
  await documents.refresh();
}

function createDocuments({ service, maxUploadBytes, formats }: About): DocumentsPanel {
  const isSandbox = service === 'sandbox';
  setText(byId('service'), isSandbox ? 'Sandbox on this computer' : service);
  const panel = new DocumentsPanel(formats);
  const uploads = new Uploads(maxUploadBytes, () => panel.refresh());
  const sandboxNote = isSandbox ? ' The sandbox deletes all documents when it stops.' : '';
  const limit = `Up to ${formatSize(maxUploadBytes)} each. Replaces a document with the same name.${sandboxNote}`;
  addDropZone(uploads, limit);
  addExamplesButton(uploads);
  return panel;
}

function followToken(): void {
  const panel = new TokenPanel();
  const controls = new SandboxControls();
  const side = addSideToggle();
  const tour = new Tour(controls, () => side.open());
  const connection = byId('connection');
  let wasLost = false;
  let documentChanges: number | undefined;
  followUpdates({
    onUpdate: (update) => {
      panel.show(update);
      controls.show(update.sandbox);
      tour.show(update.sandbox);
      // Another window, or a client such as curl, may have changed them.
      if (documentChanges !== undefined && documentChanges !== update.documentChanges) void showDocuments();
      documentChanges = update.documentChanges;
    },
    onConnection: (isConnected) => {
      connection.classList.toggle('good', isConnected);
      connection.classList.toggle('bad', !isConnected);
      setText(connection, isConnected ? 'Live' : 'The server does not respond. Reconnecting…');
      if (isConnected) panel.clear();
      // If the server was restarted, its sandbox has lost its documents.
      if (isConnected && wasLost) void showDocuments();
      wasLost = !isConnected;
    },
  });
}

void showDocuments();
followToken();
