import { byId, el, setText } from '../dom.js';
import { toProblem } from '../notice.js';
import { openDialog } from './dialogs.js';
import { findNameProblem, toDocumentName } from './document-names.js';

const dialog = byId('append-dialog', HTMLDialogElement);
const form = byId('append-form', HTMLFormElement);
const source = byId('append-source', HTMLSelectElement);
const target = byId('append-target', HTMLInputElement);
const overwrite = byId('append-overwrite');
const overwriteBox = byId('append-overwrite-box', HTMLInputElement);

/** What the dialog needs from the list of documents. */
export interface AppendActions {
  /** Loads the current names from the server. */
  listNames(): Promise<readonly string[]>;
  append(source: string, target: string, signal: AbortSignal): Promise<void>;
}

/** What the visitor has entered. */
export interface AppendInput {
  /** Document to append. Default: the first one. */
  readonly source?: string;
  readonly target: string;
}

/** `unknown`: the visitor left the dialog before the server responded. */
export type AppendOutcome =
  | { readonly kind: 'canceled' | 'unknown'; readonly input: AppendInput }
  | { readonly kind: 'appended'; readonly source: string; readonly target: string };

/** Lets the visitor append a document to `name`. The dialog stays open until that has succeeded or the visitor leaves it. */
export async function showAppendDialog(
  name: string,
  input: AppendInput,
  knownNames: readonly string[],
  actions: AppendActions,
): Promise<AppendOutcome> {
  let names = knownNames;
  const toCanceled = (entered: AppendInput): AppendOutcome => ({ kind: 'canceled', input: entered });
  let toOutcome = toCanceled;
  const abort = new AbortController();
  const { signal } = abort;

  const showNames = () => {
    const selected = source.value;
    const options = [...names.filter((other) => other !== name), name];
    source.replaceChildren(...options.map((option) => el('option', { value: option }, option)));
    if (options.includes(selected)) source.value = selected;
  };
  const isOverwriting = () => {
    const result = toDocumentName(target.value);
    return result !== name && names.includes(result);
  };
  const checkTarget = () => {
    const result = toDocumentName(target.value);
    const problem = findNameProblem(result);
    target.setAttribute('aria-invalid', String(problem !== undefined));
    setText(byId('append-help'), problem ?? describeTarget(name, result, isOverwriting()));
    const question = isOverwriting() ? `Replace ${result}` : '';
    if (byId('append-overwrite-text').textContent !== question) overwriteBox.checked = false;
    setText(byId('append-overwrite-text'), question);
    overwrite.hidden = question === '';
    return problem;
  };

  /** Returns what prevents the append, or `undefined` after it has succeeded. */
  const append = async (): Promise<string | undefined> => {
    const choice = { source: source.value, target: toDocumentName(target.value) };
    const nameProblem = checkTarget();
    if (nameProblem) return nameProblem;
    names = await actions.listNames(); // Another window may have changed them.
    const missing = [name, choice.source].find((needed) => !names.includes(needed));
    showNames();
    checkTarget();
    if (missing) return `${missing} does not exist any more. ${missing === name ? '' : 'Choose another document.'}`;
    if (isOverwriting() && !overwriteBox.checked) {
      return `${choice.target} exists already. Tick “Replace ${choice.target}”, or enter another name.`;
    }
    signal.throwIfAborted();
    toOutcome = (entered) => ({ kind: 'unknown', input: entered });
    await actions.append(choice.source, choice.target, signal);
    toOutcome = () => ({ kind: 'appended', ...choice });
    return undefined;
  };

  let isPending = false;
  const submit = async () => {
    if (isPending) return;
    isPending = true;
    showProblemText(undefined);
    setText(byId('append-state'), 'Appending…');
    try {
      const problem = await append();
      if (signal.aborted) return;
      if (problem === undefined) dialog.close();
      else showProblemText(problem);
    } catch (error) {
      if (signal.aborted) return;
      toOutcome = toCanceled;
      const { message, hint } = toProblem(error);
      showProblemText(['Nothing was appended.', message, hint].filter(Boolean).join(' '));
    } finally {
      isPending = false;
      if (!signal.aborted) setText(byId('append-state'), '');
    }
  };

  setText(byId('append-title'), `Append to ${name}`);
  setText(byId('append-state'), '');
  showProblemText(undefined);
  showNames();
  source.value = input.source ?? '';
  if (source.selectedIndex < 0) source.selectedIndex = 0; // The document may be gone.
  target.value = input.target;
  checkTarget();
  target.addEventListener('input', checkTarget, { signal });
  form.addEventListener(
    'submit',
    (event) => {
      event.preventDefault();
      void submit();
    },
    { signal },
  );
  byId('append-cancel').addEventListener('click', () => dialog.close(), { signal });
  await openDialog(dialog);
  abort.abort();
  return toOutcome({ source: source.value, target: target.value });
}

function describeTarget(name: string, result: string, isOverwriting: boolean): string {
  if (result === name) return `${name} itself is changed. Enter another name to keep it as it is.`;
  if (isOverwriting) return `${result} exists already. Its content would be lost.`;
  return `The result is stored as ${result}. ${name} is not changed.`;
}

function showProblemText(text: string | undefined): void {
  byId('append-problem').replaceChildren(...(text === undefined ? [] : [el('p', {}, text)]));
}
