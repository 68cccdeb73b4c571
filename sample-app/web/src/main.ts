import type { About } from '../../src/desk/protocol.js';
import { requestDesk } from './api/desk-client.js';
import { followUpdates } from './api/updates.js';
import { DocumentsPanel } from './documents/documents-panel.js';
import { addDropZone, addExamplesButton, Uploads } from './documents/uploads.js';
import { byId, setText } from './dom.js';
import { formatSize } from './format.js';
import { showProblem } from './notice.js';
import { SandboxControls } from './sandbox/sandbox-controls.js';
import { TokenPanel } from './token/token-panel.js';

async function startDocuments(): Promise<DocumentsPanel | undefined> {
  try {
    const { service, maxUploadBytes, formats } = (await (await requestDesk('/desk/about')).json()) as About;
    const isSandbox = service === 'sandbox';
    setText(byId('service'), isSandbox ? 'Sandbox on this computer' : service);
    const panel = new DocumentsPanel(formats);
    const uploads = new Uploads(maxUploadBytes, () => panel.refresh());
    const sandboxNote = isSandbox ? ' The sandbox deletes all documents when it stops.' : '';
    addDropZone(
      uploads,
      `Up to ${formatSize(maxUploadBytes)} each. Replaces a document with the same name.${sandboxNote}`,
    );
    addExamplesButton(uploads);
    await panel.refresh();
    return panel;
  } catch (error) {
    showProblem('The documents cannot be shown.', error);
    return undefined;
  }
}

function startTokenPanel(onReconnect: () => void): void {
  const panel = new TokenPanel();
  const controls = new SandboxControls();
  const connection = byId('connection');
  let wasLost = false;
  followUpdates({
    onUpdate: (update) => {
      panel.show(update);
      controls.show(update.sandbox);
    },
    onConnection: (isConnected) => {
      connection.classList.toggle('good', isConnected);
      connection.classList.toggle('bad', !isConnected);
      setText(connection, isConnected ? 'Live' : 'The server does not respond. Reconnecting…');
      if (isConnected) panel.clear();
      if (isConnected && wasLost) onReconnect();
      wasLost = !isConnected;
    },
  });
}

const documents = startDocuments();
// If the server was restarted, its sandbox has lost its documents.
startTokenPanel(() => void documents.then((panel) => panel?.refresh()));
