#!/usr/bin/env node
import module from 'node:module';

// Node 22.1 and later keep compiled code from one start to the next.
module.enableCompileCache?.();
try {
  const { main } = await import('#main');
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (error?.code !== 'ERR_MODULE_NOT_FOUND') throw error;
  process.stderr.write(
    `[convbench] [cli] The program is not built: ${error.message}\nRun \`npm install && npm run build\` in the repository.\n`,
  );
  process.exitCode = 2;
}
