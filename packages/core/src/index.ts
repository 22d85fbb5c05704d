export type { AccuracyComparison } from './read/compare/compareAccuracy.js';
export { compareTwoRuns } from './read/compare/compareTwoRuns.js';
export type { CompareTwoRunsOptions, TwoRunsComparison } from './read/compare/compareTwoRuns.js';
export { compareWithinRun } from './read/compare/compareWithinRun.js';
export type { RunComparison } from './read/compare/compareWithinRun.js';
export { describeSetting } from './read/compare/cellSetting.js';
export type { EnvironmentDifference } from './read/compare/environment.js';
export { loadConfig } from './plan/config/loadConfig.js';
export { parseConfig } from './plan/config/parseConfig.js';
export { quickstartConfig } from './plan/config/quickstart.js';
export type { LoadedConfig } from './plan/config/types.js';
export { doctor } from './read/doctor.js';
export type { DoctorOptions, DoctorReport } from './read/doctor.js';
export type { PlanEvent } from './plan/matrix/planEvent.js';
export type { RunEvent, RunOutcome } from './run/execute/events.js';
export type {
  Executor,
  GpuPlace,
  ProcessTask,
  RoundTask,
  TaskContext,
  TaskEvent,
} from './run/tasks/executor.js';
export { LocalExecutor } from './run/local/localExecutor.js';
export type { CellPhase, TrainingPhase } from './run/tasks/messages.js';
export { fileError } from './base/errors.js';
export { executeRun } from './run/execute/executeRun.js';
export type { ExecuteRunOptions } from './run/execute/executeRunOptions.js';
export { prepareResume } from './run/prepareResume.js';
export type { ResumableRun } from './run/prepareResume.js';
export { probeBackend } from './run/local/probeBackend.js';
export { exportNetwork } from './read/export/exportNetwork.js';
export type {
  ExportedNetwork,
  ExportNetworkOptions,
  ExportedWeights,
} from './read/export/exportNetwork.js';
export { writeFileAtomic } from './base/fsAtomic.js';
export { isModelPath } from './plan/models/modelPath.js';
export { matrixSpecifiers } from './plan/models/matrixSpecifiers.js';
export { pickFromRun } from './read/pick/pickFromRun.js';
export type { PickFromRunOptions, RunPick } from './read/pick/pickFromRun.js';
export { makePlan } from './run/makePlan.js';
export type { MakePlanOptions } from './run/makePlan.js';
export { isGpu } from './plan/matrix/isGpu.js';
export { refuseProblems } from './plan/matrix/refuseProblems.js';
export { parseDatasetOptions } from './plan/matrix/planDatasets.js';
export type * from './plan/matrix/types.js';
export type { CacheState } from './plan/sources/cacheState.js';
export type { PlannedTransfer } from './plan/sources/readPlannedTransfer.js';
export { isGiven, isTraining } from './plan/sources/weightSource.js';
export type {
  GivenSource,
  GivenWeights,
  PlannedTraining,
  PlannedWeights,
  TrainingSource,
  WeightSource,
} from './plan/sources/weightSource.js';
export { describeNetwork } from './plan/matrix/describeNetwork.js';
export type { NetworkDescription } from './plan/matrix/describeNetwork.js';
export type { Fidelity } from './plan/matrix/fidelity.js';
export { findBackend, findDataset, findReporter, findVariant } from './plan/plugins/find.js';
export { loadPlugins } from './plan/plugins/loadPlugins.js';
export type * from './plan/plugins/types.js';
export type { LoadPluginsOptions } from './plan/plugins/loadPlugins.js';
export {
  backendsWithSetup,
  findSetup,
  prepareSetup,
  resolveShortForm,
} from './run/setup/prepareSetup.js';
export type { PreparedSetup, SetupChoice } from './run/setup/prepareSetup.js';
export { newPlugin } from './scaffold/newPlugin.js';
export type { NewPlugin, NewPluginOptions } from './scaffold/newPlugin.js';
export { publish } from './read/publish/publish.js';
export type { PublishOptions } from './read/publish/publish.js';
export { readResults } from './store/readResults.js';
export { openRecordStore } from './store/recordStore.js';
export type { RecordStore } from './store/recordStore.js';
export { renderReports } from './read/publish/renderReports.js';
export { checkReportName } from './read/publish/reportName.js';
export { newRunDirectory } from './store/runDirectory.js';
export { convbenchVersion } from './base/version.js';
