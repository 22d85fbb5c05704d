/**
 * Child process: trains on a device by the built package. Reads [{ training, state, feeds, device }] from the file
 * that its first argument names, writes [{ results, state }] to the second; both in V8's serialisation.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { deserialize, serialize } from 'node:v8';
import { openTrainer } from '@convbench/backend-onnxruntime/internals';

const [, , tasksFile, answersFile] = process.argv;
const answers = [];
for (const { training, state, feeds, device } of deserialize(readFileSync(tasksFile))) {
  const trainer = await openTrainer(training, state, { device, threads: 1 });
  const results = [];
  for (const step of feeds) results.push(await trainer.step(step));
  answers.push({ results, state: await trainer.state() });
  await trainer.dispose();
}
writeFileSync(answersFile, serialize(answers));
