// npm run pictures: takes the pictures of docs/images from the running demo, in a real browser.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium } from 'playwright-core';
import { chromiumPath } from '../libs/events/src/testing/requires.ts';
import { root } from './pinned-node.mjs';

const images = join(root, 'docs/images');
const home = mkdtempSync(join(tmpdir(), 'headrace-pictures-'));
const anyPort = ['orchestrator', 'web', 'nats'].flatMap((part) => [`--${part}-port`, '0']);
const flags = ['demo', '--json', '--auto-approve', '--home', home, ...anyPort];
const demo = spawn(process.execPath, [join(root, 'apps/cli/src/main.ts'), ...flags], {
  stdio: ['ignore', 'pipe', 'inherit'],
});

/** Resolves when the demo has said an event that satisfies. */
const said = createInterface({ input: demo.stdout });
const until = (matches) =>
  new Promise((resolve) => said.on('line', (line) => matches(JSON.parse(line).event ?? {}) && resolve()));

try {
  mkdirSync(images, { recursive: true });
  const isSplit = until(({ type }) => type === 'TaskSplit');
  const isNearlyDone = until(({ type, taskId }) => type === 'ChangeLanded' && taskId.startsWith('02b'));
  await isSplit;
  const page = await signedIn();
  await isNearlyDone;
  await picture(page, '/plans/tmc', 'plan');
  await picture(page, '/plans/tmc/tasks/02-feature-flags', 'task');
  await picture(page, '/changes', 'changes');
  await picture(page, '', 'overview');
  await page.context().browser().close();
} finally {
  demo.kill('SIGTERM');
  await new Promise((resolve) => demo.once('exit', resolve));
  rmSync(home, { recursive: true, force: true });
}

async function signedIn() {
  const { web } = JSON.parse(readFileSync(join(home, 'addresses.json'), 'utf8'));
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: ['--no-sandbox'] });
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: 'dark' });
  const token = readFileSync(join(home, 'token'), 'utf8').trim();
  const { code } = await page.request
    .post(new URL('/api/session/codes', web).href, { headers: { 'x-auth-token': token }, data: {} })
    .then((response) => response.json());
  await page.goto(`${web}#code=${code}`);
  await page.getByRole('link', { name: 'Plans' }).waitFor();
  return page;
}

async function picture(page, path, name) {
  const { web } = JSON.parse(readFileSync(join(home, 'addresses.json'), 'utf8'));
  await page.goto(`${web}${path}`);
  await page.waitForLoadState('load');
  await sleep(2_500); // fonts, the layout in its worker, and the wash of what has just changed
  await page.screenshot({ path: join(images, `${name}.png`) });
}
