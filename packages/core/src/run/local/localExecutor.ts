import { gatherHost, listGpus } from '@convbench/measure';
import type { CellRecord } from '@convbench/spec';
import type { Executor, ProcessTask, RoundTask, TaskContext } from '../tasks/executor.js';
import type { ChildTask, TaskOutcome } from '../tasks/messages.js';
import { withGpu } from './gpuLock.js';
import type { WaitOptions } from './gpuLock.js';
import { measureOnce } from './measureOnce.js';
import { runChild } from './runChild.js';
import { sweep } from './sweep.js';
import { startMeters } from './watch/runMeters.js';
import type { RunMeters } from './watch/runMeters.js';

/** Does the tasks of a run on this machine, in child processes. */
export class LocalExecutor implements Executor {
  readonly name = 'local';
  /** Started before the first round, when nothing of ours runs. */
  #meters: RunMeters | undefined;

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

  async measure(task: RoundTask, context: TaskContext): Promise<CellRecord | undefined> {
    const meters = (this.#meters ??= await startMeters(context.signal));
    const gpus = () => meters.gpu.samples(-Infinity, Infinity);
    return withGpu({ gpu: task.gpu, gpus }, waiting(context), () => {
      const { cell } = task.planned;
      // The best batch is searched for once; what it yields is measured as often as anything else.
      const batchSize = cell.scenario === 'throughput' ? task.bestBatchSize : cell.batchSize;
      if (batchSize === undefined) return sweep({ task, meters }, context);
      return measureOnce({ task, batchSize, correctness: task.correctness, meters }, context);
    });
  }

  close(): void {
    this.#meters?.stop();
    this.#meters = undefined;
  }
}

/** A task that waits for its GPU says so, and gives up with its signal. */
const waiting = ({ signal, onEvent }: TaskContext): WaitOptions => ({
  signal,
  onWait: (message) => onEvent({ type: 'notice', message }),
});
