export type { AccuracyComparison } from './compare/compareAccuracy.js';
export { compareTwoRuns } from './compare/compareTwoRuns.js';
export type { CompareTwoRunsOptions, TwoRunsComparison } from './compare/compareTwoRuns.js';
export { compareWithinRun } from './compare/compareWithinRun.js';
export type { RunComparison } from './compare/compareWithinRun.js';
export { describeSetting } from './compare/cellSetting.js';
export type { EnvironmentDifference } from './compare/environment.js';
export { loadConfig } from './config/loadConfig.js';
export { parseConfig } from './config/parseConfig.js';
export { quickstartConfig } from './config/quickstart.js';
export type { LoadedConfig } from './config/types.js';
export { doctor } from './doctor.js';
export type { DoctorOptions, DoctorReport } from './doctor.js';
export type {
  CellPhase,
  PlanEvent,
  RunEvent,
  RunOutcome,
  TrainingPhase,
} from './execute/events.js';
export { executeRun } from './execute/executeRun.js';
export type { ExecuteRunOptions } from './execute/executeRunOptions.js';
export { prepareResume } from './execute/prepareResume.js';
export type { ResumableRun } from './execute/prepareResume.js';
export { probeBackend } from './execute/probeBackend.js';
export { exportNetwork, weightSources } from './exportNetwork/exportNetwork.js';
export type {
  ExportedNetwork,
  ExportNetworkOptions,
  WeightSource,
} from './exportNetwork/exportNetwork.js';
export { writeFileAtomic } from './fsAtomic.js';
export { isModelPath } from './onnxModel/modelPath.js';
export { matrixSpecifiers } from './onnxModel/matrixSpecifiers.js';
export { pickFromRun } from './pick/pickFromRun.js';
export type { PickFromRunOptions, RunPick } from './pick/pickFromRun.js';
export { makePlan } from './plan/makePlan.js';
export type { MakePlanOptions } from './plan/makePlan.js';
export { refuseProblems } from './plan/refuseProblems.js';
export { parseDatasetOptions } from './plan/planDatasets.js';
export type * from './plan/types.js';
export { describeNetwork } from './plan/describeNetwork.js';
export type { NetworkDescription } from './plan/describeNetwork.js';
export type { Fidelity } from './plan/fidelity.js';
export { findBackend, findDataset, findReporter, findVariant } from './plugins/find.js';
export { loadPlugins } from './plugins/loadPlugins.js';
export type * from './plugins/types.js';
export type { LoadPluginsOptions } from './plugins/loadPlugins.js';
export { usesGpu } from './plugins/usesGpu.js';
export {
  backendsWithSetup,
  findSetup,
  prepareSetup,
  resolveShortForm,
} from './setup/prepareSetup.js';
export type { PreparedSetup, SetupChoice } from './setup/prepareSetup.js';
export { newPlugin } from './scaffold/newPlugin.js';
export type { NewPlugin, NewPluginOptions } from './scaffold/newPlugin.js';
export { pluginKinds } from './scaffold/pluginNames.js';
export { publish } from './store/publish.js';
export type { PublishOptions } from './store/publish.js';
export { readResults } from './store/readResults.js';
export { renderReports } from './store/renderReports.js';
export { newRunDirectory } from './store/runDirectory.js';
export { convbenchVersion } from './version.js';
