import { mount } from 'svelte';
import App from '../App.svelte';
import { createApp } from '../app.store.svelte.ts';
import { stoppedClock } from '../live/clock.store.svelte.ts';
import { elkInWorker } from '../plan/graph.worker.ts';
import { BASE } from '../shell/route.ts';
import { storyServer } from './story.api.ts';
import { NOW } from './tmc.story.ts';
import { worldStory } from './world.story.ts';
import '../styles/fonts.css';
import '../styles/tokens.css';
import '../styles/base.css';

// /ui/story.html?to=/ui/plans/tmc shows that page of the story
const to = new URLSearchParams(location.search).get('to');
history.replaceState(null, '', to ?? BASE);

const { api, feed } = storyServer(worldStory(), NOW);
const app = createApp({ api, feed, clock: stoppedClock(NOW), elk: elkInWorker });
void app.start();
mount(App, { target: document.getElementById('app')!, props: { app } });
