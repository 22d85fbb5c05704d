/** A backend as it is written on the command line: `onnxruntime`, `onnxruntime:cuda`, `onnxruntime:cuda:1`. */
export function parseBackend(text: string): { name: string; device?: string } {
  const colon = text.indexOf(':');
  return colon < 0 ? { name: text } : { name: text.slice(0, colon), device: text.slice(colon + 1) };
}
