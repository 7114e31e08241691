// Ends a test run with what was skipped and why, and with one line that a person or a script can rely on.

/** A reporter for jest; the reason of a skip is in the name that `describeWith` gives to its group. */
export default class TallyReporter {
  onRunComplete(_contexts, results) {
    const skipped = results.testResults.flatMap((suite) => suite.testResults.filter(wasSkipped));
    // a file that could not be loaded has no tests to count, yet it failed
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const lines = [
      ...skipped.map((test) => `skipped: ${test.fullName}`),
      `${results.numPassedTests} passed, ${failed} failed, ${skipped.length} skipped`,
    ];
    // on exit, because jest still has things to say after this
    process.once('exit', () => process.stdout.write(`${lines.join('\n')}\n`));
  }
}

const wasSkipped = ({ status }) => status === 'pending' || status === 'todo';
