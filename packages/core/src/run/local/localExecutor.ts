import { gatherHost, listGpus } from '@convbench/measure';
import type {
  Executor,
  ProcessTask,
  RoundContext,
  RoundTask,
  TaskContext,
  TaskEvent,
} from '../tasks/executor.js';
import type { ChildTask, TaskOutcome } from '../tasks/messages.js';
import { withGpu } from './gpuLock.js';
import type { WaitOptions } from './gpuLock.js';
import { partsOf } from './groups.js';
import type { Part } from './groups.js';
import { measureTogether } from './measureTogether.js';
import type { TogetherContext } from './measureTogether.js';
import { runChild } from './runChild.js';
import { sweep } from './sweep.js';
import { forgetEarlierRounds } from './watch/powerWatch.js';
import { startMeters } from './watch/runMeters.js';
import type { RunMeters } from './watch/runMeters.js';
import { WrittenArtefacts } from './writtenArtefacts.js';

/** Does the tasks of a run on this machine, in child processes. */
export class LocalExecutor implements Executor {
  readonly name = 'local';
  /** Started before the first round, when nothing of ours runs. */
  #meters: RunMeters | undefined;
  readonly #written = new WrittenArtefacts();

  host = gatherHost;

  async run<Kind extends ChildTask['kind']>(
    { child, timeLimitMs, gpu }: ProcessTask<Kind>,
    { signal, onEvent }: TaskContext,
  ): Promise<TaskOutcome<Kind>> {
    const outcome = await withGpu({ gpu, gpus: listGpus }, waiting({ signal, onEvent }), () =>
      runChild(child, { timeLimitMs, signal }, { onMessage: onEvent }),
    );
    return outcome ?? { state: 'aborted' };
  }

  async measure(group: readonly RoundTask[], context: RoundContext): Promise<void> {
    const [first] = group;
    if (first === undefined) return;
    const { signal, onEvent } = context;
    const meters = (this.#meters ??= await startMeters(signal));
    const gpus = () => meters.gpu.samples(-Infinity, Infinity);
    const onWait = { signal, onEvent: (event: TaskEvent) => onEvent(event, first) };
    // All cells of a group are on the same processor.
    await withGpu({ gpu: first.gpu, gpus }, waiting(onWait), async () => {
      forgetEarlierRounds(meters);
      for (const part of partsOf(group))
        if (!signal.aborted)
          await measurePart(part, { ...context, meters, written: this.#written });
    });
  }

  close(): void {
    this.#meters?.stop();
    this.#meters = undefined;
  }
}

async function measurePart(part: Part, context: TogetherContext): Promise<void> {
  switch (part.kind) {
    case 'together':
      return measureTogether(part.members, context);
    case 'alone':
      return measureTogether([part.member], { ...context, aloneBecause: part.because });
    case 'sweep': {
      const record = await sweep(part.task, {
        ...context,
        aloneBecause: 'it searches for its batch',
      });
      if (record !== undefined) await context.onRecord(record, part.task);
    }
  }
}

/** A task that waits for its GPU says so, and gives up with its signal. */
const waiting = ({ signal, onEvent }: TaskContext): WaitOptions => ({
  signal,
  onWait: (message) => onEvent({ type: 'notice', message }),
});
