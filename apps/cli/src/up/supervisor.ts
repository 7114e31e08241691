import { createWriteStream, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../terminal/failure.ts';
import { startedAt } from './process.table.ts';

/** One process that is ready. */
export type Running = {
  readonly pid: number;
  /** Resolves with how it ended. */
  readonly gone: Promise<string>;
  signal(signal: NodeJS.Signals): void;
  /** Asks it to end, and insists after a while. */
  end(): Promise<void>;
};

/**
 * Something to be kept alive. `launch` resolves when it is ready and fails when it ends before that; an abort of its
 * signal ends what is not ready yet. `born` is called as soon as there is a process, so that one which is not ready when
 * this supervisor is killed is found by a later start; not by what finds its leftovers itself, as Postgres does.
 */
export type Service = {
  readonly name: string;
  /** What a later start sends it when this supervisor was killed. */
  readonly stopSignal: NodeJS.Signals;
  /** It may end by itself, with 0: then it is not started again. */
  readonly mayEnd?: boolean;
  launch(log: (line: string) => void, signal: AbortSignal, born: (pid: number) => void): Promise<Running>;
};

export type Supervised = {
  readonly name: string;
  pid(): number | null;
  signal(signal: NodeJS.Signals): void;
  /** SIGKILL, and no restart until the returned function is called, which resolves when it is ready again. */
  killAndHold(): Promise<() => Promise<void>>;
  stop(): Promise<void>;
};

export type Supervisor = {
  /** Fails once `stopAll` has been called. */
  start(service: Service): Promise<Supervised>;
  all(): readonly Supervised[];
  /** Runners first, what they all need last. */
  stopAll(): Promise<void>;
};

const restartDelayMs = (failures: number) => Math.min(5_000, 100 * 2 ** Math.min(failures, 6));

/** Keeps services alive, writes their output below `logs`, and their pids to `pidFile` so that a later start finds leftovers. */
export function openSupervisor(logs: string, pidFile: string, notice: (text: string) => void): Supervisor {
  const services: Keeper[] = [];
  let isOver = false;
  const record = () => {
    const rows = services.flatMap((service) => service.row() ?? []).join('\n');
    writeFileSync(`${pidFile}.new`, rows, { mode: 0o600 });
    renameSync(`${pidFile}.new`, pidFile); // whole at every moment: this process may be killed at any
  };
  return {
    all: () => services,
    start: async (service) => {
      if (isOver) throw new Failure('INTERRUPTED', `${service.name} is not started any more`);
      const keeper = keep(service, join(logs, `${service.name}.log`), record, notice);
      services.push(keeper);
      await keeper.launched();
      return keeper;
    },
    stopAll: async () => {
      isOver = true;
      const left = new Set(services);
      for (const stage of [/^runner/, /^(web|planner|orchestrator)/, /./]) {
        const these = [...left].filter(({ name }) => stage.test(name));
        these.forEach((service) => left.delete(service));
        await Promise.all(these.map((service) => service.stop()));
      }
      record();
    },
  };
}

type Keeper = Supervised & { launched(): Promise<void>; row(): string | null };

function keep(
  service: Service,
  logFile: string,
  changed: () => void,
  notice: (text: string) => void,
): Keeper {
  const log = createWriteStream(logFile, { flags: 'a', mode: 0o600 });
  let running: Running | null = null;
  let starting: number | null = null;
  let launching: Promise<void> | null = null;
  let isWanted = true;
  let failures = 0;
  const ending = new AbortController();

  async function launch(): Promise<void> {
    const born = (pid: number) => {
      starting = pid;
      changed();
    };
    const started = await service
      .launch((line) => log.write(`${line}\n`), ending.signal, born)
      .finally(() => (starting = null));
    running = started;
    changed();
    const since = Date.now();
    void started.gone.then((how) => {
      running = null;
      changed();
      if (!isWanted) return;
      if (service.mayEnd && how === '0') return notice(`${service.name} has ended`);
      failures = Date.now() - since > 10_000 ? 0 : failures + 1;
      notice(`${service.name} ended (${how}), starting it again`);
      later();
    });
    if (!isWanted) await started.end();
  }
  const later = () => setTimeout(() => void (isWanted && again()), restartDelayMs(failures));
  function again(): Promise<void> {
    launching = launch();
    launching.catch((error: Error) => {
      failures += 1;
      notice(`${service.name}: ${error.message}`);
      if (isWanted) later();
    });
    return launching;
  }

  return {
    name: service.name,
    pid: () => running?.pid ?? null,
    row: () => {
      const pid = running?.pid ?? starting;
      return pid === null ? null : `${pid} ${startedAt(pid) ?? ''} ${service.stopSignal} ${service.name}`;
    },
    launched: () => (launching ??= launch()),
    signal: (signal) => running?.signal(signal),
    killAndHold: async () => {
      isWanted = false;
      const killed = running;
      killed?.signal('SIGKILL');
      await killed?.gone;
      return () => {
        isWanted = true;
        return again();
      };
    },
    stop: async () => {
      isWanted = false;
      ending.abort();
      await launching?.catch(() => undefined); // whoever waits for it is told
      await running?.end();
      log.end();
    },
  };
}

/** Ends what an earlier supervisor that was killed has left behind. Resolves with the names when nothing of it is alive. */
export async function endLeftovers(pidFile: string): Promise<readonly string[]> {
  if (!existsSync(pidFile)) return [];
  const rows = readFileSync(pidFile, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split(' '));
  const alive = () => rows.filter(([pid, started]) => startedAt(Number(pid)) === started);
  const found = alive();
  for (const [pid, , signal] of found) process.kill(Number(pid), signal);
  for (let waited = 0; alive().length > 0; waited += 50) {
    if (waited === 3_000) for (const [pid] of alive()) process.kill(Number(pid), 'SIGKILL');
    if (waited > 6_000)
      throw new Failure(
        'HOME_LOCKED',
        `cannot end ${alive()
          .map(([, , , name]) => name)
          .join(', ')}`,
      );
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return found.map(([, , , name]) => name ?? '');
}
