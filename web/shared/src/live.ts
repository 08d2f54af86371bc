import { onScopeDispose, readonly, ref, watch } from 'vue';
import { resumeSession, session } from './session';

export type Topic = 'room' | 'meter' | 'account' | 'home';
type Listener = { topics: Topic[]; id: number | null; hear: () => void };

const topics: Topic[] = ['room', 'meter', 'account', 'home'];
const silence = 40_000; // the server beats every 15 s
const firstWait = 2_000;
const longestWait = 30_000;

const listeners = new Set<Listener>();
const state = ref<'connecting' | 'live' | 'stale'>('connecting');
export const liveState = readonly(state);

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

function close(): void {
  clearTimeout(watchdog);
  clearTimeout(retry);
  source?.close();
  source = null;
}

/** A stream that is refused or silent is opened again; what it would have told is fetched then. */
function fail(): void {
  close();
  missed = true;
  state.value = 'stale';
  retry = window.setTimeout(reopen, wait);
  wait = Math.min(wait * 2, longestWait);
}

async function reopen(): Promise<void> {
  const kind = session.value?.kind;
  if (!kind) return;
  try {
    // The stream can't say why it was refused; this call can, and ends a session that is over.
    if (await resumeSession(kind)) open();
  } catch {
    fail();
  }
}

function open(): void {
  close();
  source = new EventSource('/api/v1/events');
  source.addEventListener('beat', heard);
  source.onerror = fail;
  for (const topic of topics)
    source.addEventListener(topic, (event) => {
      heard();
      const { id } = JSON.parse((event as MessageEvent<string>).data) as { id: number };
      for (const listener of listeners)
        if (
          listener.topics.includes(topic) &&
          (listener.id === null || topic === 'home' || listener.id === id)
        )
          listener.hear();
    });
}

watch(
  () => session.value?.csrf_token,
  (token) => {
    state.value = 'connecting';
    missed = false;
    if (token) open();
    else close();
  },
);

const settle = 250; // a burst of events leads to one fetch

/** Calls `hear` when something of these topics changed, until the component is gone. */
export function onChange(wanted: Topic[], hear: () => void, id: number | null = null): void {
  let timer = 0;
  const listener: Listener = {
    topics: wanted,
    id,
    hear: () => {
      clearTimeout(timer);
      timer = window.setTimeout(hear, settle);
    },
  };
  listeners.add(listener);
  onScopeDispose(() => {
    clearTimeout(timer);
    listeners.delete(listener);
  });
}
