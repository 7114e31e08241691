import type { Instant, RecordedCommit } from '@headrace/events';
import { faultOf, Trouble } from './live/api.ts';
import { openPage, type Page } from './testing/page.ts';
import { NOW } from './testing/tmc.story.ts';
import { worldStory } from './testing/world.story.ts';

const story = worldStory();
const until = (position: number): readonly RecordedCommit[] =>
  story.filter((commit) => commit.position <= position);
const after = (position: number): readonly RecordedCommit[] =>
  story.filter((commit) => commit.position > position);

describe('the client', () => {
  let page: Page;
  afterEach(() => page.close());

  it('shows what goes on, what is stuck, and what waits for a person', async () => {
    page = await openPage('/ui', story);
    expect(page.all('.num').map(({ textContent }) => textContent)).toEqual(['35', '2', '6']);
    expect(page.text('.ask-row.first')).toContain('04 Virtual workspace is dead');
    expect(page.all('a.pl b').map(({ textContent }) => textContent)).toEqual([
      'TMC reimplementation',
      'OpenAPI 3.1 migration',
      'Flaky test sweep',
    ]);
    expect(page.text('.tm')).toContain('#48231');
  });

  it('draws a plan, and each task as it stands', async () => {
    page = await openPage('/ui/plans/tmc?task=02d', story);
    expect(page.all('.node')).toHaveLength(17);
    expect(page.text('[data-task="02c"]')).toContain('your review');
    expect(page.text('[data-task="02d"]')).toContain('needs 02c');
    expect(page.text('aside h2')).toBe('Controller & integration');
    expect(page.text('.why')).toContain('Blocked by one need.');
    expect(page.text('.why .btn.p')).toContain('Review 02c');
    expect(page.text('.why .pf')).toMatch(/^#\d+\s*ChangeOpened 02c, 588 lines/);
  });

  it('draws a log that is a few seconds old', async () => {
    const started = NOW - 15_000;
    const at = (place: number) =>
      new Date(started + (15_000 * place) / story.length).toISOString() as Instant;
    const young = story.map((one, place) => ({ ...one, commit: { ...one.commit, at: at(place) } }));
    page = await openPage('/ui/plans/tmc', young);
    const ticks = page.all('.tm .tk').map(({ textContent }) => textContent);
    expect(ticks.length).toBeGreaterThan(1);
    expect(new Set(ticks).size).toBe(ticks.length);
    expect(page.all('.node')).toHaveLength(17);
  });

  it('follows the log: a task changes its state without a reload', async () => {
    const claim = story.at(-1)!;
    page = await openPage('/ui/plans/tmc', until(claim.position - 1));
    expect(page.text('[data-task="11"] .w')).toBe('ready');
    const node = page.all('[data-task="11"]')[0]!;
    const place = node.style.cssText;
    await page.happens([claim]);
    expect(page.text('[data-task="11"] .w')).toBe('claimed');
    expect(page.all('[data-task="11"]')[0]).toBe(node);
    expect(node.style.cssText).toBe(place);
    expect(page.text('.tm')).toContain(`#${claim.position}`);
  });

  it('finds a place for the parts of a task that is split while one looks', async () => {
    const split = 42_117;
    page = await openPage('/ui/plans/tmc', until(split - 1));
    expect(page.text('[data-task="02-apiexport"] .w')).toBe('asks you');
    await page.happens(after(split - 1).slice(0, 1));
    expect(page.all('[data-task="02-apiexport"]')).toEqual([]);
    expect(page.text('[data-task="02a"] .w')).toBe('ready');
    expect(page.text('.grp.split h3')).toContain('2,638 lines, split into 4 at #42117');
  });

  it('says that it is offline, and shows what it has', async () => {
    page = await openPage('/ui', story);
    page.hangUp();
    await page.settled();
    expect(page.text('.band.offline')).toMatch(/Offline since .*, showing #48231/);
    expect(page.all('a.pl')).toHaveLength(3);
  });

  it('explains one task: attempts, session, gates, what it needs', async () => {
    page = await openPage('/ui/plans/tmc/tasks/05', story);
    expect(page.text('.att')).toMatch(/Attempt 1.*lease lost.*Attempt 2/);
    expect(page.all('.step')).toHaveLength(10);
    expect(page.text('.side')).toContain('Cluster-aware keys');
  });

  it('has a review decided where the evidence is', async () => {
    page = await openPage('/ui/inbox/tmc.02c.1', story);
    expect(page.all('.diff')).toHaveLength(5);
    await page.press('b');
    expect(page.text('.note')).toContain('Say what to change');
    expect(page.sent).toEqual([]);
    (document.activeElement as HTMLElement).blur();
    await page.press('a');
    expect(page.sent[0]?.command).toMatchObject({
      type: 'ReviewChange',
      changeId: 'tmc.02c.1',
      verdict: 'approve',
    });
    expect(page.sent[0]?.command).toHaveProperty('head', expect.stringMatching(/^[0-9a-f]{40}$/));
  });

  it('shows a refusal beside the control that was pressed', async () => {
    const problem = {
      ...faultOf('TASK_NOT_RETRIABLE', 409, 'The same failure three times', 'Change the brief.'),
      proof: [{ position: 46_534, index: 0 }],
    };
    page = await openPage('/ui/plans/tmc/tasks/04', story, () => ({
      send: () => Promise.resolve([{ ok: false, id: 'c', problem }]),
    }));
    await page.click('.head .btn.p');
    expect(page.text('.head .fate')).toBe('Refused. The same failure three times. Change the brief. #46534');
  });

  it('asks twice before it cancels', async () => {
    page = await openPage('/ui/plans/tmc/tasks/05', story);
    await page.click('.head .btn.q');
    expect(page.sent).toEqual([]);
    expect(page.text('.head .btn.q')).toBe('Cancel for good?');
    await page.click('.head .btn.q');
    expect(page.sent[0]?.command).toMatchObject({ type: 'CancelTask', taskId: '05' });
  });

  it('says what it could not load, and how to try again; the rest lives', async () => {
    let isDown = true;
    const down = faultOf('READ_MODEL_UNAVAILABLE', 503, 'Postgres is away', 'Commands and claims go on.');
    page = await openPage('/ui/plans/tmc', story, (api) => ({
      plan: (...of) => (isDown ? Promise.reject(new Trouble(down)) : api.plan(...of)),
    }));
    expect(page.text('.problem')).toContain(
      'READ_MODEL_UNAVAILABLE: Postgres is away. Commands and claims go on.',
    );
    expect(page.text('.rail')).toContain('Inbox');
    isDown = false;
    await page.click('.problem .btn');
    expect(page.all('.node').length).toBeGreaterThan(0);
  });

  it('asks for the token first', async () => {
    let isIn = false;
    const out = faultOf('TOKEN_MISSING', 401, 'You are not signed in', 'Sign in.');
    page = await openPage('/ui', story, (api) => ({
      state: () => (isIn ? api.state() : Promise.reject(new Trouble(out))),
      signIn: async (proof) => {
        await api.signIn(proof);
        isIn = true;
      },
    }));
    const submit = async (token: string) => {
      const field = page.all('#token')[0] as HTMLInputElement;
      field.value = token;
      field.dispatchEvent(new Event('input', { bubbles: true }));
      await page.click('form .btn.p');
    };
    await submit('wrong');
    expect(page.text('#token-note')).toBe('The token is not one of ours. Read the token file again.');
    await submit('the-right-one');
    expect(page.all('.num')).toHaveLength(3);
  });

  it.each([
    ['/ui/plans', 'h2', /Open 3/],
    ['/ui/changes/tmc.02c.1', 'aside h2', /Monitoring APIs/],
    ['/ui/runners', '.rn', /ams-build-1/],
    ['/ui/events/42117', 'aside h2', /lead: AcceptSplit/],
    ['/ui/plans/tmc/table', 'table', /04 Virtual workspace/],
    ['/ui/plans/tmc/tasks/02c/change', '.diff', /types_02c\.go/],
    ['/ui/plans/tmc/tasks/05/log', '.log .line', /workspace headrace/],
    ['/ui/plans/tmc/tasks/05/events', '.evl', /StartAttempt/],
    ['/ui/plans/nowhere', '.problem', /PLAN_NOT_FOUND/],
    ['/ui/nowhere', '.empty', /Nothing lives at \/ui\/nowhere/],
  ])('has a page at %s', async (address, selector, words) => {
    page = await openPage(address, story);
    expect(page.text(selector)).toMatch(words);
  });

  it('schedules a task, and says what is missing', async () => {
    const asked: unknown[] = [];
    page = await openPage('/ui/schedule', story, (api) => ({
      schedule: (task) => {
        asked.push(task);
        return api.schedule(task);
      },
    }));
    await page.click('form .btn.p');
    expect(page.text('#title-note')).toBe('Say in a few words what is to be done.');
    for (const [id, value] of [
      ['title', 'Mend the gate'],
      ['run', 'make mend'],
    ] as const) {
      const field = page.all(`#${id}`)[0] as HTMLInputElement;
      field.value = value;
      field.dispatchEvent(new Event('input', { bubbles: true }));
    }
    await page.click('form .btn.p');
    expect(asked).toEqual([
      expect.objectContaining({
        title: 'Mend the gate',
        run: 'make mend',
        repo: 'kcp',
        agent: 'shell',
        approvals: 1,
      }),
    ]);
    expect(window.location.pathname).toBe('/ui/plans/tmc');
  });

  it('is walked by keys', async () => {
    page = await openPage('/ui/plans/tmc?task=02c', story);
    page.all('[data-task="02c"]')[0]!.focus();
    await page.press('ArrowRight');
    expect(page.text('aside h2')).toBe('Controller & integration');
    expect(document.activeElement?.getAttribute('data-task')).toBe('02d');
    await page.press('Home');
    expect(page.text('aside h2')).toBe('Core APIs');
    await page.press('Enter');
    expect(window.location.pathname).toBe('/ui/plans/tmc/tasks/02a');
  });

  it('finds tasks in its palette', async () => {
    page = await openPage('/ui', story);
    await page.click('.find');
    const field = page.all('.palette input')[0] as HTMLInputElement;
    field.value = 'monitoring';
    field.dispatchEvent(new Event('input', { bubbles: true }));
    await page.settled();
    expect(page.text('.o.on')).toContain('02c Monitoring APIs');
    field.focus();
    await page.press('Enter');
    expect(window.location.pathname).toBe('/ui/plans/tmc/tasks/02c');
  });
});
