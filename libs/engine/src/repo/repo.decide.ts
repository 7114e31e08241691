import { ok, type RegisterRepo, type Stamped } from '@headrace/events';
import type { OrgState } from '../org/org.state.ts';
import { refuse, type Decision } from '../refuse.ts';

export function registerRepo(
  { repoId, url, defaultBranch }: Stamped<RegisterRepo>,
  state: OrgState,
): Decision {
  const repo = state.repos.get(repoId);
  if (repo?.url === url) return ok([]);
  if (repo)
    return refuse('REPO_EXISTS', `Repository ${repoId} is registered with ${repo.url}.`, {
      path: 'url',
      expected: repo.url,
      proof: [repo.registered],
    });
  const fault = urlFault(url);
  if (fault)
    return refuse('REPO_URL_INVALID', `${repoId}: ${fault}.`, {
      path: 'url',
      expected: 'https, ssh, or an absolute path',
    });
  return ok([{ type: 'RepoRegistered', repoId, url, defaultBranch }]);
}

/** What runners give to git: nothing that git takes for an option or a helper to run, and no secret. */
function urlFault(url: string): string | null {
  if (/[\s\0]/.test(url) && !url.startsWith('/')) return 'the url has a blank';
  if (/[\n\r\0]/.test(url)) return 'the url has a line end';
  if (url.startsWith('/')) return null;
  const parsed = /^(https?|ssh|git|file):\/\/(?:([^/@]*)@)?[^/@]*\/./.exec(url);
  if (parsed) return isSecret(parsed[1] ?? '', parsed[2] ?? '') ? 'the url has credentials' : null;
  return /^[A-Za-z0-9_][\w.-]*@[A-Za-z0-9][\w.-]*:[^:].*$/.test(url)
    ? null
    : 'git would not take this url, or not as one';
}

/** A user name belongs to ssh; over http it may be a token. */
const isSecret = (scheme: string, user: string): boolean =>
  user.includes(':') || (user !== '' && scheme.startsWith('http'));
