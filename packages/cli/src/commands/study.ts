import type { Command } from 'commander';
import type { AddCommand, Context } from './command.js';

export interface StudyRunFlags {
  readonly quick?: boolean;
  readonly backend?: string;
  readonly out?: string;
  readonly resume?: boolean;
  readonly json?: boolean;
}

export interface StudyListFlags {
  readonly json?: boolean;
}

export interface StudyReportFlags {
  readonly judge?: boolean;
  readonly json?: boolean;
}

export interface StudyPublishFlags {
  readonly to: string;
  readonly force?: boolean;
}

/** The lecture's claims as studies; `run` writes a folder of results and pages. */
export const addStudyCommand: AddCommand = (program, context) => {
  const study = program
    .command('study')
    .description('test claims about networks: what is said, what decides it, what came out')
    .addHelpText(
      'after',
      `
Examples:
  convbench study list
  convbench study run compute-and-parameters what-v4-is hundred-convolutions
  convbench study run all --quick --out runs/lecture-claims
  convbench study publish runs/lecture-claims lecture-claims`,
    );
  addList(study, context);
  addRun(study, context);
  addReport(study, context);
  addPublish(study, context);
};

function addList(study: Command, context: Context): void {
  study
    .command('list')
    .description('list the studies with their claims')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  convbench study list --json')
    .action(async (flags: StudyListFlags) => {
      const { listStudies } = await import('../actions/study.js');
      listStudies(flags, context);
    });
}

function addRun(study: Command, context: Context): void {
  study
    .command('run')
    .description('measure what studies need, judge them, and write results and pages')
    .argument('<studies...>', "ids or numbers from `convbench study list`, or 'all'")
    .option('--quick', 'fewer networks, seeds, rounds and images: minutes on two cores')
    .option(
      '--backend <backend>',
      'what to measure on, such as onnxruntime:cuda (default: the CPU)',
    )
    .option('--out <folder>', 'where results and pages are written (default: runs/studies)')
    .option('--resume', 'go on in that folder; what is finished is not run again')
    .option('--json', 'print events as JSON lines instead of drawing progress')
    .addHelpText(
      'after',
      `
Examples:
  convbench study run what-v4-is
  convbench study run bottleneck asymmetric --quick --out runs/two-studies
  convbench study run all --quick --out runs/lecture-claims
  convbench study run all --quick --out runs/lecture-claims --resume
  convbench study run powers-of-two --quick --backend onnxruntime:cuda --out runs/studies-cuda`,
    )
    .action(async (names: string[], flags: StudyRunFlags) => {
      const { runStudy } = await import('../actions/study.js');
      await runStudy(names, flags, context);
    });
}

function addReport(study: Command, context: Context): void {
  study
    .command('report')
    .description('render the pages of a folder of studies again, from its results alone')
    .argument('<folder>', 'folder of `convbench study run --out`')
    .option('--judge', 'judge anew from the records first, as this version does')
    .option('--json', 'print the names of the written pages as JSON')
    .addHelpText(
      'after',
      `
Examples:
  convbench study report runs/lecture-claims
  convbench study report runs/lecture-claims --judge`,
    )
    .action(async (folder: string, flags: StudyReportFlags) => {
      const { reportStudies } = await import('../actions/study.js');
      await reportStudies(folder, flags, context);
    });
}

function addPublish(study: Command, context: Context): void {
  study
    .command('publish')
    .description('copy results, pages and records of studies into a folder to publish')
    .argument('<folder>', 'folder of `convbench study run --out`')
    .argument('<name>', 'name of the published folder')
    .option('--to <folder>', 'where reports are kept', 'reports')
    .option('--force', 'replace a folder of that name')
    .addHelpText(
      'after',
      '\nExample:\n  convbench study publish runs/lecture-claims lecture-claims',
    )
    .action(async (folder: string, name: string, flags: StudyPublishFlags) => {
      const { publishStudy } = await import('../actions/study.js');
      await publishStudy(folder, name, flags, context);
    });
}
