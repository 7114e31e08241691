import { Command, CommanderError } from 'commander';
import { accountVerbs } from './account/account.verbs.ts';
import { auditVerbs } from './audit/audit.verbs.ts';
import { changeVerbs } from './change/change.verbs.ts';
import { demoVerbs } from './demo/demo.verbs.ts';
import { doctorVerbs } from './doctor/doctor.verbs.ts';
import { eventVerbs } from './event/event.verbs.ts';
import { inboxVerbs } from './inbox/inbox.verbs.ts';
import { orgVerbs } from './org/org.verbs.ts';
import { planVerbs } from './plan/plan.verbs.ts';
import { repoVerbs } from './repo/repo.verbs.ts';
import { runnerVerbs } from './runner/runner.verbs.ts';
import { taskVerbs } from './task/task.verbs.ts';
import { exitCodeOf, exitCodes, Failure } from './terminal/failure.ts';
import { asFailure, printFailure } from './terminal/print.ts';
import { tokenVerbs } from './token/token.verbs.ts';
import { upVerbs } from './up/up.verbs.ts';

const isJson = process.argv.includes('--json');

const program = new Command('headrace')
  .description('Takes a plan of coding tasks and a repository, and lands reviewed, proven changes.')
  .version('0.1.0')
  .option('--json', 'results as JSON, failures as JSON on stderr')
  .option('--url <url>', 'of the orchestrator (HEADRACE_URL)')
  .option('--token-file <file>', 'that holds the token (HEADRACE_TOKEN_FILE)')
  .option('--org <org>', 'HEADRACE_ORG, default main')
  .option('--home <dir>', 'where all state is (HEADRACE_HOME)')
  .showSuggestionAfterError()
  .exitOverride()
  .configureOutput({ writeErr: (text) => void (isJson || process.stderr.write(text)) });

for (const register of [
  upVerbs,
  demoVerbs,
  orgVerbs,
  planVerbs,
  taskVerbs,
  changeVerbs,
  inboxVerbs,
  eventVerbs,
  repoVerbs,
  runnerVerbs,
  accountVerbs,
  tokenVerbs,
  auditVerbs,
  doctorVerbs,
])
  register(program);
for (const command of allOf(program)) command.exitOverride();

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) endUsage(error);
  else {
    printFailure(error, isJson);
    process.exitCode = exitCodeOf(asFailure(error).code);
  }
}

/** Commander has told a person already what is off; it also ends this way when it has printed help. */
function endUsage({ exitCode, message }: CommanderError): void {
  process.exitCode = exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  if (isJson && exitCode !== 0) printFailure(new Failure('USAGE', message), true);
}

function allOf(command: Command): readonly Command[] {
  return command.commands.flatMap((child) => [child, ...child.commands]);
}
