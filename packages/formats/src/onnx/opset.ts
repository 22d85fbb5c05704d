/** @file Which version of ONNX's operators a file means. */
import { UserError } from '@convbench/spec/plain';
import type { ModelProto } from './onnx_pb.js';

/** The version of the operator set of ONNX's own domain. Throws a `UserError` where the file does not say it. */
export function opsetOf(model: ModelProto): number {
  const own = model.opsetImport.filter(({ domain }) => domain === '' || domain === 'ai.onnx');
  const version = own[0]?.version;
  // The first format had no versions of operators.
  if (version === undefined && model.irVersion < 3n) return 1;
  if (version === undefined || version < 1n || version > 1000n) {
    throw new UserError(
      'formats',
      `The ONNX file does not say which version of the operators it uses${version === undefined ? '' : ` (${version})`}.`,
      'Check that the file was copied completely, or export the model again.',
    );
  }
  return Number(version);
}
