/**
 * Child process: trains on a device by the built package of a backend. Reads
 * [{ backend, training, state, feeds, device, threads }] from the file that its first argument names, writes
 * [{ results, state }] to the second; both in V8's serialisation.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { deserialize, serialize } from 'node:v8';

const [, , tasksFile, answersFile] = process.argv;
const answers = [];
for (const task of deserialize(readFileSync(tasksFile))) {
  const { backend = 'onnxruntime', training, state, feeds, device, threads = 1 } = task;
  const { default: plugin } = await import(`@convbench/backend-${backend}`);
  const trainer = await plugin.training.open(training, state, { device, threads });
  const results = [];
  for (const step of feeds) results.push(await trainer.step(step));
  answers.push({ results, state: await trainer.state() });
  await trainer.dispose();
}
writeFileSync(answersFile, serialize(answers));
