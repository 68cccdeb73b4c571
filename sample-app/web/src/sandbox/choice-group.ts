import { el } from '../dom.js';
import { turn } from './turn.js';

/** One setting of a switch. */
export interface Choice {
  readonly value: string;
  readonly text: string;
  readonly body: object;
}

/** A switch with several settings, as radio buttons. */
export class ChoiceGroup {
  readonly element: HTMLFieldSetElement;
  private readonly inputs: readonly HTMLInputElement[];
  private known = '';

  constructor(legend: string, path: string, choices: readonly Choice[]) {
    this.inputs = choices.map(({ value, body }) => {
      const input = el('input', { type: 'radio', name: path, value });
      input.addEventListener('change', () => {
        void turn(path, body).then((isTurned) => {
          if (!isTurned) this.check(this.known);
        });
      });
      return input;
    });
    const labels = this.inputs.map((input, index) =>
      el('label', { class: 'choice' }, input, el('span', {}, choices[index]?.text ?? '')),
    );
    this.element = el('fieldset', { class: 'choices' }, el('legend', {}, legend), ...labels);
  }

  /** Follows the desk where its setting changes; news that are older than the visitor's choice change nothing. */
  show(value: string): void {
    if (value === this.known) return;
    this.known = value;
    this.check(value);
  }

  private check(value: string): void {
    for (const input of this.inputs) input.checked = input.value === value;
  }
}
