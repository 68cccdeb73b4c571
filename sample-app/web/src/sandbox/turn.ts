import { ask } from '../api/ask.js';
import { clearNotice, tellProblem } from '../notice.js';

/** Turns a switch of the sandbox; false where that failed, which is told. */
export async function turn(path: string, body: object = {}): Promise<boolean> {
  try {
    await ask(`/desk/switches/${path}`, 'POST', body);
    clearNotice();
    return true;
  } catch (error) {
    tellProblem('The sandbox was not changed.', error);
    return false;
  }
}
