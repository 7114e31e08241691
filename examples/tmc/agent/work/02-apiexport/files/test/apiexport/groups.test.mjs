import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { GROUPS, loadGroups } from '../../src/apiexport/groups.mjs';

describe('the exported groups', () => {
  it('have four kinds each, and each kind has something that checks it', async () => {
    const groups = await loadGroups();
    assert.deepEqual(Object.keys(groups), [...GROUPS]);
    for (const entries of Object.values(groups)) {
      assert.equal(entries.length, 4);
      for (const { kind, problems } of entries) {
        assert.ok(problems({ kind: kind.kind, apiVersion: kind.apiVersion, spec: {} }).length > 0, kind.kind);
      }
    }
  });

  it('share no name', async () => {
    const names = Object.values(await loadGroups()).flatMap((entries) =>
      entries.map(({ kind }) => kind.plural),
    );
    assert.equal(new Set(names).size, names.length);
  });
});
