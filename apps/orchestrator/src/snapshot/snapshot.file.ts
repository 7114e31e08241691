import { ENGINE_VERSION, packGraph, unpackGraph } from '@headrace/engine';
import { Digest } from '@headrace/events';
import { createHash } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { HostedOrg } from '../shard/hosted.org.ts';
import { codeDigest } from './code.digest.ts';
import { restoredHost, savedHost, type SavedHost } from './saved.org.ts';

/** The first line of a snapshot: what it is of, and who can read it. */
export const SnapshotHead = z.object({
  kind: z.literal('headrace-snapshot'),
  format: z.literal(1),
  engine: z.literal(ENGINE_VERSION),
  code: Digest,
  shard: z.string(),
  /** The state after this commit, which has this digest: of another log it says nothing. */
  position: z.number().int().positive(),
  digest: Digest,
});
export type SnapshotHead = z.infer<typeof SnapshotHead>;

export type Snapshot = { readonly head: SnapshotHead; readonly orgs: readonly HostedOrg[] };
export type Place = { readonly position: number; readonly digest: Digest };

const DIGEST_BYTES = 32;
/** The first line is shorter. */
const HEAD_BYTES = 1024;

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
  removeUnfinished(dir, shard);
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
    const head: SnapshotHead = {
      ...{ kind: 'headrace-snapshot', format: 1, engine: ENGINE_VERSION, code: codeDigest() as Digest },
      ...{ shard, position, digest },
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

/** What a killed process left. Whoever writes at this moment fails, and tries again later. */
function removeUnfinished(dir: string, shard: string): void {
  for (const name of readdirSync(dir)) if (name.startsWith(`${shard}.snapshot.`)) rmSync(join(dir, name));
}

/** null: there is none. Throws for one that is damaged, or of another program or shard. */
export function readSnapshot(dir: string, shard: string): Snapshot | null {
  const bytes = ifThere(() => readFileSync(snapshotFile(dir, shard)));
  if (!bytes) return null;
  const head = headOf(bytes, shard);
  const content = bytes.subarray(0, bytes.length - DIGEST_BYTES);
  const digest = createHash('sha256').update(content).digest();
  if (!digest.equals(bytes.subarray(content.length)))
    throw new Error('its bytes are not those that were written');
  const saved = unpackGraph(content.subarray(bytes.indexOf('\n') + 1)) as readonly SavedHost[]; // the digest says that we wrote it
  return { head, orgs: saved.map(restoredHost) };
}

/** Of what only a look at its head says that it can be used; 0: there is none. */
export function positionOf(dir: string, shard: string): number {
  try {
    return headOf(firstBytes(snapshotFile(dir, shard)), shard).position;
  } catch {
    return 0; // whoever reads it says why
  }
}

function headOf(bytes: Buffer, shard: string): SnapshotHead {
  const head = SnapshotHead.parse(JSON.parse(bytes.toString('utf8', 0, bytes.indexOf('\n'))));
  if (head.shard !== shard) throw new Error(`it is of shard ${head.shard}`);
  if (head.code !== codeDigest()) throw new Error('it was made by another program');
  return head;
}

function firstBytes(path: string): Buffer {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(HEAD_BYTES);
    return bytes.subarray(0, readSync(file, bytes));
  } finally {
    closeSync(file);
  }
}

function ifThere(read: () => Buffer): Buffer | null {
  try {
    return read();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
