import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectBroker, eventStreamOf, openShardWriter, type Broker } from '@headrace/events/jetstream';
import type { TestServer } from '@headrace/events/testing';
import type { Row, Suite } from '../row.ts';
import { canMount, createDisk, type Disk } from './disk.ts';
import { ready, startServers, urlOf, type Sync } from './servers.ts';

const LOAD_MS = 4_000;
const SHARD = 'main';

type Fault = {
  readonly name: string;
  /** Of how many servers. */
  readonly copies: 1 | 3;
  readonly hit: 'one' | 'all';
  readonly isPower: boolean;
};

const faults: readonly Fault[] = [
  { name: 'r1_kill', copies: 1, hit: 'all', isPower: false },
  { name: 'r1_power', copies: 1, hit: 'all', isPower: true },
  { name: 'r3_kill_all', copies: 3, hit: 'all', isPower: false },
  { name: 'r3_power_of_leader', copies: 3, hit: 'one', isPower: true },
  { name: 'r3_power_of_all', copies: 3, hit: 'all', isPower: true },
];

/**
 * How many commits that were acknowledged are gone after the plug was pulled under load: SIGKILL of the servers, which the
 * kernel survives, and the loss of power, after which a disk holds what was handed to it. Each figure is one run.
 */
export const durabilitySuite: Suite = async (say) => {
  const possible = faults.filter(({ isPower }) => !isPower || canMount());
  if (possible.length < faults.length) say('only root may mount: the loss of power is left out');
  const rows: Row[] = [];
  for (const sync of ['2m', '1s', 'always'] as const)
    for (const fault of possible) {
      const { acknowledged, lost, perSecond } = await pull(sync, fault);
      say(`sync_interval ${sync}, ${fault.name}: ${acknowledged} acknowledged, ${lost} lost`);
      const name = `${fault.name}_sync_${sync}`;
      rows.push({
        name: `${name}_lost`,
        value: lost,
        unit: 'commits',
        ratioTo: `${acknowledged} acknowledged`,
      });
      rows.push({ name: `${name}_rate`, value: perSecond, unit: '/s', ratioTo: null });
    }
  return rows;
};

type Outcome = { readonly acknowledged: number; readonly lost: number; readonly perSecond: number };

async function pull(sync: Sync, fault: Fault): Promise<Outcome> {
  const dir = mkdtempSync(join(tmpdir(), 'headrace-durability-'));
  const names = Array.from({ length: fault.copies }, (_, i) => `n${i}`);
  const disks = fault.isPower ? names.map((name) => createDisk(dir, name)) : [];
  for (const name of names) mkdirSync(join(dir, name), { recursive: true });
  const servers = await startServers(sync, names.map((name) => join(dir, name))); // prettier-ignore
  try {
    const load = await loaded(servers, fault);
    await crashed(servers, disks, fault, load.leader);
    const kept = await keptBy(servers, load.acknowledged.length);
    const lost = load.acknowledged.filter((id) => !kept.has(id)).length;
    return { acknowledged: load.acknowledged.length, lost, perSecond: load.perSecond };
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
    for (const disk of disks) disk.remove();
    rmSync(dir, { recursive: true, force: true });
  }
}

type Load = {
  readonly acknowledged: readonly string[];
  readonly perSecond: number;
  /** The index of the server that leads the stream. */
  readonly leader: number;
};

/** Appends as the orchestrator does, then stops the servers in the middle of it: what is acknowledged by then counts. */
async function loaded(servers: readonly TestServer[], { copies }: Fault): Promise<Load> {
  const broker = await connectBroker({ url: urlOf(servers), name: 'bench' });
  await ready(broker, SHARD, copies);
  const writer = await openShardWriter(broker, { shard: SHARD });
  const body = Buffer.from(JSON.stringify({ text: 'x'.repeat(400) }));
  const append = (id: string) => writer.append(`evt.${SHARD}.main.plan.p`, body, { 'Headrace-Command': id });
  await append('c0');
  execFileSync('sync'); // the stream is an old one: that it is there at all is not what may be lost
  const info = await broker.jsm.streams.info(eventStreamOf(SHARD));
  const acknowledged: string[] = [];
  let isOver = false;
  let sent = 1;
  const lane = async () => {
    while (!isOver) {
      const id = `c${sent++}`;
      try {
        await append(id);
      } catch {
        return;
      }
      acknowledged.push(id);
    }
  };
  const begun = performance.now();
  const lanes = Array.from({ length: 256 }, lane);
  await sleep(LOAD_MS);
  for (const server of servers) process.kill(server.pid(), 'SIGSTOP');
  const perSecond = acknowledged.length / ((performance.now() - begun) / 1000);
  await sleep(100); // answers that are on their way
  isOver = true;
  const counted = [...acknowledged];
  writer.close();
  await Promise.all(lanes);
  await broker.nc.close();
  return { acknowledged: counted, perSecond, leader: Number(info.cluster?.leader?.slice(1) ?? 0) };
}

async function crashed(
  servers: readonly TestServer[],
  disks: readonly Disk[],
  { hit, isPower }: Fault,
  leader: number,
): Promise<void> {
  const isHit = (i: number) => hit === 'all' || i === leader;
  const cuts = isPower ? disks.map((disk, i) => (isHit(i) ? disk.cut() : null)) : [];
  const hitServers = servers.filter((_, i) => isHit(i));
  await Promise.all(hitServers.map((server) => server.kill('SIGKILL')));
  for (const cut of cuts) cut?.restore();
  for (const [i, server] of servers.entries()) if (!isHit(i)) process.kill(server.pid(), 'SIGCONT');
  await Promise.all(hitServers.map((server) => server.restart()));
}

/** The ids of what is in the log. A stream that is gone, or never comes back, has kept nothing. */
async function keptBy(servers: readonly TestServer[], atMost: number): Promise<ReadonlySet<string>> {
  const broker = await connectBroker({ url: urlOf(servers), name: 'bench' });
  try {
    const head = await settledHead(broker);
    // one writer, no gaps: the log is a prefix of what was sent
    return new Set(Array.from({ length: Math.min(head, atMost + 100_000) }, (_, n) => `c${n}`));
  } catch {
    return new Set();
  } finally {
    await broker.close();
  }
}

/** After a start, members look for a leader for some seconds, and that one may have to catch up. */
async function settledHead(broker: Broker): Promise<number> {
  let last = -1;
  let same = 0;
  for (let tries = 0; tries < 30; tries++) {
    await sleep(1_000);
    const info = await broker.jsm.streams.info(eventStreamOf(SHARD)).catch(() => null);
    if (!info || (info.cluster && !info.cluster.leader)) continue;
    same = info.state.last_seq === last ? same + 1 : 0;
    last = info.state.last_seq;
    if (same === 3) return last;
  }
  throw new Error('the stream does not come back');
}
