/**
 * Child process: checks graphs on a device by the built packages, and computes the first node of each. Reads
 * [{ graph, weights, images, device }] from the file that its first argument names, writes [{ values, problem }] to the
 * second; both in V8's serialisation.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { deserialize, serialize } from 'node:v8';
import onnxruntime from '@convbench/backend-onnxruntime';
import { checkConformance } from '@convbench/core/checks';
import { openNetwork } from '@convbench/core/testing';

const [, , tasksFile, answersFile] = process.argv;
const answers = [];
for (const { graph, weights, images, device } of deserialize(readFileSync(tasksFile))) {
  const options = { device, batchSize: 1, threads: 1 };
  const session = await openNetwork(onnxruntime, graph, weights, options);
  const values = await session.run(images);
  await session.dispose();
  const problem = await checkConformance(onnxruntime, graph, options).then(
    () => undefined,
    (error) => error.message,
  );
  answers.push({ values, problem });
}
writeFileSync(answersFile, serialize(answers));
