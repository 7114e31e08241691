import { createOrg, evolve, why as whyOf } from '@headrace/engine';
import { recordedIn, type Instant, type RecordedCommit } from '@headrace/events';
import { mount } from 'svelte';
import App from '../App.svelte';
import { createApp } from '../app.store.svelte.ts';
import type { Api } from '../live/api.ts';
import { stoppedClock } from '../live/clock.store.svelte.ts';
import { elkInWorker } from '../plan/graph.worker.ts';
import { BASE } from '../shell/route.ts';
import { storyServer } from './story.api.ts';
import { NOW } from './tmc.story.ts';
import { worldStory } from './world.story.ts';
import '../styles/fonts.css';
import '../styles/tokens.css';
import '../styles/base.css';

// /ui/story.html?to=/ui/plans/tmc shows that page of the story; &log=URL&until=POSITION shows a recorded log instead:
// the commits as /api/events gives them, the oldest first
const query = new URLSearchParams(location.search);
const log = query.get('log');
history.replaceState(null, '', query.get('to') ?? BASE);

const { commits, now } = log === null ? { commits: worldStory(), now: NOW } : await recorded(log);
const { api, feed } = storyServer(commits, now);
const why = log === null ? {} : { why: whyFrom(commits, now) };
const app = createApp({ api: { ...api, ...why }, feed, clock: stoppedClock(now), elk: elkInWorker });
void app.start();
mount(App, { target: document.getElementById('app')!, props: { app } });

async function recorded(url: string): Promise<{ commits: readonly RecordedCommit[]; now: number }> {
  const all = (await (await fetch(url)).json()) as readonly RecordedCommit[];
  const until = Number(query.get('until') ?? Infinity);
  const commits = all.filter(({ position }) => position <= until);
  return { commits, now: Date.parse(commits.at(-1)!.commit.at) + 1000 };
}

/** The engine's own answers, from the recorded events. */
function whyFrom(commits: readonly RecordedCommit[], now: number): Api['why'] {
  const state = createOrg(commits[0]!.commit.org);
  for (const { commit, position } of commits)
    for (const recorded of recordedIn(commit, position)) evolve(state, recorded);
  return (key) => Promise.resolve(whyOf(state, key, new Date(now).toISOString() as Instant, null)!);
}
