/**
 * Modules that are loaded before those of the config, by the same contract. Names only: nothing here may import a
 * plugin. Those that are not installed are skipped, so that a slim installation works.
 */
export const builtinSpecifiers: readonly string[] = [
  '@convbench/arch-nin',
  '@convbench/arch-vgg',
  '@convbench/arch-googlenet',
  '@convbench/arch-alexnet',
  '@convbench/arch-resnet',
  '@convbench/arch-resnest',
  '@convbench/backend-onnxruntime',
  '@convbench/backend-tfjs',
  '@convbench/data/plugins',
  '@convbench/report/plugins',
];
