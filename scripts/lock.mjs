// A lock between processes, made of one file. Its holder dies without warning more often than one would like, so
// waiting ends when the holder is gone: its process does not exist, or its file has not been touched for a while.
import { linkSync, mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const touchMs = 2_000;
const silenceMs = 20_000;

/**
 * Runs `work` while no other process holds the lock at `path`. `onWait` is called once if another one does.
 */
export async function withLock(path, work, onWait = () => {}) {
  mkdirSync(dirname(path), { recursive: true });
  const own = JSON.stringify({ pid: process.pid, host: hostname(), id: randomUUID() });
  await acquire(path, own, onWait);
  const touching = setInterval(() => touch(path), touchMs);
  const release = () => read(path) === own && rmSync(path, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    clearInterval(touching);
    process.removeListener('exit', release);
    release();
  }
}

async function acquire(path, own, onWait) {
  let seen = { owner: null, touched: 0, since: 0 };
  while (!createdWith(path, own)) {
    const owner = read(path);
    if (owner === null) continue;
    if (seen.owner === null) onWait();
    const touched = touchedAt(path);
    if (owner !== seen.owner || touched !== seen.touched) seen = { owner, touched, since: performance.now() };
    const silent = performance.now() - seen.since > silenceMs;
    if (silent || isGone(owner)) takeAway(path, owner);
    else await delay(200);
  }
}

/** A link appears together with its content, so nobody ever reads a lock without an owner. */
function createdWith(path, own) {
  const draft = `${path}.${randomUUID()}`;
  writeFileSync(draft, own);
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  } finally {
    rmSync(draft);
  }
}

/** Two waiters may find the same dead owner; the second must not remove the lock of the first. */
function takeAway(path, owner) {
  const claim = `${path}.${JSON.parse(owner).id}.gone`;
  try {
    mkdirSync(claim);
  } catch {
    if (Date.now() - touchedAt(claim) > silenceMs) rmSync(claim, { recursive: true, force: true });
    return;
  }
  if (read(path) === owner) rmSync(path, { force: true });
  rmSync(claim, { recursive: true, force: true });
}

function isGone(owner) {
  const { pid, host } = JSON.parse(owner);
  if (host !== hostname()) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function touchedAt(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
}

function touch(path) {
  try {
    utimesSync(path, new Date(), new Date());
  } catch {
    // taken away after a long silence of ours (a suspended machine): npm and nx finish what they do, nothing to save
  }
}
