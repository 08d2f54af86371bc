import { onScopeDispose, readonly, ref, watch } from 'vue';
import type { Cause } from './resource';
import { resumeSession, session } from './session';

export type Topic = 'room' | 'meter' | 'account' | 'line' | 'lines' | 'home';
type News = { name: Topic | 'all' | 'beat' | 'lost' | 'hello'; id: number };
/** A number, or what gives it once it is known; null is any. */
type Whose = number | null | (() => number | undefined);
type Listener = { topics: Topic[]; whose: Whose; hear: () => void };

const told = ['beat', 'all', 'room', 'meter', 'account', 'line', 'lines', 'home'] as const;
/** Of these the id is the project's. */
const ofAll: string[] = ['home', 'lines'];
const silence = 40_000; // the server beats every 15 s
const firstWait = 2_000;
const longestWait = 30_000;

const listeners = new Set<Listener>();
const state = ref<'connecting' | 'live' | 'stale'>('connecting');
export const liveState = readonly(state);

// A browser opens six connections to one server, for all its pages together. So one page holds the
// stream and passes on what it hears; when it is closed, the lock falls to another.
let channel: BroadcastChannel | null = null;
let leaving: AbortController | null = null;
let leads = false;
let source: EventSource | null = null;
let watchdog = 0;
let retry = 0;
let wait = firstWait;
let missed = false;

function heard(): void {
  clearTimeout(watchdog);
  watchdog = window.setTimeout(fail, silence);
  wait = firstWait;
  state.value = 'live';
  if (missed) {
    missed = false;
    for (const listener of listeners) listener.hear();
  }
}

function concerns(listener: Listener, { name, id }: News): boolean {
  if (name === 'all') return true;
  if (!listener.topics.some((topic) => topic === name)) return false;
  const { whose } = listener;
  if (whose === null || ofAll.includes(name)) return true;
  return id === (typeof whose === 'number' ? whose : whose());
}

function take(news: News): void {
  if (news.name === 'hello') {
    if (leads && state.value === 'live') channel?.postMessage({ name: 'beat', id: 0 });
    if (leads && state.value === 'stale') channel?.postMessage({ name: 'lost', id: 0 });
    return;
  }
  if (news.name === 'lost') return lose();
  heard();
  for (const listener of listeners) if (concerns(listener, news)) listener.hear();
}

function lose(): void {
  clearTimeout(watchdog);
  missed = true;
  state.value = 'stale';
}

function hangUp(): void {
  clearTimeout(watchdog);
  clearTimeout(retry);
  source?.close();
  source = null;
}

/** A stream that is refused or silent is opened again; what it would have told is fetched then. */
function fail(): void {
  lose();
  if (!leads) return;
  hangUp();
  channel?.postMessage({ name: 'lost', id: 0 });
  retry = window.setTimeout(reopen, wait);
  wait = Math.min(wait * 2, longestWait);
}

async function reopen(): Promise<void> {
  const kind = session.value?.kind;
  if (!kind) return;
  try {
    // The stream can't say why it was refused; this call can, and ends a session that is over.
    if ((await resumeSession(kind, 'event')) && leads) open();
  } catch {
    fail();
  }
}

function open(): void {
  hangUp();
  source = new EventSource('/api/v1/events');
  source.onerror = fail;
  for (const name of told)
    source.addEventListener(name, (event) => {
      const { id } = JSON.parse((event as MessageEvent<string>).data) as { id: number };
      take({ name, id });
      channel?.postMessage({ name, id });
    });
}

function lead(until: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (until.aborted) return done();
    until.addEventListener('abort', () => done());
    leads = true;
    // The page that had the stream may have gone while news was on the way.
    if (state.value !== 'connecting') {
      lose();
      channel?.postMessage({ name: 'lost', id: 0 });
    }
    open();
  });
}

function join(kind: string): void {
  const { signal } = (leaving = new AbortController());
  const name = `e2ms.live.${kind}`;
  channel = new BroadcastChannel(name);
  channel.onmessage = ({ data }: MessageEvent<News>) => take(data);
  channel.postMessage({ name: 'hello', id: 0 });
  watchdog = window.setTimeout(fail, silence);
  navigator.locks
    .request(name, { signal }, () => lead(signal))
    .catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
}

function leave(): void {
  leaving?.abort();
  channel?.close();
  channel = null;
  leads = false;
  hangUp();
}

watch(
  () => session.value?.csrf_token,
  (token) => {
    leave();
    state.value = 'connecting';
    missed = false;
    if (token && session.value) join(session.value.kind);
  },
);

const settle = 250; // a burst of events leads to one fetch
export const often = 2_500;
export const seldom = 60_000;

/**
 * Calls `hear` when something of these topics changed, at most once in `pace`, until the component
 * is gone. A page that nobody looks at hears of it when somebody does.
 */
export function onChange(
  wanted: Topic[],
  hear: (cause: Cause) => unknown,
  whose: Whose = null,
  pace = often,
): void {
  let timer = 0;
  let last = -pace;
  let owed = false;

  function ring(): void {
    timer = 0;
    owed = document.hidden;
    if (owed) return;
    last = performance.now();
    hear('event');
  }
  function plan(): void {
    if (timer) return;
    timer = window.setTimeout(ring, Math.max(settle, last + pace - performance.now()));
  }
  function seen(): void {
    if (owed && !document.hidden) plan();
  }

  const listener: Listener = { topics: wanted, whose, hear: plan };
  listeners.add(listener);
  document.addEventListener('visibilitychange', seen);
  onScopeDispose(() => {
    clearTimeout(timer);
    listeners.delete(listener);
    document.removeEventListener('visibilitychange', seen);
  });
}
