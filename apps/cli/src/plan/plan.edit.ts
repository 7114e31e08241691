import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { counted, type EditPreview, type PlanFile } from '@headrace/events';
import { writePlan } from '@headrace/events/plan-file';
import { contextOf, type Context } from '../terminal/context.ts';
import { Failure } from '../terminal/failure.ts';
import { placed } from '../terminal/place.ts';

type EditAnswer = { readonly preview: EditPreview; readonly position: number | null };
type EditOptions = { dryRun?: boolean; affected?: string; revision?: string; note: string; patch?: boolean };

/** `plan edit` and `plan file`. `read`: reads and checks a plan file. */
export function editVerbs(plan: Command, read: (file: string) => { readonly text: string }): void {
  plan
    .command('edit <plan> <file>')
    .description(
      'makes a running plan what the file says; refused while it touches work that you have not seen',
    )
    .option('--dry-run', 'say what would happen, and change nothing')
    .option('--affected <digest>', 'you have seen what is affected: the digest of that list')
    .option('--revision <n>', 'the revision of the plan that the file was made from')
    .option('--note <text>', 'why', '')
    .option('--patch', 'the file holds operations instead of a plan: JSON, see docs/plan-edit.md')
    .action((id: string, file: string, options: EditOptions, command: Command) =>
      edit(id, file, options, contextOf(command), read),
    );
  plan
    .command('file <plan>')
    .description('the plan as it is now, as a plan file')
    .action((id: string, _: unknown, command: Command) => printFile(id, contextOf(command)));
}

async function edit(
  id: string,
  file: string,
  options: EditOptions,
  { client, print }: Context,
  read: (file: string) => { readonly text: string },
): Promise<void> {
  const path = `/plans/${encodeURIComponent(id)}`;
  const answer = options.patch
    ? await client.post<EditAnswer>(`${path}/patch`, patchOf(file, options))
    : await client.post<EditAnswer>(
        `${path}/edit?${queryOf(file, options)}`,
        read(file).text,
        'application/yaml',
      );
  print.result(answer, () => editText(id, answer, options.dryRun ?? false));
}

function queryOf(file: string, { dryRun, affected, revision, note }: EditOptions): string {
  return new URLSearchParams({
    file: resolve(file),
    dryRun: dryRun ? '1' : '0',
    ...(affected === undefined ? {} : { affected }),
    ...(revision === undefined ? {} : { revision }),
    ...(note === '' ? {} : { note }),
  }).toString();
}

function patchOf(file: string, { dryRun, affected, revision, note }: EditOptions): object {
  const patch = jsonIn(file);
  return {
    ...patch,
    ...(dryRun ? { dryRun: true } : {}),
    ...(affected === undefined ? {} : { affected }),
    ...(revision === undefined ? {} : { revision: Number(revision) }),
    ...(note === '' ? {} : { note }),
  };
}

function jsonIn(file: string): object {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as object;
  } catch (error) {
    throw new Failure('USAGE', `${file} cannot be read as JSON: ${(error as Error).message}`);
  }
}

/** What the edit does, one line a task, and what it does to work under way. */
export function editText(id: string, { preview, position }: EditAnswer, isDryRun: boolean): string {
  const { added, changed, removed, becomeReady, becomeBlocked, affected, digest, revision, operations } =
    preview;
  if (operations.length === 0) return `${id} is so already, at revision ${revision}.`;
  const lists: readonly (readonly [string, readonly string[]])[] = [
    ['adds', added],
    [
      'changes',
      changed.map(({ taskId, fields }) => (fields.length > 0 ? `${taskId} (${fields.join(', ')})` : taskId)),
    ],
    ['removes', removed],
    ['become ready', becomeReady],
    ['wait again', becomeBlocked],
  ];
  const head = isDryRun
    ? `${id}, revision ${revision}: ${counted(operations.length, 'operation')}. Nothing was changed.`
    : position === null
      ? `${id}: nothing had to change.`
      : `${id} was edited at ${placed(position)}: ${counted(operations.length, 'operation')}.`;
  return [
    head,
    ...lists.filter(([, names]) => names.length > 0).map(([word, names]) => `  ${word}: ${names.join(', ')}`),
    ...(affected.length > 0 ? ['Work that it touches:', ...affected.map(({ text }) => `  ${text}`)] : []),
    ...(isDryRun && digest ? [`To do it: --affected ${digest}`] : []),
  ].join('\n');
}

async function printFile(id: string, { client, print }: Context): Promise<void> {
  const answer = await client.get<{ revision: number; plan: PlanFile }>(
    `/plans/${encodeURIComponent(id)}/file`,
  );
  print.result(answer, () => `# revision ${answer.revision}\n${writePlan(answer.plan)}`);
}
