/** Properties draw other values in every run, but where CONVBENCH_PROPERTY_SEED fixes them: a change lands or not by itself. */
const seed = process.env['CONVBENCH_PROPERTY_SEED'];
if (seed !== undefined) {
  const { default: fc } = await import('fast-check');
  fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(seed) });
}

export {};
