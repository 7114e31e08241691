import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { RepoView } from '@headrace/events';
import { contextOf, type Context } from '../terminal/context.ts';
import { table } from '../terminal/print.ts';

export function repoVerbs(program: Command): void {
  const repo = program.command('repo').description('repositories that plans work on');
  repo
    .command('add <id> <url>')
    .description('registers a git url that every runner can reach; ./ and ../ begin a path from here')
    .option('--branch <name>', 'its default branch', 'main')
    .action((repoId: string, url: string, { branch }: { branch: string }, command: Command) =>
      add(repoId, url, branch, contextOf(command)),
    );
  repo.command('list').action((_, command: Command) => list(contextOf(command)));
}

async function add(
  repoId: string,
  given: string,
  defaultBranch: string,
  { client, print }: Context,
): Promise<void> {
  const url = /^\.\.?\//.test(given) ? resolve(given) : given;
  const answer = await client.post<{ position: number | null }>('/repos', { repoId, url, defaultBranch });
  print.result({ repoId, ...answer }, () => `Registered ${repoId}: ${url}`);
}

async function list({ client, print }: Context): Promise<void> {
  const { items } = await client.get<{ items: RepoView[] }>('/repos');
  print.result({ items }, () =>
    items.length
      ? table(
          ['repository', 'branch', 'url'],
          items.map((repo) => [repo.repoId, repo.defaultBranch, repo.url]),
        )
      : 'No repository yet. `headrace repo add ID URL` registers one.',
  );
}
