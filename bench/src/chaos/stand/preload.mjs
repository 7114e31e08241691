// Loaded into every process of the product before its own code (`node --import`): moves its clock, and hands a fault
// point to the orchestrator that starts next. What to do lies in files of the directory that the address names.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isMainThread } from 'node:worker_threads';

const dir = new URL(import.meta.url).searchParams.get('dir');
const [, program = '', ...words] = process.argv;
const idAt = words.indexOf('--id');
const given = process.env.HEADRACE_CHAOS_NAME;
const name =
  given ?? (idAt < 0 ? (/apps\/([^/]+)\/dist\/main\.js$/.exec(program)?.[1] ?? '') : words[idAt + 1]);

const textOf = (file) => {
  try {
    return readFileSync(join(dir, file), 'utf8');
  } catch {
    return '';
  }
};

if (dir && name) {
  moveClock(`clock.${name}`);
  if (name.startsWith('orchestrator') && isMainThread) arm(`point.${name}`);
}

/** One life dies of it, not the one after that. */
function arm(file) {
  const point = textOf(file);
  if (point === '') return;
  rmSync(join(dir, file), { force: true });
  process.env.HEADRACE_FAULT_POINT = point;
}

/** `Date` only: what measures a span takes `performance.now()`, which no change of the time of day moves. */
function moveClock(file) {
  const Real = Date;
  let offsetMs = 0;
  const read = () => (offsetMs = Number(textOf(file)) || 0);
  read();
  setInterval(read, 200).unref();
  globalThis.Date = class Date extends Real {
    constructor(...given) {
      if (given.length === 0) super(Real.now() + offsetMs);
      else super(...given);
    }
    static now() {
      return Real.now() + offsetMs;
    }
  };
}
