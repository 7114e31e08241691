import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { BINDING } from '../../src/apiexport/export-controller.mjs';
import { GROUPS } from '../../src/apiexport/groups.mjs';
import { drain } from '../../src/controllers/run.mjs';
import { createServer } from '../../src/server.mjs';

async function worldWith(...groups) {
  const server = await createServer();
  const { surface } = server.parts.exports;
  for (const group of groups) server.store.put('root:acme', BINDING, { name: group, export: `tmc-${group}` });
  drain(server.controllers);
  return { server, surface };
}

async function examplesOf(group) {
  const folder = new URL(`../../examples/${group}/`, import.meta.url);
  const files = await readdir(folder);
  return Promise.all(files.map(async (file) => JSON.parse(await readFile(new URL(file, folder), 'utf8'))));
}

describe('a tenant who binds a group', () => {
  it('can use every kind of it, as the examples show', async () => {
    const { surface } = await worldWith(...GROUPS);
    for (const group of GROUPS) {
      for (const example of await examplesOf(group)) {
        surface.apply('root:acme', example);
        assert.deepEqual(surface.get('root:acme', example.kind, 'example').name, 'example');
        assert.equal(surface.list('root:acme', example.kind).length, 1);
      }
    }
    assert.equal(surface.discover('root:acme').length, 12);
  });

  it('can use no kind of another', async () => {
    const { surface } = await worldWith('core');
    const [alert] = (await examplesOf('monitoring')).filter(({ kind }) => kind === 'AlertRule');
    assert.throws(() => surface.apply('root:acme', alert), { code: 'KIND_NOT_BOUND' });
    assert.throws(() => surface.list('root:beta', 'WorkloadCluster'), { code: 'KIND_NOT_BOUND' });
  });
});

describe('an object', () => {
  it('keeps its status when its wishes change', async () => {
    const { server, surface } = await worldWith('core');
    const [cluster] = (await examplesOf('core')).filter(({ kind }) => kind === 'WorkloadCluster');
    const stored = surface.apply('root:acme', cluster);
    server.store.put('root:acme', 'WorkloadCluster', {
      ...stored,
      status: { phase: 'Ready', conditions: [] },
    });
    surface.apply('root:acme', { ...cluster, spec: { ...cluster.spec, capacity: 20 } });
    const { spec, status } = surface.get('root:acme', 'WorkloadCluster', 'example');
    assert.deepEqual([spec.capacity, status.phase], [20, 'Ready']);
    assert.equal(surface.remove('root:acme', 'WorkloadCluster', 'example'), true);
  });

  it('is refused with everything that is wrong with it', async () => {
    const { surface } = await worldWith('core');
    const wrong = {
      apiVersion: 'tmc.example/v1alpha1',
      kind: 'WorkloadCluster',
      name: 'x',
      spec: { capacity: -1 },
    };
    assert.throws(
      () => surface.apply('root:acme', wrong),
      (error) => error.problems.length >= 3,
    );
  });
});
