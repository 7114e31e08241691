import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const pack = promisify(gzip);

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};
const PACKED: ReadonlySet<string> = new Set(['.html', '.js', '.css', '.svg']);

export type ClientFile = {
  readonly type: string;
  readonly bytes: Buffer;
  /** Null where packing gains nothing. */
  readonly packed: Buffer | null;
  /** Its name changes with its content. */
  readonly isHashed: boolean;
};

/** The built client, read once: what is not in the list does not exist, so no address can lead out of it. */
export class ClientFiles {
  readonly #files: ReadonlyMap<string, ClientFile>;

  private constructor(files: ReadonlyMap<string, ClientFile>) {
    this.#files = files;
  }

  /** An empty set where the client was not built. */
  static async in(dir: string): Promise<ClientFiles> {
    const entries = await readdir(dir, { recursive: true, withFileTypes: true }).catch(() => []);
    const names = entries
      .filter((entry) => entry.isFile())
      .map((entry) =>
        join(entry.parentPath, entry.name)
          .slice(dir.length + 1)
          .replaceAll('\\', '/'),
      );
    const files = await Promise.all(names.map(async (name) => [name, await fileOf(dir, name)] as const));
    return new ClientFiles(new Map(files));
  }

  find(name: string): ClientFile | null {
    return this.#files.get(name) ?? null;
  }
}

async function fileOf(dir: string, name: string): Promise<ClientFile> {
  const bytes = await readFile(join(dir, name));
  const extension = extname(name);
  return {
    type: TYPES[extension] ?? 'application/octet-stream',
    bytes,
    packed: PACKED.has(extension) ? await pack(bytes, { level: 9 }) : null,
    isHashed: name.startsWith('assets/'),
  };
}
