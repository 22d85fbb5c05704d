// Writes packages/formats/src/onnx/onnx_pb.ts from onnx.proto beside it: `npm run generate:onnx`.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = 'packages/formats/src/onnx';
const template = {
  version: 'v2',
  plugins: [
    {
      local: ['node', 'node_modules/@bufbuild/protoc-gen-es/bin/protoc-gen-es'],
      out: folder,
      opt: ['target=ts', 'import_extension=js'],
    },
  ],
};
const { status, error } = spawnSync(
  process.execPath,
  [
    'node_modules/@bufbuild/buf/bin/buf',
    'generate',
    folder,
    '--template',
    JSON.stringify(template),
  ],
  { cwd: root, stdio: 'inherit' },
);
if (error) throw error;
if (status === 0) console.log(`wrote ${folder}/onnx_pb.ts`);
process.exitCode = status ?? 1;
