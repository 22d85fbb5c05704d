import type { ImageForm } from '@convbench/spec';
import { dataError } from './dataError.js';

/** Refuses a form that a data set of grey or RGB images cannot take. */
export function checkForm(dataset: string, form: ImageForm, smallestInputSize: number): void {
  if (!Number.isInteger(form.inputSize) || form.inputSize < smallestInputSize) {
    throw dataError(
      `The data set '${dataset}' cannot be brought to an input size of ${form.inputSize} px.`,
      `Ask for ${smallestInputSize} px or more.`,
    );
  }
  if (form.channels !== 1 && form.channels !== 3) {
    throw dataError(
      `The data set '${dataset}' cannot be brought to ${form.channels} channels.`,
      'Ask for 1 (grey) or 3 (RGB).',
    );
  }
}
