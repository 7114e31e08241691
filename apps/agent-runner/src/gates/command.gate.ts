import { stripVTControlCharacters } from 'node:util';
import type { Measure } from '@headrace/events';
import { AttemptFailure } from '../agent/failure.ts';
import { watchdog, type Watchdog } from '../agent/watchdog.ts';
import { stepMsOf } from '../attempt/stop.ts';
import { cutLines } from '../log/lines.ts';
import { start, type Child } from '../process/child.ts';
import { environmentOf, makeHome } from '../process/environment.ts';
import { inShell } from '../process/shell.ts';
import { capture, type Capture } from './capture.ts';
import type { Bench, Finding, GateOf } from './gate.ts';

/** Runs a command in the clean checkout: exit code 0, in time, and its measure within the limits. */
export async function commandGate(bench: Bench, id: string, gate: GateOf<'command'>): Promise<Finding> {
  const checkout = await bench.checkout();
  const mark = `${bench.mark}/${id}`;
  const surroundings = { ...bench.rooms, mark, extra: { ...bench.variables, HEADRACE_GATE: id } };
  await makeHome(surroundings);
  const env = environmentOf(surroundings);
  bench.log.write({ t: 'gate', text: `${id}: ${gate.run}`, toolId: id });
  const rooms = {
    cwd: checkout.path,
    writable: [checkout.path, bench.rooms.home, bench.rooms.tmp],
    readable: [bench.mirror.gitDir],
  };
  const words = bench.sandbox.wrap(inShell(gate.run), rooms);
  const child = await start({ words, cwd: checkout.path, env, mark });
  child.stdin.end();
  return outcomeOf(bench, id, gate, child);
}

async function outcomeOf(bench: Bench, id: string, gate: GateOf<'command'>, child: Child): Promise<Finding> {
  const wallMs = gate.timeoutSeconds * 1000;
  const dog = watchdog({ signal: bench.signal, wallMs, idleMs: 2 ** 31 - 1 });
  const output = capture();
  const listening = listen(bench, id, child, output, dog);
  try {
    const exit = await Promise.race([child.exited, dog.bites]);
    await child.stop(stepMsOf(bench.signal)); // what it left in the background holds its output open
    await listening;
    return findingOf(gate, exit.code, output.text());
  } catch (error) {
    if (!(error instanceof AttemptFailure)) throw error;
    await child.stop(stepMsOf(bench.signal));
    await listening;
    const summary = `not done after ${gate.timeoutSeconds} s: ${gate.run}`;
    return { passed: false, summary, output: output.text() };
  } finally {
    dog.stop();
    await child.stop(stepMsOf(bench.signal));
  }
}

async function listen(bench: Bench, id: string, child: Child, output: Capture, dog: Watchdog): Promise<void> {
  const follow = async (stream: AsyncIterable<Buffer>) => {
    const cutter = cutLines((line) => {
      output.add(line);
      bench.log.write({ t: 'out', text: line, toolId: id });
    });
    for await (const chunk of stream) {
      dog.pat();
      cutter.push(chunk);
      await bench.log.ready();
    }
    cutter.end();
  };
  const both = [follow(child.stdout as AsyncIterable<Buffer>), follow(child.stderr as AsyncIterable<Buffer>)];
  await Promise.all(both.map((each) => each.catch(() => undefined)));
}

export function findingOf({ run, measure }: GateOf<'command'>, code: number | null, output: string): Finding {
  if (code !== 0) {
    const last = stripVTControlCharacters(output).trim().split('\n').at(-1) ?? '';
    return { passed: false, summary: `exit ${code ?? 'by a signal'}: ${run}: ${last}`, output };
  }
  if (!measure) return { passed: true, summary: `exit 0: ${run}`, output };
  return measured(measure, output);
}

function measured({ pattern, unit, min, max }: Measure, output: string): Finding {
  const matches = [...stripVTControlCharacters(output).matchAll(new RegExp(pattern, 'gm'))];
  const value = Number(matches.at(-1)?.[1] ?? NaN);
  if (Number.isNaN(value))
    return { passed: false, summary: `the output has no number that matches ${pattern}`, output, unit };
  const isLow = min !== undefined && value < min;
  const isHigh = max !== undefined && value > max;
  const bounds = [min === undefined ? '' : `at least ${min}`, max === undefined ? '' : `at most ${max}`];
  const wanted = bounds.filter((bound) => bound !== '').join(' and ');
  const summary = `${value}${unit && ` ${unit}`}${wanted && `, ${wanted} wanted`}`;
  const limit = (isHigh ? max : (min ?? max)) ?? null;
  return { passed: !isLow && !isHigh, summary, output, measure: value, limit, unit };
}
