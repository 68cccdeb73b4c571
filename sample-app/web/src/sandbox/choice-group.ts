import { el } from '../dom.js';

export interface Choice {
  readonly value: string;
  readonly text: string;
}

/** A setting with several values, as radio buttons. */
export class ChoiceGroup {
  readonly element: HTMLFieldSetElement;
  private readonly inputs: readonly HTMLInputElement[];
  /** The value that the server reported last. */
  private reportedValue = '';

  /** @param apply Sends the chosen value to the server; resolves with false if that failed. */
  constructor(
    legend: string,
    name: string,
    choices: readonly Choice[],
    private readonly apply: (value: string) => Promise<boolean>,
  ) {
    this.inputs = choices.map(({ value }) => {
      const input = el('input', { type: 'radio', name, value });
      input.addEventListener('change', () => void this.choose(value));
      return input;
    });
    const labels = this.inputs.map((input, index) =>
      el('label', { class: 'choice' }, input, el('span', {}, choices[index]?.text ?? '')),
    );
    this.element = el('fieldset', { class: 'choices' }, el('legend', {}, legend), ...labels);
  }

  /** Returns the radio button of a value. */
  getInput(value: string): HTMLInputElement {
    const input = this.inputs.find((candidate) => candidate.value === value);
    if (input === undefined) throw new Error(`There is no choice ${value}.`);
    return input;
  }

  /** Shows a value of the server if it has changed. An update that was sent before the visitor's choice does not undo it. */
  show(value: string): void {
    if (value === this.reportedValue) return;
    this.reportedValue = value;
    this.check(value);
  }

  private async choose(value: string): Promise<void> {
    if (!(await this.apply(value))) this.check(this.reportedValue);
  }

  private check(value: string): void {
    for (const input of this.inputs) input.checked = input.value === value;
  }
}
