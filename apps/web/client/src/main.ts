import { mount } from 'svelte';
import App from './App.svelte';
import { createApp } from './app.store.svelte.ts';
import { createHttpApi } from './live/api.ts';
import { createClock } from './live/clock.store.svelte.ts';
import { createSseFeed } from './live/feed.ts';
import { elkInWorker } from './plan/graph.worker.ts';
import { codeIn } from './session/session.code.ts';
import './styles/fonts.css';
import './styles/tokens.css';
import './styles/base.css';

const app = createApp({
  api: createHttpApi(),
  feed: createSseFeed(),
  clock: createClock(),
  elk: elkInWorker,
});

const code = codeIn(location, history);
if (code === null) void app.start();
else void app.signIn({ code }).then((problem) => (problem ? app.start() : null));

mount(App, { target: document.getElementById('app')!, props: { app } });
