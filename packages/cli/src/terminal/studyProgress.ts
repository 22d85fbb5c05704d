import type { StudyEvent } from '@convbench/study';
import { verdictWords } from '@convbench/study';
import colors from 'picocolors';
import { jsonText } from './output.js';
import type { Output } from './output.js';
import { planProgress } from './planProgress.js';
import { runProgress } from './runProgress.js';

export interface StudyProgress {
  readonly onEvent: (event: StudyEvent) => void;
  readonly stop: () => void;
}

/** Shows studies as they go. As JSON lines on stdout for scripts. */
export function studyProgress(output: Output, json: boolean): StudyProgress {
  if (json) return { onEvent: (event) => output.print(jsonText(event)), stop: () => undefined };
  let part = { stop: (): void => undefined };
  const stop = () => {
    part.stop();
  };
  const begin = <Progress extends { readonly stop: () => void }>(next: Progress): Progress => {
    stop();
    part = next;
    return next;
  };
  let plan: ReturnType<typeof planProgress> | undefined;
  let run: ReturnType<typeof runProgress> | undefined;
  const note = (text: string) => {
    stop();
    [plan, run] = [undefined, undefined];
    output.note(text);
  };
  return {
    stop,
    onEvent: (event) => {
      switch (event.type) {
        case 'study-started':
          return note(colors.bold(`Study ${event.index}/${event.of}: ${event.title}`));
        case 'matrix-started':
          return note(`Matrix ${event.index}/${event.of}: ${event.matrix}`);
        case 'plan':
          run = undefined;
          plan ??= begin(planProgress(output, false));
          return plan.onEvent(event.event);
        case 'run':
          plan = undefined;
          run ??= begin(runProgress(output, false));
          return run.onEvent(event.event);
        case 'study-kept':
          return note(
            `Study '${event.result.title}' is done already: ${verdictWords[event.result.verdict]}`,
          );
        case 'study-failed':
          return note(colors.red(`Study '${event.study}' failed: ${event.message}\n`));
        case 'study-finished':
          return note(
            `${colors.bold(verdictWords[event.result.verdict])}: ${event.result.answer}\n`,
          );
      }
    },
  };
}
