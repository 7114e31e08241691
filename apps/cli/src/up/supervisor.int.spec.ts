import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive } from './process.table.ts';
import { programService, type Program } from './program.service.ts';
import { endLeftovers, openSupervisor, type Supervisor } from './supervisor.ts';

const readyThenIdle = 'console.log(JSON.stringify({ready:true})); setInterval(() => {}, 1000);';
const program = (name: string, source: string): Program => ({
  name,
  command: process.execPath,
  args: ['-e', source],
  env: { PATH: process.env.PATH ?? '' },
  ready: 'json',
  graceMs: 1_000,
});

describe('the supervisor', () => {
  let dir: string;
  let notices: string[];
  let supervisor: Supervisor;
  const pidFile = () => join(dir, 'processes');

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'headrace-supervisor-'));
    notices = [];
    supervisor = openSupervisor(dir, pidFile(), (text) => notices.push(text));
  });
  afterEach(async () => {
    await supervisor.stopAll();
    rmSync(dir, { recursive: true, force: true });
  });

  const until = async (holds: () => boolean) => {
    while (!holds()) await new Promise((resolve) => setTimeout(resolve, 10));
  };

  it('resolves when a program says that it is ready', async () => {
    const started = await supervisor.start(programService(program('one', readyThenIdle)));
    expect(isAlive(started.pid() ?? 0)).toBe(true);
  });

  it('says what a program printed that ended too soon', async () => {
    const service = programService(program('two', 'console.error("no luck"); process.exit(3);'));
    await expect(supervisor.start(service)).rejects.toThrow(/two ended \(3\).*\n.*no luck/);
  });

  it('ends what is not ready yet, and starts nothing more', async () => {
    const never = `console.error(process.pid); setInterval(() => {}, 1000);`;
    const asked = supervisor.start(programService(program('never', never)));
    const refused = expect(asked).rejects.toThrow('never ended (SIGTERM) before it was ready');
    const pid = () => Number(readFileSync(join(dir, 'never.log'), 'utf8'));
    await until(() => existsSync(join(dir, 'never.log')) && pid() > 0);
    await supervisor.stopAll();
    await refused;
    expect(isAlive(pid())).toBe(false);
    const late = supervisor.start(programService(program('late', readyThenIdle)));
    await expect(late).rejects.toMatchObject({ code: 'INTERRUPTED' });
  });

  it('starts again what was killed', async () => {
    const started = await supervisor.start(programService(program('one', readyThenIdle)));
    const first = started.pid();
    started.signal('SIGKILL');
    await until(() => started.pid() !== null && started.pid() !== first);
    expect(notices.join()).toContain('one ended (SIGKILL)');
  });

  it('leaves what ended by itself and may, as a runner that has drained', async () => {
    const drains = `process.on('SIGTERM', () => process.exit(0)); ${readyThenIdle}`;
    const runner = programService({ ...program('runner', drains), mayEnd: true });
    const started = await supervisor.start(runner);
    started.signal('SIGTERM');
    await until(() => notices.length > 0);
    expect([notices, started.pid()]).toEqual([['runner has ended'], null]);
  });

  it('leaves a held one dead until it is let go', async () => {
    const started = await supervisor.start(programService(program('one', readyThenIdle)));
    const letGo = await started.killAndHold();
    expect(started.pid()).toBeNull();
    await letGo();
    expect(isAlive(started.pid() ?? 0)).toBe(true);
  });

  it('insists when a program does not end', async () => {
    const stubborn = `process.on('SIGTERM', () => {}); ${readyThenIdle}`;
    const started = await supervisor.start(programService(program('stubborn', stubborn)));
    const pid = started.pid() ?? 0;
    await supervisor.stopAll();
    expect(isAlive(pid)).toBe(false);
    expect(readFileSync(pidFile(), 'utf8')).toBe('');
  });

  it('lists what is not ready yet, so that a later start ends that too', async () => {
    const asked = supervisor.start(programService(program('slow', 'setInterval(() => {}, 1000);')));
    const refused = expect(asked).rejects.toThrow('slow ended');
    await until(() => existsSync(pidFile()) && readFileSync(pidFile(), 'utf8').endsWith(' slow'));
    const ended = endLeftovers(pidFile());
    await refused;
    expect(await ended).toEqual(['slow']);
  });

  it('leaves a list by which a later start ends what is left over', async () => {
    const started = await supervisor.start(programService(program('one', readyThenIdle)));
    const pid = started.pid() ?? 0;
    const letGo = endLeftovers(pidFile());
    await started.stop();
    expect(await letGo).toEqual(['one']);
    expect(isAlive(pid)).toBe(false);
  });
});
