import { getPlan, listPlans, tasksOfPlan } from '@headrace/readmodel';
import { Controller, Inject } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Res } from '@nestjs/common';
import type { Submitter } from '../command/submitter.ts';
import { ProblemError } from '../http/problem.ts';
import { Input, On, type InputOf } from '../http/on.ts';
import type { Lists } from '../shard/lists.ts';
import type { Shard } from '../shard/shard.ts';
import { LISTS, PLANS, PLAN_EDITS, SHARD, SUBMITTER } from '../tokens.ts';
import type { PlanEdits } from './plan.edits.ts';
import { planRoutes } from './plan.routes.ts';
import { draftIn } from './plan.sending.ts';
import type { Plans } from './plans.ts';

type Of<K extends keyof typeof planRoutes> = InputOf<(typeof planRoutes)[K]>;

@Controller()
export class PlanController {
  constructor(
    @Inject(SUBMITTER) private readonly submitter: Submitter,
    @Inject(PLANS) private readonly plans: Plans,
    @Inject(PLAN_EDITS) private readonly edits: PlanEdits,
    @Inject(LISTS) private readonly lists: Lists,
    @Inject(SHARD) private readonly shard: Shard,
  ) {}

  @On(planRoutes.submit)
  async submit(@Input() input: Of<'submit'>, @Res({ passthrough: true }) reply: FastifyReply) {
    const { validate, file } = input.query;
    if (validate === '1') {
      void reply.status(200);
      return this.plans.check(textOf(input), file);
    }
    return this.plans.submitText(this.submitter.askingOf(input), textOf(input), file, input.gone);
  }

  @On(planRoutes.validate)
  validate(@Input() input: Of<'validate'>) {
    return this.plans.check(textOf(input), input.query.file);
  }

  @On(planRoutes.draft)
  async draft(@Input() input: Of<'draft'>) {
    const { id } = input.params;
    const draft = await this.shard.look(this.submitter.askingOf(input).org, (state) => draftIn(state, id));
    if (!draft) throw new ProblemError('DRAFT_NOT_FOUND', `No draft of ${id}`, { path: 'id' });
    return { planId: draft.planId, tasks: draft.count, of: draft.of };
  }

  @On(planRoutes.list)
  list(@Input() input: Of<'list'>) {
    const { org } = this.submitter.askingOf(input);
    const { after, state: states, archived, ...page } = input.query;
    return this.lists.at(after, (db) => listPlans(db, org, { ...page, states, archived: archived === '1' }));
  }

  @On(planRoutes.get)
  get(@Input() input: Of<'get'>) {
    const { org } = this.submitter.askingOf(input);
    const { id } = input.params;
    return this.lists.read(input.query.after, async (db) => {
      const plan = await getPlan(db, org, id);
      if (!plan) throw new ProblemError('PLAN_NOT_FOUND', `No plan ${id}`, { path: 'id' });
      return { ...plan, tasks: await tasksOfPlan(db, org, id) };
    });
  }

  @On(planRoutes.file)
  file(@Input() input: Of<'file'>) {
    return this.edits.file(this.submitter.askingOf(input).org, input.params.id, input.gone);
  }

  @On(planRoutes.edit)
  async edit(@Input() input: Of<'edit'>) {
    const { file, dryRun, affected, revision, note } = input.query;
    const asking = this.submitter.askingOf(input);
    await this.edits.insistOn(asking.org, input.params.id);
    const plan = await this.plans.read(textOf(input), file);
    return this.edits.editAsFile(asking, input.params.id, plan, {
      note,
      isDryRun: dryRun === '1',
      ...(affected === undefined ? {} : { affected }),
      ...(revision === undefined ? {} : { revision }),
    });
  }

  @On(planRoutes.patch)
  patch(@Input() input: Of<'patch'>) {
    const { dryRun, ...patch } = input.body;
    return this.edits.edit(this.submitter.askingOf(input), input.params.id, patch, dryRun);
  }

  @On(planRoutes.pause)
  pause(@Input() input: Of<'pause'>) {
    return this.#send(input, { type: 'PausePlan', planId: input.params.id, ...input.body });
  }

  @On(planRoutes.resume)
  resume(@Input() input: Of<'resume'>) {
    return this.#send(input, { type: 'ResumePlan', planId: input.params.id });
  }

  @On(planRoutes.cancel)
  cancel(@Input() input: Of<'cancel'>) {
    return this.#send(input, { type: 'CancelPlan', planId: input.params.id, ...input.body });
  }

  @On(planRoutes.archive)
  archive(@Input() input: Of<'archive'>) {
    return this.#send(input, { type: 'ArchivePlan', planId: input.params.id });
  }

  @On(planRoutes.pausePhase)
  pausePhase(@Input() input: Of<'pausePhase'>) {
    const { id: planId, phase: phaseId } = input.params;
    return this.#send(input, { type: 'PausePhase', planId, phaseId, ...input.body });
  }

  @On(planRoutes.resumePhase)
  resumePhase(@Input() input: Of<'resumePhase'>) {
    const { id: planId, phase: phaseId } = input.params;
    return this.#send(input, { type: 'ResumePhase', planId, phaseId });
  }

  @On(planRoutes.cancelPhase)
  cancelPhase(@Input() input: Of<'cancelPhase'>) {
    const { id: planId, phase: phaseId } = input.params;
    return this.#send(input, { type: 'CancelPhase', planId, phaseId, ...input.body });
  }

  @On(planRoutes.pauseRole)
  pauseRole(@Input() input: Of<'pauseRole'>) {
    const { id: planId, role: roleId } = input.params;
    return this.#send(input, { type: 'PauseRole', planId, roleId, ...input.body });
  }

  @On(planRoutes.resumeRole)
  resumeRole(@Input() input: Of<'resumeRole'>) {
    const { id: planId, role: roleId } = input.params;
    return this.#send(input, { type: 'ResumeRole', planId, roleId });
  }

  @On(planRoutes.cancelRole)
  cancelRole(@Input() input: Of<'cancelRole'>) {
    const { id: planId, role: roleId } = input.params;
    return this.#send(input, { type: 'CancelRole', planId, roleId, ...input.body });
  }

  @On(planRoutes.cap)
  cap(@Input() input: Of<'cap'>) {
    return this.#send(input, { type: 'CapPlan', planId: input.params.id, ...input.body });
  }

  @On(planRoutes.prioritise)
  prioritise(@Input() input: Of<'prioritise'>) {
    return this.#send(input, { type: 'PrioritiseTasks', planId: input.params.id, ...input.body });
  }

  #send(input: Pick<Of<'pause'>, 'caller' | 'request'>, command: Parameters<Submitter['send']>[1]) {
    return this.submitter.send(this.submitter.askingOf(input), command);
  }
}

/** The pipe leaves the text of a file as it came. */
const textOf = ({ body }: { body: unknown }): string => (typeof body === 'string' ? body : '');
