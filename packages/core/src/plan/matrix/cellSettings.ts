import type { MatrixConfig, Scenario } from '@convbench/spec';

export interface CellSetting {
  readonly scenario: Scenario;
  readonly batchSize: number;
}

/**
 * The scenarios of the matrix with their batch sizes; what a scenario varies by itself is no dimension of it.
 * `fixedBatch` is that of a network which takes no other.
 */
export function cellSettings(
  config: Pick<MatrixConfig, 'scenarios' | 'batchSizes' | 'measuring'>,
  fixedBatch?: number,
): CellSetting[] {
  return config.scenarios.flatMap((scenario): CellSetting[] => {
    switch (scenario) {
      case 'latency':
        return config.batchSizes.map((batchSize) => ({ scenario, batchSize }));
      case 'throughput':
        return [{ scenario, batchSize: fixedBatch ?? config.measuring.maximumBatchSize }];
      case 'server':
        return [{ scenario, batchSize: 1 }];
    }
  });
}
