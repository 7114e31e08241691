import { entry, type ErrorEntry } from '../error.entry.ts';

/** Of plan files: a part of the registry. */
export const planFileErrors = {
  PLAN_INVALID: entry(422, 'The plan has problems', 'Mend each of `problems`; nothing was submitted.'),
  PLAN_TOO_LARGE: entry(413, 'The plan file is over 32 MiB', 'Move long briefs into the repository.'),
  NEEDS_TOO_MANY: entry(
    422,
    'The plan has more than 500,000 `needs` and `after`s',
    'Where many tasks wait for the same many, let them wait for one task that waits for those.',
  ),
  PLAN_EMPTY: entry(422, 'The plan has no tasks', 'Add at least one under `tasks`.'),
  YAML_INVALID: entry(422, 'Not YAML', 'Mend the syntax at this place.'),
  KEY_UNKNOWN: entry(
    422,
    'This key means nothing here',
    'See docs/plan-file.md; `nearest` may be what you meant.',
  ),
  VALUE_INVALID: entry(422, 'This value does not fit', '`expected` says what does.'),
  ID_DUPLICATE: entry(422, 'This id is taken', 'Ids are unique in their plan.'),
  TASK_UNKNOWN: entry(422, 'No task has this id', '`nearest` may be what you meant.'),
  PHASE_UNKNOWN: entry(422, 'No phase has this id', 'Add it under `phases`.'),
  ROLE_UNKNOWN: entry(422, 'Nobody has this role', 'Add it under `roles`.'),
  GATE_UNKNOWN: entry(422, 'No gate has this id', 'Add it under `gates`.'),
  GLOB_INVALID: entry(422, 'Not a path pattern', 'Patterns are relative, with /, and without "..".'),
  CYCLE: entry(422, 'These tasks wait for one another', 'Remove one of the needs that `message` spells out.'),
  RUN_MISSING: entry(422, 'Agent shell needs a command', 'Add `run`.'),
  PATTERN_INVALID: entry(422, 'Not a regular expression with one group', 'Try it in a JavaScript console.'),
} as const satisfies Record<string, ErrorEntry>;
