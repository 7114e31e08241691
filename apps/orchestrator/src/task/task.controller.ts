import { repoOf } from '@headrace/engine';
import { partsOf, rollUpOf, taskKey, type Command, type TaskKey } from '@headrace/events';
import { familyOf, getChange, getTask, listAttempts, listGates, listTasks } from '@headrace/readmodel';
import { Controller, Inject } from '@nestjs/common';
import type { Asking, Submitter } from '../command/submitter.ts';
import { ProblemError } from '../http/problem.ts';
import { Input, On, type InputOf } from '../http/on.ts';
import type { KeepText, Plans } from '../plan/plans.ts';
import type { Lists } from '../shard/lists.ts';
import type { Shard } from '../shard/shard.ts';
import { KEEP_TEXT, LISTS, PLANS, REASONS, SHARD, SUBMITTER } from '../tokens.ts';
import { unknown, type Reasons } from './reasons.ts';
import { planOfOne } from './schedule.ts';
import { taskRoutes } from './task.routes.ts';

type Of<K extends keyof typeof taskRoutes> = InputOf<(typeof taskRoutes)[K]>;

@Controller()
export class TaskController {
  constructor(
    @Inject(SUBMITTER) private readonly submitter: Submitter,
    @Inject(SHARD) private readonly shard: Shard,
    @Inject(LISTS) private readonly lists: Lists,
    @Inject(PLANS) private readonly plans: Plans,
    @Inject(REASONS) private readonly reasons: Reasons,
    @Inject(KEEP_TEXT) private readonly keep: KeepText,
  ) {}

  @On(taskRoutes.schedule)
  schedule(@Input() input: Of<'schedule'>) {
    return this.#schedule(this.submitter.askingOf(input), input.body);
  }

  @On(taskRoutes.create)
  create(@Input() input: Of<'create'>) {
    return this.#schedule(this.submitter.askingOf(input), input.body);
  }

  @On(taskRoutes.list)
  list(@Input() input: Of<'list'>) {
    const { org } = this.submitter.askingOf(input);
    const { after, state: states, ...filter } = input.query;
    return this.lists.at(after, (db) => listTasks(db, org, { ...filter, states }));
  }

  @On(taskRoutes.get)
  async get(@Input() input: Of<'get'>) {
    const { org } = this.submitter.askingOf(input);
    const { key } = input.params;
    const found = await this.lists.at(input.query.after, async (db) => {
      const task = (await getTask(db, org, key)) ?? unknown(key);
      const change = task.changeId && (await getChange(db, org, task.changeId));
      const attempts = await listAttempts(db, org, key);
      const rollUp = rollUpOf(task, await familyOf(db, org, task));
      return { task, attempts, change, rollUp, gates: await listGates(db, org, { task: key }) };
    });
    return { ...found, why: await this.reasons.now(org, key).catch(absent) };
  }

  @On(taskRoutes.why)
  why(@Input() input: Of<'why'>) {
    const { org } = this.submitter.askingOf(input);
    const { key } = input.params;
    const { at } = input.query;
    return at === undefined ? this.reasons.now(org, key) : this.reasons.at(org, key, at, input.gone);
  }

  @On(taskRoutes.edit)
  async edit(@Input() input: Of<'edit'>) {
    const { brief, ...rest } = input.body.patch;
    const patch = brief === undefined ? rest : { ...rest, brief: await this.keep(brief) };
    return this.#send(input, { type: 'EditTask', ...idsOf(input), patch });
  }

  @On(taskRoutes.cancel)
  cancel(@Input() input: Of<'cancel'>) {
    return this.#send(input, { type: 'CancelTask', ...idsOf(input), ...input.body });
  }

  @On(taskRoutes.retry)
  retry(@Input() input: Of<'retry'>) {
    return this.#send(input, { type: 'RetryTask', ...idsOf(input), ...input.body });
  }

  @On(taskRoutes.hold)
  hold(@Input() input: Of<'hold'>) {
    return this.#send(input, { type: 'HoldTask', ...idsOf(input), ...input.body });
  }

  @On(taskRoutes.release)
  release(@Input() input: Of<'release'>) {
    return this.#send(input, { type: 'ReleaseTask', ...idsOf(input) });
  }

  @On(taskRoutes.skip)
  skip(@Input() input: Of<'skip'>) {
    return this.#send(input, { type: 'SkipTask', ...idsOf(input), ...input.body });
  }

  @On(taskRoutes.reassign)
  reassign(@Input() input: Of<'reassign'>) {
    return this.#send(input, { type: 'ReassignTask', ...idsOf(input), ...input.body });
  }

  @On(taskRoutes.split)
  split(@Input() input: Of<'split'>) {
    const { verdict, rule, note } = input.body;
    const ids = idsOf(input);
    if (verdict === 'reject') return this.#send(input, { type: 'RejectSplit', ...ids, note });
    return this.#send(input, { type: 'AcceptSplit', ...ids, ...(rule === undefined ? {} : { rule }) });
  }

  @On(taskRoutes.decompose)
  decompose(@Input() input: Of<'decompose'>) {
    return this.#send(input, { type: 'DecomposeTask', ...idsOf(input), ...input.body });
  }

  @On(taskRoutes.decomposition)
  decomposition(@Input() input: Of<'decomposition'>) {
    const { verdict, rule, note } = input.body;
    const ids = idsOf(input);
    if (verdict === 'reject') return this.#send(input, { type: 'RejectDecomposition', ...ids, note });
    return this.#send(input, {
      type: 'AcceptDecomposition',
      ...ids,
      ...(rule === undefined ? {} : { rule }),
    });
  }

  #send(input: Pick<Of<'hold'>, 'caller' | 'request'>, command: Command) {
    return this.submitter.send(this.submitter.askingOf(input), command);
  }

  async #schedule(asking: Asking, request: Of<'schedule'>['body']) {
    const repo = await this.shard.look(asking.org, (state) => repoOf(state, request.repo));
    if (!repo) throw new ProblemError('REPO_UNKNOWN', `No repository ${request.repo}`, { path: 'repo' });
    const plan = planOfOne(request, asking.id, request.target ?? repo.defaultBranch);
    const { planId, position } = await this.plans.submit(asking, plan);
    const taskId = plan.tasks[0]!.id;
    return { planId, taskId, key: taskKey(planId, taskId), position };
  }
}

const idsOf = ({ params: { key } }: { params: { key: TaskKey } }) => {
  const { planId, taskId } = partsOf(key);
  return { planId, taskId };
};

/** A page of what is stored is worth having also while nothing can be decided. */
function absent(thrown: unknown): null {
  if (thrown instanceof ProblemError) return null;
  throw thrown;
}
