import { ENGINE_VERSION, packGraph, unpackGraph } from '@headrace/engine';
import { Digest } from '@headrace/events';
import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { HostedOrg } from '../shard/hosted.org.ts';
import { VERSION } from '../version.ts';
import { restoredHost, savedHost, type SavedHost } from './saved.org.ts';

/** The first line of a snapshot: what it is of, and who can read it. */
export const SnapshotHead = z.object({
  kind: z.literal('headrace-snapshot'),
  format: z.literal(1),
  engine: z.literal(ENGINE_VERSION),
  program: z.literal(VERSION),
  shard: z.string(),
  /** The state after this commit, which has this digest: of another log it says nothing. */
  position: z.number().int().positive(),
  digest: Digest,
  orgs: z.array(z.object({ org: z.string(), rev: z.number().int(), head: Digest })),
});
export type SnapshotHead = z.infer<typeof SnapshotHead>;

export type Snapshot = { readonly head: SnapshotHead; readonly orgs: readonly HostedOrg[] };
export type Place = { readonly position: number; readonly digest: Digest };

const DIGEST_BYTES = 32;

export const snapshotFile = (dir: string, shard: string): string => join(dir, `${shard}.snapshot`);

/** Whole or not at all: it takes the place of the one before when every byte is on the disk. Answers its size. */
export function writeSnapshot(
  dir: string,
  shard: string,
  { position, digest }: Place,
  orgs: readonly HostedOrg[],
): number {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const path = snapshotFile(dir, shard);
  const fresh = `${path}.${process.pid}`;
  const file = openSync(fresh, 'w', 0o600);
  const hash = createHash('sha256');
  let bytes = 0;
  const write = (chunk: Uint8Array) => {
    hash.update(chunk);
    for (let at = 0; at < chunk.length;) at += writeSync(file, chunk, at);
    bytes += chunk.length;
  };
  try {
    const heads = orgs.map(({ org, rev, head }) => ({ org, rev, head }));
    const head: SnapshotHead = {
      ...{ kind: 'headrace-snapshot', format: 1, engine: ENGINE_VERSION, program: VERSION },
      ...{ shard, position, digest, orgs: heads },
    };
    write(Buffer.from(`${JSON.stringify(head)}\n`));
    packGraph(orgs.map(savedHost), write);
    writeSync(file, hash.digest());
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(fresh, path);
  return bytes + DIGEST_BYTES;
}

/** null: there is none. Throws for one that is damaged, or of another version or shard. */
export function readSnapshot(dir: string, shard: string): Snapshot | null {
  const bytes = contentOf(snapshotFile(dir, shard));
  if (!bytes) return null;
  const end = bytes.indexOf('\n');
  const head = SnapshotHead.parse(JSON.parse(bytes.toString('utf8', 0, end)));
  if (head.shard !== shard) throw new Error(`it is of shard ${head.shard}`);
  const content = bytes.subarray(0, bytes.length - DIGEST_BYTES);
  const digest = createHash('sha256').update(content).digest();
  if (!digest.equals(bytes.subarray(content.length)))
    throw new Error('its bytes are not those that were written');
  const saved = unpackGraph(content.subarray(end + 1)) as readonly SavedHost[]; // the digest says that we wrote it
  return { head, orgs: saved.map(restoredHost) };
}

function contentOf(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
