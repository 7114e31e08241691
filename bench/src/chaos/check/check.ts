import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runners } from '../fault/fault.ts';
import { repositories, type Stand } from '../stand/stand.ts';
import type { Load } from '../work/load.ts';
import type { Settled } from '../work/settle.ts';
import { brokenFences } from './attempt.check.ts';
import { brokenChains } from './chain.check.ts';
import { lostCommands, repeatedCommands } from './command.check.ts';
import { differingLists, doneWithoutChange, endsOf } from './end.check.ts';
import { commitsOn, mirrorsIn, pathsKept, pathsOn, pathsStanding } from './git.reader.ts';
import { brokenLandings, differingBranch, landedOn } from './landing.check.ts';
import { readLog } from './log.reader.ts';
import { commitOf, type Commit, type Finding } from './stored.ts';
import { lostWork, marksIn } from './work.check.ts';

/** A question that was asked, over how much, and what was found. */
export type Checked = {
  readonly question: string;
  readonly over: string;
  readonly findings: readonly Finding[];
};

/** Asks everything, of the log, the repositories and the disk; nothing of the product's own code answers. */
export async function checkAll(stand: Stand, load: Load, settled: Settled): Promise<readonly Checked[]> {
  const log = await readLog(stand.inspector());
  const commits = log.map(commitOf);
  const asked = (question: string, over: string, findings: readonly Finding[]) => ({
    question,
    over,
    findings,
  });
  const ofLog = `${commits.length} commits`;
  const acknowledged = `${load.journal.length} acknowledged`;
  const events = `${commits.reduce((sum, commit) => sum + commit.events.length, 0)} events`;
  return [
    asked('the hash chain is whole', ofLog, brokenChains(log)),
    asked('no acknowledged command is lost', acknowledged, lostCommands(commits, load.journal)),
    asked('no command has two effects', ofLog, repeatedCommands(commits)),
    asked('every fence is respected', events, brokenFences(commits)),
    asked('each task lands at most once', events, brokenLandings(commits)),
    asked('what is done has landed', events, doneWithoutChange(commits)),
    checkBranches(stand, commits),
    checkWork(stand),
    asked(
      'the lists say what the log says',
      `${settled.states.size} tasks`,
      differingLists(endsOf(commits), settled.states),
    ),
    await checkRebuild(stand),
    asked('every plan comes to its end', `${load.plans.length} plans`, settled.stuck),
    asked('nobody was answered what no fault explains', `${load.plans.length} plans`, load.surprises),
  ];
}

function checkBranches(stand: Stand, commits: readonly Commit[]): Checked {
  const landed = landedOn(commits);
  const findings = repositories.flatMap((name) =>
    differingBranch(name, landed.get(`${name} main`) ?? [], commitsOn(stand.forge(name), 'main')),
  );
  const count = [...landed.values()].reduce((sum, results) => sum + results.length, 0);
  return { question: 'the branches are what has landed, in order', over: `${count} changes`, findings };
}

function checkWork(stand: Stand): Checked {
  const marks = readdirSync(stand.marks).flatMap((name) =>
    marksIn(readFileSync(join(stand.marks, name), 'utf8')),
  );
  const forges = repositories.map((name) => stand.forge(name));
  const states = runners.map((runner) => stand.stateOf(runner));
  const findings = lostWork(marks, {
    landed: new Set(forges.flatMap((forge) => pathsOn(forge, 'main'))),
    kept: new Set([...forges, ...states.flatMap(mirrorsIn)].flatMap(pathsKept)),
    standing: new Set(states.flatMap(pathsStanding)),
  });
  return { question: 'no work is lost', over: `${marks.length} marks`, findings };
}

async function checkRebuild(stand: Stand): Promise<Checked> {
  const { equal, before } = JSON.parse(await stand.up.run('rebuild', '--json')) as {
    equal: boolean;
    before: object;
  };
  const findings = equal ? [] : ['the read model differs from one that is made anew'];
  return {
    question: 'the read model is what a rebuild makes',
    over: `${Object.keys(before).length} tables`,
    findings,
  };
}
