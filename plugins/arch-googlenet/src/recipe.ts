import type { RecipeInput } from '@convbench/spec';

/**
 * What V3 and its successors were trained with, as near as optimizers and schedules here come to it.
 * Rethinking the Inception Architecture, section 8; Inception-v4, section 4.
 */
export function inceptionRecipe(section: string): RecipeInput {
  return {
    source:
      `Rate 0.045 and batch size 32 per replica: ${section}. It has RMSProp of decay 0.9 and epsilon 1, which is ` +
      'close to plain gradient descent while gradients are small, and a rate that falls by 6 % every 2 epochs; here ' +
      'SGD with momentum 0.9 and cosine stand in for them. He start and budget are ours, for small images; not tuned.',
    budget: { images: 24_000 },
    batchSize: 32,
    learningRate: 0.045,
    optimizer: { kind: 'sgd', momentum: 0.9 },
    schedule: { kind: 'cosine', warmupSteps: 100 },
    initialization: 'he',
  };
}
