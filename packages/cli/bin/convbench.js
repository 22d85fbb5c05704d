#!/usr/bin/env node
import module from 'node:module';

try {
  // Node 22.1 and later keep compiled code from one start to the next; by themselves in a folder of all users.
  if (module.enableCompileCache !== undefined) {
    const { codeFolder } = await import('@convbench/core/codeFolder');
    const folder = await codeFolder('compiled');
    if (folder !== undefined) module.enableCompileCache(folder);
  }
  const { runProgram } = await import('#main');
  // Not awaited: what never ends is said by the program itself.
  void runProgram(process.argv.slice(2));
} catch (error) {
  if (error?.code !== 'ERR_MODULE_NOT_FOUND') throw error;
  process.stderr.write(
    `[convbench] [cli] The program is not built: ${error.message}\nRun \`npm install && npm run build\` in the repository.\n`,
  );
  process.exitCode = 2;
}
