import type { AddCommand } from './command.js';

export interface DoctorFlags {
  readonly plugin?: readonly string[];
  readonly json?: boolean;
}

export const addDoctorCommand: AddCommand = (program, context) => {
  program
    .command('doctor')
    .description('say what is on this machine, what is missing, and what mends it')
    .option('--plugin <module...>', 'further plugins: package names or paths')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExamples:\n  convbench doctor\n  convbench doctor --json')
    .action(async (flags: DoctorFlags) => {
      const { showDoctor } = await import('../actions/doctor.js');
      await showDoctor(flags, context);
    });
};
