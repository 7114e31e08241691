import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import colors from 'picocolors';
import type { ErrorCode, PlanFile, PlanFinished, RunnerId } from '@headrace/events';
import { verifyLog } from '../audit/audit.ts';
import { rebuildReadModel } from '../audit/rebuild.ts';
import { eventLine } from '../event/event.line.ts';
import { openClient, type Client } from '../orchestrator/client.ts';
import { commitsOf } from '../plan/plan.watch.ts';
import { readPlan, type PlanStatus } from '../plan/plan.verbs.ts';
import { Failure } from '../terminal/failure.ts';
import type { Print } from '../terminal/print.ts';
import type { UpOptions } from '../up/options.ts';
import { programs } from '../up/programs.ts';
import { signInLink } from '../up/sign.in.ts';
import { startStack, type Stack } from '../up/stack.ts';
import { waitingFor } from './demo.approver.ts';
import { expectationsOf, type Expectation } from './demo.expectations.ts';
import { lostAttempt, openDemoLog, type DemoLog } from './demo.log.ts';
import { branchExpectations, refusedUpdates } from './demo.proof.ts';
import { openPersonReviewer, openPolicyReviewer, type Reviewer } from './demo.review.ts';
import { killAndRestart, stopPastLease, type Stage } from './demo.scenes.ts';
import { resultTable, type TaskRow } from './demo.table.ts';

type Setting = {
  readonly isInteractive: boolean;
  readonly isKept: boolean;
  readonly print: Print;
  readonly stopped: Promise<unknown>;
};
type Example = {
  /** Makes the code base and its local forge below `dir`, or finds them there; resolves with the forge's path. */
  makeRepo(dir: string): { forge: string };
  /** The tasks whose runners are stopped and killed, and the command that proves the branch. */
  scenes: { stop: string; kill: string; test: string[] };
};

const exampleDir = join(programs.root, 'examples/tmc');

