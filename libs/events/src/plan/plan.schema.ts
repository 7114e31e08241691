import { z } from 'zod';
import { PlanFile } from './plan.file.ts';

/** A JSON Schema, as far as this file looks into it. */
export type JsonSchema = {
  description?: string;
  properties?: Record<string, JsonSchema>;
  additionalProperties?: JsonSchema | boolean;
  items?: JsonSchema;
  oneOf?: JsonSchema[];
  anyOf?: JsonSchema[];
  [keyword: string]: unknown;
};

/** What each key of a plan file is for, as editors show it. `[]` is an item of a list, `{}` a value of a map. */
export const KEYS: Readonly<Record<string, string>> = {
  plan: 'The id of the plan, unique in its organisation.',
  title: 'What people call the plan.',
  description: 'What it is for, in Markdown.',
  repo: 'The id of a registered repository.',
  target: 'The branch that changes land on.',
  maxParallel: 'At most so many attempts at once in this plan.',
  phases: 'Parts of the plan that open one after the other.',
  roles: 'Who works: a name for each kind of work, and the agent that does it.',
  gates: 'What a change has to pass, by name. Tasks name those that they need.',
  defaults: 'What holds for every task that does not say otherwise.',
  followUps: 'For each change that lands, one more task.',
  proposals: 'Who decides about tasks that an attempt proposes in the place of its own.',
  'proposals.split':
    'Of a change over its size: ask waits for a person or policy, accept lets the parts take its place.',
  'proposals.decomposition':
    'Of tasks that an agent proposes: ask waits for a person or policy, accept lets them take its place.',
  'proposals.maxChildren': 'More than so many are always asked for.',
  tasks: 'The work.',
  'phases[].id': 'Tasks name it.',
  'phases[].title': 'What people call it.',
  'phases[].paused': 'Starts paused. A person resumes it, unless opensWhen does.',
  'phases[].opensWhen': 'Starts paused, and opens by itself when this holds.',
  'phases[].opensWhen.done': 'Every task of these phases is done.',
  'roles{}.title': 'What people call it.',
  'roles{}.agent':
    'The agent that does the work, by the name under which runners can start it; shell runs a command.',
  'roles{}.instructions': 'What the agent is told with every task of this role.',
  'roles{}.maxParallel': 'At most so many attempts with this role at once.',
  'gates{}.kind': 'command, size, scope, secret or review.',
  'gates{}.title': 'What people call it.',
  'gates{}.run': 'A shell command, run in a clean checkout of the change; exit code 0 passes.',
  'gates{}.measure': 'A number in the output of the command, and its limits.',
  'gates{}.measure.pattern': 'A regular expression; the first group of its last match is the number.',
  'gates{}.measure.unit': 'For people, e.g. %.',
  'gates{}.measure.min': 'The smallest number that passes.',
  'gates{}.measure.max': 'The largest number that passes.',
  'gates{}.timeoutSeconds': 'It fails when it takes longer.',
  'gates{}.max': 'Changed lines, added plus removed, at most. Generated files are not counted.',
  'gates{}.exclude': 'Paths that are not counted either.',
  'gates{}.role': 'The role that reads the change and gives a verdict.',
  'tasks[].id': 'Unique in the plan; other tasks name it.',
  'tasks[].title': 'One line: the subject of the merge, too.',
  'tasks[].brief': 'What is to be done and why, in Markdown. The agent reads this.',
  'tasks[].phase': 'It is not offered before this phase is open.',
  'tasks[].role': 'Who does it.',
  'tasks[].needs': 'Tasks that have to be done before.',
  'tasks[].after': 'Tasks that have to be finished before, whatever became of them.',
  'tasks[].scope':
    'Paths that it may change, held by it alone until it has landed; none means the whole repository.',
  'tasks[].worktree': 'A worktree that is claimed by name, by one task at a time.',
  'tasks[].labels': 'Labels that a runner needs.',
  'tasks[].change':
    'required: it ends with a change. none: it proves or reports, and leaves everything as it was.',
  'tasks[].run': 'The command of the agent shell.',
  'tasks[].estimateMinutes': 'How long it may take, for the order of offers.',
  'tasks[].startAt': 'It is not offered before this moment.',
  'tasks[].split': 'The parts that a change over its size limit becomes. Each lands before the next begins.',
  'tasks[].split[].id': 'The id of the task that the part becomes.',
  'tasks[].split[].title': 'Its title.',
  'tasks[].split[].scope': 'The paths that belong to it.',
  'tasks[].split[].brief': 'What its agent is told.',
  'tasks[].priority': 'From first to last in the queue: critical, high, medium, ongoing.',
  'tasks[].gates': 'The gates that it has to pass. Replaces those of the defaults.',
  'tasks[].approvals': 'Approvals by people or policies before it may land: how many, or a map with more.',
  'tasks[].approvals.count': 'How many.',
  'tasks[].approvals.from':
    'Who may give them, such as person:ada, person:* or policy:auto-approve; none means whoever may approve.',
  'tasks[].approvals.fourEyes':
    'Only people may give them, and none who submitted the plan or edited the task.',
  'tasks[].approvals.expires': 'Until when they are asked for.',
  'tasks[].approvals.expires.minutes': 'So long after the review was asked for.',
  'tasks[].approvals.expires.then': 'reject sends the change back, escalate asks others, hold waits on.',
  'tasks[].approvals.expires.to': 'Whom an escalation asks; none means whoever may approve.',
  'tasks[].feedbackRounds': 'Times that failing gates go back to the agent within one attempt.',
  'tasks[].maxAttempts': 'Attempts before it fails. A lost runner does not count.',
  'tasks[].timeoutSeconds': 'Seconds that one attempt may take.',
  'tasks[].failures':
    'What follows a failure, by its class. Says only what is to be otherwise than the standard.',
  'tasks[].failures{}.then':
    'retry: again after a backoff. feedback: again at once, told what failed. wait: again when there is quota. ask: a person decides. stop: it fails.',
  'tasks[].failures{}.attempts': 'Failures of this class after which the task fails.',
  'tasks[].failures{}.backoff': 'How long to wait before the next attempt.',
  'tasks[].failures{}.backoff.firstSeconds': 'After the first failure of this class.',
  'tasks[].failures{}.backoff.factor': 'Each next wait is so many times as long.',
  'tasks[].failures{}.backoff.maxSeconds': 'No wait is longer.',
  'tasks[].failures{}.backoff.jitter': 'The share of the wait that is left to chance: 0 none, 1 all of it.',
  'followUps[].onLanded': 'When it is added.',
  'followUps[].onLanded.phases': 'Whenever a change of a task in these phases lands.',
  'followUps[].task': 'The task that is added. {task} and {title} stand for the landed one.',
};

/** The same words for keys that mean the same: defaults and follow-ups say what tasks say. */
const SAME: readonly (readonly [RegExp, string])[] = [
  [/^defaults\./, 'tasks[].'],
  [/^followUps\[\]\.task\./, 'tasks[].'],
];

/** The JSON Schema with which editors complete and check a plan file; draft 7, which all of them know. */
export function planSchema(): JsonSchema {
  const schema = z.toJSONSchema(PlanFile, { io: 'input', target: 'draft-7' }) as JsonSchema;
  describe(schema, '');
  return { title: 'Headrace plan', ...schema };
}

function describe(schema: JsonSchema, path: string): void {
  const words = KEYS[SAME.reduce((known, [pattern, same]) => known.replace(pattern, same), path)];
  if (words) schema.description = words;
  for (const [key, value] of Object.entries(schema.properties ?? {}))
    describe(value, path === '' ? key : `${path}.${key}`);
  for (const option of [...(schema.oneOf ?? []), ...(schema.anyOf ?? [])]) describe(option, path);
  if (schema.items) describe(schema.items, `${path}[]`);
  if (typeof schema.additionalProperties === 'object') describe(schema.additionalProperties, `${path}{}`);
}
