import { Command } from 'commander';
import type { AddCommand } from './commands/command.js';
import { addCompareCommand } from './commands/compare.js';
import { addDataCommand } from './commands/data.js';
import { addDescribeCommand } from './commands/describe.js';
import { addDoctorCommand } from './commands/doctor.js';
import { addExportCommand } from './commands/export.js';
import { addInitCommand } from './commands/init.js';
import { addListCommand } from './commands/list.js';
import { addNewCommand } from './commands/new.js';
import { addPickCommand } from './commands/pick.js';
import { addPlanCommand } from './commands/plan.js';
import { addPublishCommand } from './commands/publish.js';
import { addReportCommand } from './commands/report.js';
import { addRunCommand } from './commands/run.js';
import { addServeCommand } from './commands/serve.js';
import { addSetupCommand } from './commands/setup.js';
import { addStudyCommand } from './commands/study.js';
import type { Output } from './terminal/output.js';
import { version } from './version.js';

const commands: readonly AddCommand[] = [
  addRunCommand,
  addPlanCommand,
  addListCommand,
  addDescribeCommand,
  addExportCommand,
  addDoctorCommand,
  addSetupCommand,
  addReportCommand,
  addServeCommand,
  addCompareCommand,
  addPickCommand,
  addStudyCommand,
  addPublishCommand,
  addDataCommand,
  addInitCommand,
  addNewCommand,
];

export function createProgram(output: Output, exitWith: (code: number) => void): Command {
  const program = new Command('convbench')
    .description(
      'Compare convolutional networks on this machine: accuracy, latency, throughput, memory, parameters, MACs.',
    )
    .version(version())
    .configureOutput({
      writeOut: (text) => output.print(text.trimEnd()),
      writeErr: (text) => output.note(text.trimEnd()),
    })
    .showSuggestionAfterError()
    .showHelpAfterError('Try --help.')
    .exitOverride()
    .addHelpText(
      'after',
      `
Examples:
  convbench run                                the quickstart: four networks on Fashion-MNIST
  convbench run --arch nin googlenet-v1-d2l --batch 1 8
  convbench describe googlenet-v1-d2l --input-size 96
  convbench doctor                             what this machine has and what is missing`,
    );
  for (const add of commands) add(program, { output, exitWith });
  return program;
}