/** Runs the flagship plan with all that can go wrong, and holds what it promises against the log. */
export async function runDemo(
  given: UpOptions,
  setting: Setting,
): Promise<{ isMet: boolean; stop: () => Promise<void> }> {
  const home = given.home ?? mkdtempSync(join(tmpdir(), 'headrace-demo-'));
  const agent = `tmc=${process.execPath} ${join(exampleDir, 'agent/tmc-agent.mjs')}`;
  const { print, stopped } = setting;
  const stack = await startStack({ ...given, home, agent: [...given.agent, agent] }, print.progress, stopped);
  const stop = async () => {
    await stack.stop();
    if (!setting.isKept) rmSync(home, { recursive: true, force: true });
  };
  try {
    const isMet = await play(stack, setting);
    return { isMet, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function play(stack: Stack, { isInteractive, print, stopped }: Setting): Promise<boolean> {
  const { addresses, home } = stack;
  const client = openClient({ url: addresses.orchestrator, token: home.token, org: 'main' });
  const { scenes, makeRepo } = (await import(
    pathToFileURL(join(exampleDir, 'make-repo.mjs')).href
  )) as Example;
  const { forge } = makeRepo(home.path('example'));
  const planFile = join(exampleDir, 'plan.yaml');
  const { plan } = readPlan(planFile);
  print.progress(`\nDashboard ${colors.cyan(await signInLink(client, addresses.web))}\n`);
  await submitOnce(client, plan.repo, forge, planFile);

  const { head } = await client.get<{ head: number }>('/events', { after: 0, limit: 1 });

  const log = openDemoLog();
  const following = new AbortController();
  const failed = (error: Error) => print.progress(`${colors.red('review')} ${error.message}`);
  const policy = () => openPolicyReviewer(client, failed);
  const reviewer = isInteractive ? openPersonReviewer(client, policy, failed) : await policy();
  const narration = narrate({ client, signal: following.signal }, log, reviewer, print);
  const stage: Stage = {
    ...log,
    runner: (id: RunnerId) => stack.runner(id),
    say: (text) => print.progress(colors.yellow(text)),
  };
  const isCutShort = await Promise.race([
    log.reached(head).then(() => perform(stage, scenes)),
    stopped.then(() => true),
    narration.then(() => true),
  ]);
  reviewer.close();
  if (isCutShort) {
    following.abort();
    throw new Failure('INTERRUPTED', 'stopped before the plan had ended');
  }
  await untilRefused(stack, log, scenes);
  following.abort();
  return prove(stack, client, { log, forge, plan, scenes }, print);
}

/** Resolves with false when the plan has ended, whether or not every scene could be shown before. */
async function perform(stage: Stage, scenes: Example['scenes']): Promise<boolean> {
  const end = stage.event((event): event is PlanFinished => event.type === 'PlanFinished');
  await Promise.all([
    Promise.race([stopPastLease(stage, scenes.stop), end]),
    Promise.race([killAndRestart(stage, scenes.kill), end]),
    end,
  ]);
  return false;
}

/** A home that already holds the demo goes on with it. */
async function submitOnce(client: Client, repoId: string, forge: string, planFile: string): Promise<void> {
  await unless('PLAN_EXISTS', async () => {
    await client.post('/repos', { repoId, url: forge, defaultBranch: 'main' });
    await client.post(
      `/plans?${new URLSearchParams({ file: planFile }).toString()}`,
      readPlan(planFile).text,
      'application/yaml',
    );
  });
}

async function unless(code: ErrorCode, action: () => Promise<unknown>): Promise<void> {
  try {
    await action();
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== code) throw error;
  }
}

async function narrate(
  from: Parameters<typeof commitsOf>[0],
  log: DemoLog,
  reviewer: Reviewer,
  print: Print,
): Promise<void> {
  for await (const placed of commitsOf(from, { after: 0 })) {
    log.add(placed);
    for (const event of placed.commit.events) {
      if (!quiet.has(event.type))
        print.line(
          { position: placed.position, at: placed.commit.at, event },
          () => `${colors.dim(`#${placed.position}`.padEnd(6))} ${eventLine(event)}`,
        );
      const waiting = waitingFor(event, placed.position);
      if (waiting) reviewer.take(waiting);
    }
  }
}

const quiet = new Set([
  'TaskAdded',
  'OrgCreated',
  'GatesStarted',
  'LandingClaimed',
  'ChangeQueued',
  'TaskNeedsChanged',
  'TasksBecameReady',
  'TasksBecameBlocked',
]);

/** The late updates come when the runners are back; wait for them, but not for ever. */
async function untilRefused(stack: Stack, log: DemoLog, scenes: Example['scenes']): Promise<void> {
  const lost = [scenes.stop, scenes.kill].map((taskId) => lostAttempt(log, taskId));
  for (let waited = 0; waited < 15_000; waited += 250) {
    const refused = refusedUpdates(logFiles(stack));
    if (lost.every((id) => refused.some(({ attemptId }) => attemptId === id))) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

const logFiles = ({ supervisor, home }: Stack): string[] =>
  supervisor
    .all()
    .filter(({ name }) => name.startsWith('runner'))
    .map(({ name }) => join(home.path('logs'), `${name}.log`));

type Played = {
  readonly log: DemoLog;
  readonly forge: string;
  readonly plan: PlanFile;
  readonly scenes: Example['scenes'];
};

async function prove(stack: Stack, client: Client, played: Played, print: Print): Promise<boolean> {
  const { log, forge, plan, scenes } = played;
  print.progress('\nProving what happened');
  const refused = refusedUpdates(logFiles(stack));
  const expectations: Expectation[] = [
    ...expectationsOf({
      commits: log.commits,
      refused,
      stopped: lostAttempt(log, scenes.stop),
      killed: lostAttempt(log, scenes.kill),
      firstPhase: plan.phases[0]?.id ?? '',
    }),
    ...(await branchExpectations(forge, plan.target, log.commits, scenes.test)),
    await audited(stack),
    await rebuilt(stack),
  ];
  const status = await client.get<PlanStatus>(`/plans/${plan.plan}`);
  const rows = await Promise.all(
    [...status.tasks]
      .sort((a, b) => a.ordinal - b.ordinal)
      .map(({ key }) => client.get<TaskRow>(`/tasks/${key}`)),
  );
  const isMet = status.state === 'done' && expectations.every((expectation) => expectation.isMet);
  print.result({ ok: isMet, plan: status.state, expectations, addresses: stack.addresses }, () =>
    [resultTable(rows), '', ...expectations.map(expectationLine), '', ...nextCommands(stack)].join('\n'),
  );
  return isMet;
}

const expectationLine = ({ title, isMet, proof }: Expectation): string =>
  `${isMet ? colors.green('✓') : colors.red('✗')} ${title} ${colors.dim(proof)}`;

async function audited(stack: Stack): Promise<Expectation> {
  const verdict = await verifyLog({
    url: stack.addresses.nats,
    user: 'inspector',
    password: stack.home.secrets.nats.inspector,
    shard: 'main',
  });
  return {
    title: 'audit verify: the chain and the revisions are whole',
    isMet: verdict.breaks.length === 0 && verdict.commits > 0,
    proof: `${verdict.commits} commits, head ${verdict.head.slice(0, 12)}`,
  };
}

async function rebuilt(stack: Stack): Promise<Expectation> {
  const { addresses, home } = stack;
  const place = {
    natsUrl: addresses.nats,
    natsUser: 'planner',
    natsPassword: home.secrets.nats.planner,
    databaseUrl: addresses.database,
    shard: 'main',
  };
  const outcome = await rebuildReadModel(place, () => undefined);
  return {
    title: 'a rebuild of the read model has equal checksums',
    isMet: outcome.equal,
    proof: `${Object.keys(outcome.after).length} tables`,
  };
}

const nextCommands = ({ addresses, home }: Stack): string[] => [
  `Dashboard ${colors.cyan(addresses.web)}`,
  'Try next:',
  `  npx headrace --home ${home.dir} task why tmc.02-apiexport`,
  `  npx headrace --home ${home.dir} events tail --plan tmc`,
  `  nats --server ${addresses.nats} --user inspector --password "$(npx headrace --home ${home.dir} secret inspector)" stream view HEADRACE_EVENTS_main`,
];
