// Adds up Vitest's JSON reports, named as arguments, and prints `N passed, N failed`. Fails where a test failed, was
// skipped, or a report is missing.
import { readFileSync } from 'node:fs';
import process from 'node:process';

const counts = { passed: 0, failed: 0, skipped: 0 };
for (const file of process.argv.slice(2)) {
  try {
    const report = JSON.parse(readFileSync(file, 'utf8'));
    counts.passed += report.numPassedTests;
    counts.failed += report.numFailedTests;
    counts.skipped += report.numPendingTests + report.numTodoTests;
    // A file that cannot be loaded fails without a test of its own.
    if (!report.success && report.numFailedTests === 0) counts.failed++;
  } catch {
    console.log(`The tests ended before they could report: ${file}`);
    counts.failed++;
  }
}
const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
console.log(`${counts.passed} passed, ${counts.failed} failed${skipped}`);
process.exitCode = counts.failed + counts.skipped > 0 ? 1 : 0;
