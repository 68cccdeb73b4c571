import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const TICK_MS = 50;
const PER_TICK = 2;
/** Calls on their way at the same time; beyond, none are added. */
const MOST_IN_FLIGHT = 200;
const CALL_MS = 30_000;
const NAME = 'Terms.docx';
const docx = readFileSync(new URL('../../sample-app/web/public/examples/terms.docx', import.meta.url));

/** Of twenty calls one uploads, one converts, four download and the others list. */
function request(desk, n) {
  const document = `${desk.url}/documents/${encodeURIComponent(NAME)}`;
  if (n % 20 === 0) return [document, { method: 'PUT', body: docx }];
  if (n % 20 === 1) return [`${document}?format=txt`];
  return [n % 4 === 0 ? document : `${desk.url}/documents`];
}

/** Keeps the desks busy, phase after phase, in the way of people who use them. */
export class Load {
  /** Answers by status; `none` where there was none. */
  answers = {};
  #inFlight = new Set();
  #sent = 0;

  constructor(desks, sandbox) {
    this.desks = desks;
    this.sandbox = sandbox;
  }

  /** The first document, so that there is one to work on. */
  async prepare() {
    const statuses = await Promise.all(this.desks.map((desk) => this.#call(...request(desk, 0))));
    if (statuses.some((status) => status !== 200 && status !== 201)) throw new Error(`Upload answered ${statuses}.`);
  }

  async run({ name, seconds, begin, each }) {
    console.log(`load: ${name}, ${seconds} s`);
    begin?.(this.sandbox);
    const startedAt = performance.now();
    let lastSecond = -1;
    for (let passed = 0; passed < seconds; passed = (performance.now() - startedAt) / 1_000) {
      if (Math.floor(passed) > lastSecond) {
        lastSecond = Math.floor(passed);
        each?.(this.sandbox, lastSecond);
      }
      for (let n = 0; n < PER_TICK; n += 1) for (const desk of this.desks) this.#send(desk);
      await sleep(TICK_MS);
    }
  }

  /** Until all have been answered. */
  async settle() {
    await Promise.all(this.#inFlight);
  }

  #send(desk) {
    if (this.#inFlight.size >= MOST_IN_FLIGHT) return;
    const call = this.#call(...request(desk, this.#sent));
    this.#sent += 1;
    this.#inFlight.add(call);
    call.finally(() => this.#inFlight.delete(call));
  }

  async #call(url, init) {
    const status = await fetch(url, { ...init, signal: AbortSignal.timeout(CALL_MS) }).then(
      async (response) => {
        await response.arrayBuffer();
        return response.status;
      },
      () => 'none',
    );
    this.answers[status] = (this.answers[status] ?? 0) + 1;
    return status;
  }
}
