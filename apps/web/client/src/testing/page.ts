import { flushSync, mount, tick, unmount } from 'svelte';
import type { RecordedCommit } from '@headrace/events';
import App from '../App.svelte';
import { createApp } from '../app.store.svelte.ts';
import type { Api } from '../live/api.ts';
import { stoppedClock } from '../live/clock.store.svelte.ts';
import { gridElk } from '../plan/graph.grid.ts';
import { storyServer, type StoryServer } from './story.api.ts';
import { NOW } from './tmc.story.ts';

export type Page = StoryServer & {
  readonly body: HTMLElement;
  text(selector: string): string;
  all(selector: string): readonly HTMLElement[];
  click(selector: string): Promise<void>;
  press(key: string): Promise<void>;
  /** Commits happen, and the page has shown them. */
  happens(commits: readonly RecordedCommit[]): Promise<void>;
  settled(): Promise<void>;
  close(): Promise<void>;
};

/** The whole client at an address, on a story. */
export async function openPage(
  address: string,
  commits: readonly RecordedCommit[],
  change: (api: Api) => Partial<Api> = () => ({}),
): Promise<Page> {
  window.history.replaceState(null, '', address);
  const server = storyServer(commits, NOW);
  const app = createApp({
    api: { ...server.api, ...change(server.api) },
    feed: server.feed,
    clock: stoppedClock(NOW),
    elk: gridElk,
  });
  const body = document.createElement('div');
  document.body.append(body);
  void app.start();
  const page = mount(App, { target: body, props: { app } });
  const settled = async () => {
    for (let turn = 0; turn < 12; turn++) {
      await tick();
      await Promise.resolve();
      flushSync();
    }
  };
  const find = (selector: string): HTMLElement => {
    const found = body.querySelector<HTMLElement>(selector);
    if (!found) throw new Error(`nothing is ${selector} in ${body.textContent.slice(0, 400)}`);
    return found;
  };
  await settled();
  return {
    ...server,
    body,
    settled,
    text: (selector) => find(selector).textContent.replaceAll(/\s+/g, ' ').trim(),
    all: (selector) => [...body.querySelectorAll<HTMLElement>(selector)],
    click: async (selector) => {
      find(selector).click();
      await settled();
    },
    press: async (key) => {
      const target = document.activeElement ?? document.body;
      target.dispatchEvent(new KeyboardEvent('keydown', { key, code: key, bubbles: true, cancelable: true }));
      await settled();
    },
    happens: async (more) => {
      server.tell(more);
      app.live.flush();
      await settled();
    },
    close: async () => {
      await unmount(page);
      body.remove();
    },
  };
}
