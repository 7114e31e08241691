import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A TCP connection to somewhere that can be harmed on its way. */
export type LineToServer = {
  readonly url: string;
  /** Ends every connection; new ones are let through. */
  drop(): void;
  /** Connections stay and carry nothing. */
  stall(): void;
  /** There is no connection, and none can be made. */
  cut(): void;
  /** As if nothing had been. */
  mend(): void;
  close(): Promise<void>;
};

/** Listens on a loopback port of its own and passes on to the port of that moment. */
export async function openLine(portOf: () => number): Promise<LineToServer> {
  const pairs = new Set<readonly [Socket, Socket]>();
  let harm: 'none' | 'stall' | 'cut' = 'none';
  const drop = () => pairs.forEach((pair) => pair.forEach((socket) => socket.resetAndDestroy()));
  const server = createServer((near) => {
    if (harm === 'cut') return void near.resetAndDestroy();
    const far = connect(portOf(), '127.0.0.1');
    const pair = [near, far] as const;
    pairs.add(pair);
    for (const [from, to] of [pair, [far, near] as const]) {
      from.on('error', () => undefined); // the close that follows tells the other end
      from.on(
        'data',
        (bytes) =>
          void (to.write(bytes) || (from.pause(), to.once('drain', () => harm === 'none' && from.resume()))),
      );
      from.on('end', () => to.end());
      from.on('close', () => {
        pairs.delete(pair);
        to.destroy();
      });
      if (harm === 'stall') from.pause();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    drop,
    stall: () => {
      harm = 'stall';
      pairs.forEach((pair) => pair.forEach((socket) => socket.pause()));
    },
    cut: () => {
      harm = 'cut';
      drop();
    },
    mend: () => {
      harm = 'none';
      pairs.forEach((pair) => pair.forEach((socket) => socket.resume()));
    },
    close: async () => {
      server.close();
      drop();
      if (server.listening) await once(server, 'close');
    },
  };
}
