import type { PlanFile, TaskFile } from '@headrace/events';
import { startAgent } from './acp.client.ts';
import { countedLines, runGates, type Verdict } from './gates.ts';
import { feedbackPrompt, workPrompt, type Asked } from './prompts.ts';
import { commitAll, git, land, makeWorkspace } from './repository.ts';

/** What became of one task: the gates that failed in each round, and what landed. */
export type Played = {
  readonly id: string;
  readonly failed: readonly (readonly string[])[];
  readonly verdicts: readonly Verdict[];
  readonly lines: number;
  readonly head: string | null;
  readonly landed: string | null;
};

const MAX_ROUNDS = 3;

/** Plays the tasks of a plan without Headrace: an agent, the plan's gates, and a squash merge for each. */
export class Stage {
  readonly played: Played[] = [];
  readonly #plan: PlanFile;
  readonly #repo: string;

  constructor(plan: PlanFile, repo: string) {
    this.#plan = plan;
    this.#repo = repo;
  }

  get tip(): string {
    return git(this.#repo, 'rev-parse', 'HEAD');
  }

  /** One task from `base`; it lands when all its gates have passed. */
  async task(task: TaskFile, base = this.tip, asked: Asked = {}): Promise<Played> {
    const workspace = makeWorkspace(this.#repo, task.id, base);
    const agent = await startAgent(workspace);
    let prompt = workPrompt(this.#plan, task, asked);
    const failed: string[][] = [];
    let verdicts: readonly Verdict[] = [];
    let head: string | null = null;
    for (let round = 1; round <= MAX_ROUNDS; round += 1) {
      const { stopReason } = await agent.prompt(prompt);
      if (stopReason !== 'end_turn') throw new Error(`${task.id}: the agent stopped: ${stopReason}`);
      head = commitAll(workspace, task.title) ?? head;
      const bench = { plan: this.#plan, task, workspace, base, head: head ?? base };
      verdicts = await runGates(bench, task.gates ?? this.#plan.defaults.gates);
      const failing = verdicts.filter(({ passed }) => !passed);
      failed.push(failing.map(({ id }) => id));
      if (failing.length === 0 || failing.some(({ id }) => id === 'size')) break;
      prompt = feedbackPrompt(failing);
    }
    await agent.close();
    const hasPassed = failed.at(-1)?.length === 0;
    const landed = hasPassed && head ? land(this.#repo, head, task.title) : null;
    const lines = head ? countedLines(this.#repo, base, head) : 0;
    const played = { id: task.id, failed, verdicts, lines, head, landed };
    this.played.push(played);
    return played;
  }

  /** The parts of a task whose change was too large, in order, each from the tip that the one before has left. */
  async parts(task: TaskFile, source: string): Promise<void> {
    for (const part of task.split ?? [])
      await this.task({ ...task, ...part, brief: part.brief ?? '' }, this.tip, { source });
  }
}
