import type { FetchProgress } from '@convbench/spec';

/** What a plan is being checked for at the moment. */
export type PlanEvent =
  | { readonly type: 'checking-architecture'; readonly id: string }
  | { readonly type: 'probing-backend'; readonly name: string; readonly device: string }
  | { readonly type: 'checking-dataset'; readonly name: string }
  | {
      readonly type: 'fetching-dataset';
      readonly name: string;
      readonly progress: FetchProgress;
    };
