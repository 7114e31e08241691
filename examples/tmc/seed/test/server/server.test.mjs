import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { createServer } from '../../src/server.mjs';

describe('the server', () => {
  it('starts its parts, and each says what tenants reach', async () => {
    const server = await createServer();
    assert.ok(server.parts.controllers.sync);
    for (const [name, part] of Object.entries(server.parts)) assert.notEqual(part.tenants, undefined, name);
  });
});

describe('the sources', () => {
  it('load, every one of them: what no test imports would be missing from the coverage', async () => {
    const src = new URL('../../src/', import.meta.url);
    const files = (await readdir(src, { recursive: true })).filter((file) => file.endsWith('.mjs'));
    for (const file of files) assert.ok(await import(new URL(file, src).href), file);
  });
});
