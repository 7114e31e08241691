/** As `node --cpu-prof` writes it. */
export type CpuProfile = {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string };
    readonly children?: readonly number[];
  }[];
  readonly samples: readonly number[];
  /** Microseconds before each sample. */
  readonly timeDeltas: readonly number[];
};

/** Milliseconds that the process was in each part of the program itself, not in what it called; the longest first. */
export function selfTime(profile: CpuProfile): ReadonlyMap<string, number> {
  const partById = new Map(profile.nodes.map(({ id, callFrame }) => [id, partOf(callFrame)]));
  const found = new Map<string, number>();
  for (const [i, id] of profile.samples.entries()) {
    const part = partById.get(id) ?? 'unknown';
    found.set(part, (found.get(part) ?? 0) + (profile.timeDeltas[i] ?? 0) / 1000);
  }
  found.delete('idle');
  found.delete('start');
  return new Map([...found].sort(([, a], [, b]) => b - a));
}

/** The first that fits. */
const parts: readonly (readonly [RegExp, string])[] = [
  [/^\(idle\)|^\(root\)/, 'idle'],
  [/^\(garbage collector\)/, 'garbage collection'],
  [/cjs_loader|internal\/modules|internal\/vm|node:internal\/source_map|reflect-metadata|amaro/, 'start'],
  [/wrapSafe|internalModuleStat|compileSourceTextModule|lstat|readFileUtf8|realpath/, 'start'],
  [/node_modules\/zod/, 'zod: checking requests and commits'],
  [/node_modules\/@nats-io/, 'NATS client'],
  [/node_modules\/(fastify|find-my-way|@nestjs|rxjs|reusify|fast-|avvio|secure-json)/, 'Nest and Fastify'],
  [/node_modules\/([^/]+)/, 'other packages'],
  [/libs\/engine/, 'engine: deciders, states, offers'],
  [/libs\/events/, 'the language: commits, hashes, writer'],
  [/apps\/orchestrator\/dist\/shard/, 'orchestrator: shard'],
  [/apps\/orchestrator/, 'orchestrator: edges'],
  [/node:internal\/crypto|Hash|Hmac|digest/, 'node: crypto'],
  [/writeBuffer|writev|writeUtf8String|writeLatin1String|node:net|node:internal\/stream/, 'node: sockets'],
  [/node:_?http|internal\/http/, 'node: http'],
];

/** The part of the program that a function belongs to, in words. */
export function partOf({ functionName, url }: CpuProfile['nodes'][number]['callFrame']): string {
  const place = `${functionName} ${url}`;
  return parts.find(([pattern]) => pattern.test(place))?.[1] ?? 'node: everything else';
}
