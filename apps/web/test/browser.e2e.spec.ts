/// <reference lib="dom" />
import AxeBuilder from '@axe-core/playwright';
import { rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { OrgId } from '@headrace/events';
import { describeWith } from '@headrace/events/testing';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { worldStory } from '../client/src/testing/world.story.ts';
import { builtClient } from './client.build.ts';
import { startStage, TOKEN, type Stage } from './stage.ts';
import { tinyStory } from './tiny.story.ts';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

describeWith('chromium', 'the client in a browser', (executablePath) => {
  let browser: Browser;
  let clientDir: string;
  let orchestrator: Server;
  const commands: unknown[] = [];
  const stages: Stage[] = [];

  beforeAll(async () => {
    [browser, clientDir] = await Promise.all([
      chromium.launch({ executablePath, args: ['--no-sandbox'] }),
      builtClient(),
    ]);
    orchestrator = await acceptingOrchestrator(commands);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    orchestrator?.close();
    await rm(clientDir, { recursive: true, force: true });
  });

  afterEach(async () => {
    for (const stage of stages.splice(0)) await stage.stop();
  });
  const ownStage = async (org: string): Promise<Stage> => {
    const stage = await stageFor(org);
    stages.push(stage);
    return stage;
  };

  const stageFor = (org: string): Promise<Stage> =>
    startStage(
      org as OrgId,
      { HEADRACE_URL: `http://127.0.0.1:${(orchestrator.address() as AddressInfo).port}` },
      clientDir,
    );

  /** A tab that is signed in by a one-time link, and that must not complain. */
  async function tab(
    stage: Stage,
    path: string,
    context: BrowserContext,
  ): Promise<{ page: Page; complaints: string[] }> {
    const made = await fetch(`${stage.address}/api/session/codes`, {
      method: 'POST',
      headers: { 'x-auth-token': TOKEN },
    });
    const { code } = (await made.json()) as { code: string };
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    await page.goto(`${stage.address}${path}#code=${code}`);
    return { page, complaints };
  }

  it('signs in by a link and leaves no code in the address; without it, asks for the token', async () => {
    const stage = await ownStage('door');
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${stage.address}/ui`);
    await page.getByLabel('Token').fill('wrong-wrong-wrong-wrong');
    await page.keyboard.press('Enter');
    await page.getByText('This is not the token').waitFor();
    await page.getByLabel('Token').fill(TOKEN);
    await page.keyboard.press('Enter');
    await page.getByText('No plan yet.').waitFor();
    const other = await tab(stage, '/ui/plans', await browser.newContext());
    await other.page.getByText('No plan yet.').waitFor();
    expect(other.page.url()).toBe(`${stage.address}/ui/plans`);
  }, 60_000);

  it('watches a task go through its states, without a reload', async () => {
    const stage = await ownStage('tiny');
    const { begin, steps } = tinyStory('tiny');
    await stage.happens(begin);
    await stage.projects();
    const { page, complaints } = await tab(stage, '/ui/plans/tiny/graph', await browser.newContext());
    const word = (task: string) => page.locator(`[data-task="${task}"] .w`);
    await word('mend').getByText('ready', { exact: true }).waitFor();
    await page.evaluate(() => Object.assign(window, { stayed: true }));
    const seen: string[] = [];
    for (const [step, expected] of [
      [0, 'claimed'],
      [1, 'running'],
      [2, 'verifying'],
      [4, 'your review'],
      [5, 'merging'],
      [7, 'done'],
    ] as const) {
      const from = seen.length === 0 ? 0 : steps.findIndex(({ position }) => position > told);
      await stage.happens(steps.slice(from, step + 1));
      told = steps[step]!.position;
      await word('mend').getByText(expected, { exact: true }).waitFor();
      seen.push(expected);
    }
    await word('prove').getByText('ready', { exact: true }).waitFor();
    expect(await page.evaluate(() => 'stayed' in window)).toBe(true);
    expect(await page.locator('.tm').textContent()).toContain(`#${begin.length + steps.length}`);
    expect(complaints).toEqual([]);
  }, 120_000);

  it('comes back by itself when the broker was away, with what happened meanwhile', async () => {
    const stage = await ownStage('tiny');
    const { begin, steps } = tinyStory('tiny');
    await stage.happens(begin);
    await stage.projects();
    const { page } = await tab(stage, '/ui/plans/tiny/graph', await browser.newContext());
    const word = page.locator('[data-task="mend"] .w');
    await word.getByText('ready', { exact: true }).waitFor();
    await stage.nats.restart();
    await stage.happens(steps.slice(0, 2));
    await word.getByText('running', { exact: true }).waitFor();
  }, 120_000);

  describe('on a plan in flight', () => {
    let stage: Stage;
    beforeAll(async () => {
      stage = await stageFor('acme');
      await stage.happens(worldStory());
      await stage.projects();
    }, 60_000);
    afterAll(() => stage.stop());

    it.each(['dark', 'light'] as const)(
      'has nothing that axe finds, %s',
      async (colorScheme) => {
        const context = await browser.newContext({ colorScheme, viewport: { width: 1440, height: 900 } });
        const { page, complaints } = await tab(stage, '/ui', context);
        const pages: readonly (readonly [string, string])[] = [
          ['/ui', '.ask-row'],
          ['/ui/plans/tmc?task=02d', '.node'],
          ['/ui/plans/tmc/table', 'table'],
          ['/ui/plans/tmc/tasks/05', '.att'],
          ['/ui/inbox/tmc.02c.1', '.act'],
          ['/ui/changes', 'table'],
          ['/ui/runners', '.rn'],
          ['/ui/events/40', '.raw'],
          ['/ui/schedule', 'form'],
        ];
        await page.locator('.ask-row').first().waitFor();
        for (const [path, shown] of pages) {
          await page.goto(stage.address + path);
          await page.locator(shown).first().waitFor();
          const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).withTags(RULES).analyze();
          const found = violations.map(
            ({ id, nodes }) => `${path} ${id} ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
          );
          expect(found).toEqual([]);
        }
        // the diff and logs of a story are not stored: those answers are 404, and said so by the browser
        expect(complaints.filter((text) => !text.includes('404'))).toEqual([]);
        await context.close();
      },
      120_000,
    );

    it('does not scroll sideways on a telephone', async () => {
      const context = await browser.newContext({ viewport: { width: 360, height: 780 } });
      const { page } = await tab(stage, '/ui', context);
      await page.locator('.ask-row').first().waitFor();
      for (const path of [
        '/ui',
        '/ui/plans/tmc',
        '/ui/plans/tmc/tasks/05',
        '/ui/inbox',
        '/ui/changes',
        '/ui/runners',
        '/ui/events',
        '/ui/schedule',
      ]) {
        await page.goto(stage.address + path);
        await page.locator('.rail').waitFor();
        const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect([path, over]).toEqual([path, 0]);
      }
      await context.close();
    }, 60_000);

    it('sends what a person decides, with the head that was seen', async () => {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
      const { page } = await tab(stage, '/ui/inbox/tmc.02c.1', context);
      await page.getByRole('button', { name: 'Approve' }).waitFor();
      await page.keyboard.press('a');
      await page.getByText('Approved 02c.').waitFor();
      expect(commands.at(-1)).toMatchObject({
        type: 'ReviewChange',
        changeId: 'tmc.02c.1',
        verdict: 'approve',
        head: expect.stringMatching(/^[0-9a-f]{40}$/) as string,
      });
      await context.close();
    }, 60_000);

    it('moves nothing for those who asked for that', async () => {
      const context = await browser.newContext({ reducedMotion: 'reduce' });
      const { page } = await tab(stage, '/ui/plans/tmc/graph', context);
      await page.locator('.node').first().waitFor();
      const moving = await page.evaluate(
        () => document.getAnimations().filter(({ playState }) => playState === 'running').length,
      );
      expect(moving).toBe(0);
      await context.close();
    }, 60_000);
  });

  let told = 0;
});

/** Says yes to every command, at position 1, and remembers it; says of every task that it is so because it is so. */
async function acceptingOrchestrator(commands: unknown[]): Promise<Server> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (piece: Buffer) => (body += piece.toString()));
    request.on('end', () => {
      const requests = request.url === '/commands' ? (JSON.parse(body) as { command: unknown }[]) : [];
      commands.push(...requests.map(({ command }) => command));
      const [, key] = /^\/tasks\/(.+)\/why$/.exec(request.url!) ?? [];
      const why = {
        key,
        status: 'blocked',
        held: null,
        verdict: 'waiting',
        summary: 'Because.',
        reasons: [],
      };
      const answers = requests.map(() => ({ ok: true, id: 'c', position: 1, events: [] }));
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(key ? why : answers));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
