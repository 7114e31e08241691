import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * The connections of a server and whether a request is under way on each. Node's own `closeIdleConnections` leaves those
 * alone that were opened ahead and never used, and they hold up the end for a minute.
 */
export function trackConnections(server: Server): { closeIdle(): void } {
  const underWay = new Map<Socket, number>();
  server.on('connection', (socket) => {
    underWay.set(socket, 0);
    socket.once('close', () => underWay.delete(socket));
  });
  server.on('request', ({ socket }, response) => {
    underWay.set(socket, (underWay.get(socket) ?? 0) + 1);
    response.once('close', () => {
      const count = underWay.get(socket);
      if (count !== undefined) underWay.set(socket, count - 1);
    });
  });
  return {
    closeIdle() {
      for (const [socket, count] of underWay) if (count === 0) socket.destroy();
    },
  };
}
