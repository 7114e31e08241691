import { decisionsOf, linkCommit, type Chain } from '@headrace/events';
import { connectBroker, eventStreamOf, readRange } from '@headrace/events/jetstream';
import { describeWith, startTestCluster, type TestCluster } from '@headrace/events/testing';
import { runningOn, type Running } from '../../test/running.ts';
import { prepared } from '../../test/story.ts';

describeWith('nats-2.12', 'an orchestrator over a cluster of three nats-servers', (path) => {
  let cluster: TestCluster;
  let running: Running;
  beforeAll(async () => {
    cluster = await startTestCluster(path);
    const nats = { ...cluster.members[0]!, url: cluster.url };
    running = await runningOn(nats, { HEADRACE_REPLICAS: '3' });
    await prepared(running);
  });
  afterAll(async () => {
    await running.stop();
    await cluster.stop();
  });

  /** Sends one command after the other, each again under its id until it is answered. */
  async function commanding(name: string, isOver: () => boolean): Promise<Map<string, number>> {
    const acknowledged = new Map<string, number>();
    for (let n = 0; !isOver() || acknowledged.size === 0; n++) {
      const id = `${name}.${n}`;
      const command = {
        type: 'RegisterRepo',
        repoId: id.replace('.', '-'),
        url: 'https://h/r',
        defaultBranch: 'm',
      };
      for (let isAnswered = false; !isAnswered;) {
        const [answer] = await running.send([{ id, command }]).catch(() => []);
        isAnswered = answer?.ok === true;
        if (answer?.ok) acknowledged.set(id, answer.position);
      }
    }
    return acknowledged;
  }

  it('loses nothing that it acknowledged and does nothing twice while members are killed, the leader too', async () => {
    const outsider = await connectBroker({ url: cluster.url, name: 'outsider' });
    const stream = eventStreamOf('main');
    const info = () => outsider.jsm.streams.info(stream);
    expect((await info()).config.num_replicas).toBe(3);
    let isOver = false;
    const sent = Array.from({ length: 8 }, (_, i) => commanding(`c${i}`, () => isOver));
    for (const which of ['leader', 'follower']) {
      const before = running.parts.shard.status().position;
      const { leader, replicas = [] } = (await info()).cluster!;
      const member = cluster.member(which === 'leader' ? leader! : replicas[0]!.name);
      await member.kill('SIGKILL');
      // two of three are enough
      while (
        running.parts.shard.status().role !== 'writer' ||
        running.parts.shard.status().position <= before + 8
      )
        await running.get('/health');
      await member.restart();
      await inStep(info);
    }
    isOver = true;
    const acknowledged = new Map((await Promise.all(sent)).flatMap((each) => [...each]));

    const chain: Chain = new Map();
    const positions: [string, number][] = [];
    for await (const stored of readRange(outsider, 'main', { after: 0 })) {
      expect(linkCommit(chain, stored)).toBeNull();
      for (const { command } of decisionsOf(stored.commit)) positions.push([command.id, stored.position]);
    }
    const recorded = new Map(positions);
    expect(recorded.size).toBe(positions.length);
    expect([...acknowledged].filter(([id, position]) => recorded.get(id) !== position)).toEqual([]);
    await outsider.close();
  });
});

type Info = { cluster?: { leader?: string; replicas?: { current: boolean }[] } };

/** Until every member has everything: the next one may be killed then. */
async function inStep(info: () => Promise<Info>): Promise<void> {
  for (;;) {
    const { cluster } = await info().catch((): Info => ({}));
    if (cluster?.leader && cluster.replicas?.every(({ current }) => current)) return;
  }
}
