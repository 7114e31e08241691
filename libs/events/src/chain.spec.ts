import { linkCommit, nextLink, type Chain } from './chain.ts';
import { NO_COMMIT, type Commit, type RecordedCommit } from './commit.ts';
import { encodeCommit } from './commit.encode.ts';
import { digestOf } from './digest.ts';
import type { CommandId, OrgId } from './ids.ts';
import { instantOf } from './instant.ts';

const ada = 'ada' as OrgId;
const bob = 'bob' as OrgId;

/** What a writer would append, one commit for each org in turn. */
function log(...orgs: OrgId[]): RecordedCommit[] {
  const chain: Chain = new Map();
  return orgs.map((org, i) => {
    const recorded = recordedOf({ ...commitOf(org, i), ...nextLink(chain, org) }, i + 1);
    linkCommit(chain, recorded);
    return recorded;
  });
}

const commitOf = (org: OrgId, i: number): Commit => ({
  v: 1,
  engine: '1',
  org,
  rev: 1,
  at: instantOf(1000 + i),
  prev: NO_COMMIT,
  command: { id: `c${i}` as CommandId, actor: 'system:test' as never, type: 'CreateOrg' },
  events: [{ type: 'OrgCreated', org }],
});

const recordedOf = (commit: Commit, position: number): RecordedCommit => ({
  commit,
  position,
  digest: digestOf(encodeCommit(commit)),
});

const faultsIn = (commits: readonly RecordedCommit[]) => {
  const chain: Chain = new Map();
  return commits.flatMap((recorded) => linkCommit(chain, recorded) ?? []);
};

describe('the chain of an org', () => {
  it('holds, whatever other orgs write in between', () => {
    expect(faultsIn(log(ada, bob, ada, ada, bob))).toEqual([]);
  });

  it('shows a commit that was changed, at the one that follows it', () => {
    const commits = log(ada, bob, ada);
    commits[0] = recordedOf({ ...commits[0]!.commit, engine: 'forged' }, 1);
    expect(faultsIn(commits)).toMatchObject([{ org: 'ada', position: 3, rev: 2 }]);
  });

  it('shows a commit that is missing', () => {
    const [first, , third] = log(ada, ada, ada);
    expect(faultsIn([first!, third!])).toMatchObject([{ message: 'revision 3 follows revision 1' }]);
  });

  it('shows a first commit that is not the first', () => {
    expect(faultsIn(log(ada, ada).slice(1))).toMatchObject([
      { position: 2, message: 'revision 2 follows revision 0' },
    ]);
  });

  it('shows time that runs backwards', () => {
    const [first, second] = log(ada, ada);
    const early = recordedOf({ ...second!.commit, at: instantOf(1) }, 2);
    expect(faultsIn([first!, early]).map(({ message }) => message)).toEqual([
      'is dated 1970-01-01T00:00:00.001Z, before the 1970-01-01T00:00:01.000Z of the commit before it',
    ]);
  });

  it('is broken once by one broken link', () => {
    const commits = log(ada, ada, ada, ada);
    commits[1] = recordedOf({ ...commits[1]!.commit, engine: 'forged' }, 2);
    expect(faultsIn(commits)).toHaveLength(1);
  });
});
