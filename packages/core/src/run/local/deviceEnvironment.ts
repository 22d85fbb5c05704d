import { importPlugin } from '../../plan/plugins/importPlugin.js';
import { setupDirectory } from '../../base/setupDirectory.js';
import type { ChildTask } from '../tasks/messages.js';

/** What the backend of a task wants in the environment of its process, for the device that the task uses. */
export async function deviceEnvironment(
  task: ChildTask,
  current: NodeJS.ProcessEnv = process.env,
): Promise<Readonly<Record<string, string>>> {
  // Neither loads an engine.
  if (task.kind === 'prepare' || task.kind === 'materialize') return {};
  const backend = await importPlugin(task.backend, 'backend');
  return (await backend.environment?.(deviceOf(task), current, setupDirectory(backend.name))) ?? {};
}

function deviceOf(task: Exclude<ChildTask, { kind: 'prepare' | 'materialize' }>): string {
  switch (task.kind) {
    case 'measure':
    case 'conformance':
      return task.cell.backend.device;
    case 'train':
      return task.training.source.backend.device;
    default:
      return task.device;
  }
}
