// Prints `N passed, N failed, N skipped` from vitest's JSON report; fails when no test ran.
import { readFileSync } from 'node:fs';

const report = JSON.parse(readFileSync(process.argv[2], 'utf8'));
// A test file that cannot be loaded has no tests to fail: it counts as one failure itself.
const unloadable = report.testResults.filter(
  (file) => file.status === 'failed' && file.assertionResults.length === 0,
).length;
const skipped = report.numPendingTests + report.numTodoTests;
const passed = report.numPassedTests;
// Tests that a process took with it when it died are in none of the counts.
const lost = report.numTotalTests - passed - report.numFailedTests - skipped;
const counted = report.numFailedTests + unloadable + Math.max(0, lost);
const failed = counted === 0 && !report.success ? 1 : counted;
console.log(`${passed} passed, ${failed} failed` + (skipped > 0 ? `, ${skipped} skipped` : ''));
if (passed === 0 || failed > 0) process.exitCode = 1;
