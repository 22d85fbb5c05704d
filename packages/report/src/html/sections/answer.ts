import { answerOf } from '../../text/answer.js';
import type { RunView } from '../../view/runView.js';
import type { Markup } from '../markup.js';
import { markup } from '../markup.js';
import { phrasesMarkup } from '../phrases.js';
import { perSlice } from './layout.js';

function chooser({ slices }: RunView): Markup | false {
  return (
    slices.length > 1 &&
    markup`<fieldset class="choice"><legend>Measured with</legend><span class="seg">${slices.map(
      ({ index, title }) =>
        markup`<label><input type="radio" name="slice" id="slice-${index}"${index === 0 && markup` checked`}>${title}</label>`,
    )}</span></fieldset>`
  );
}

/** The answer sentence of the chosen slice. */
export function answerSection(view: RunView): Markup {
  return markup`${chooser(view)}<div class="answer" id="answer">${perSlice(view.slices, (slice) => {
    const { headline, detail } = answerOf(slice);
    return markup`<p class="eye">With ${slice.title} on this machine</p><h1>${phrasesMarkup(headline)}</h1>${detail.length > 0 && markup`<p class="sub">${phrasesMarkup(detail)}</p>`}`;
  })}</div>`;
}
