import { createServer } from 'node:net';
import { Failure } from '../terminal/failure.ts';

/** The port itself when it is free on loopback, any free one for 0. Errors: PORT_IN_USE with the option to change. */
export function takePort(port: number, option: string, host = '127.0.0.1'): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE' || error.code === 'EACCES'
          ? new Failure('PORT_IN_USE', `${host}:${port} (${error.code})`, {
              hint: `Stop what listens there, or choose another with ${option} (0 = any free one).`,
            })
          : error,
      ),
    );
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : port));
    });
  });
}
