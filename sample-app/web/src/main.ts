import type { About } from '../../src/desk/wire.js';
import { ask } from './api/ask.js';
import { followNews } from './api/news.js';
import { DocumentsPanel } from './documents/documents-panel.js';
import { offerExamples, openDropZone } from './documents/drop-zone.js';
import { Uploads } from './documents/uploads.js';
import { byId, setText } from './dom.js';
import { tellProblem } from './notice.js';
import { Switches } from './sandbox/switches.js';
import { TokenPanel } from './token/token-panel.js';
import { sizeOf } from './words.js';

async function openDocuments(): Promise<DocumentsPanel | undefined> {
  try {
    const { service, maxUploadBytes, formats } = (await (await ask('/desk/about')).json()) as About;
    const isSandbox = service === 'sandbox';
    setText(byId('service'), isSandbox ? 'Sandbox on this computer' : service);
    const panel = new DocumentsPanel(formats);
    const uploads = new Uploads(maxUploadBytes, () => panel.refresh());
    const keeps = isSandbox ? ' The sandbox forgets them when the desk stops.' : '';
    openDropZone(uploads, `Up to ${sizeOf(maxUploadBytes)} each; one of the same name is replaced.${keeps}`);
    offerExamples(uploads);
    await panel.refresh();
    return panel;
  } catch (error) {
    tellProblem('The documents cannot be shown.', error);
    return undefined;
  }
}

function openToken(onReturn: () => void): void {
  const panel = new TokenPanel();
  const switches = new Switches();
  const connection = byId('connection');
  let wasLost = false;
  followNews({
    onNews: (news) => {
      panel.show(news);
      switches.show(news.sandbox);
    },
    onConnection: (isConnected) => {
      connection.classList.toggle('good', isConnected);
      connection.classList.toggle('bad', !isConnected);
      setText(connection, isConnected ? 'Live' : 'The desk does not answer; trying again…');
      if (isConnected) panel.forget();
      if (isConnected && wasLost) onReturn();
      wasLost = !isConnected;
    },
  });
}

const documents = openDocuments();
// What the sandbox had may be gone with the desk that was restarted.
openToken(() => void documents.then((panel) => panel?.refresh()));
