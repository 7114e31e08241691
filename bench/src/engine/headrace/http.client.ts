import { Agent, request } from 'node:http';

export type Client = {
  /** Rejects with an Error that has the answer in it, unless the status is below 300. */
  /** A text goes as it is, everything else as JSON. */
  post<T>(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<T>;
  get<T>(path: string, headers?: Readonly<Record<string, string>>): Promise<T>;
  close(): void;
};

/** Connections that stay open, as a client that cares for speed has them; `fetch` costs more than what it asks for here. */
export function connectHttp(address: string, token: string): Client {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  const { hostname, port } = new URL(address);
  const ask = <T>(method: string, path: string, body: string, more: Readonly<Record<string, string>> = {}) =>
    new Promise<T>((resolve, reject) => {
      const headers = {
        'x-auth-token': token,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        ...more,
      };
      const asked = request({ agent, hostname, port, method, path, headers }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          if ((answer.statusCode ?? 500) < 300) resolve(JSON.parse(text) as T);
          else reject(new Error(`${method} ${path}: ${answer.statusCode} ${text}`));
        });
      });
      asked.on('error', reject);
      asked.end(body);
    });
  return {
    post: (path, body, headers) =>
      ask('POST', path, typeof body === 'string' ? body : JSON.stringify(body), headers),
    get: (path, headers) => ask('GET', path, '', headers),
    close: () => agent.destroy(),
  };
}
