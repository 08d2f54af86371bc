import { computed, readonly, ref } from 'vue';
import { get, inBackground, Refusal, signOut, useToken, watchSession, type Schemas } from './call';
import type { Cause } from './resource';

type Session = Schemas['Session'];
export type Kind = Session['kind'];

const current = ref<Session | null>(null);
const end = ref<'expired' | 'replaced' | null>(null);

export const session = readonly(current);
/** Why the last session ended, when its holder did not end it. */
export const sessionEnd = readonly(end);
export const zone = computed(() => current.value?.project.time_zone ?? 'Asia/Shanghai');

let known: () => void = () => undefined;
/** When the server has said for the first time who is signed in, or that nobody is. */
export const sessionKnown = new Promise<void>((resolve) => (known = resolve));

export function beginSession(answer: Session): void {
  useToken(answer.csrf_token);
  end.value = null;
  current.value = answer;
}

function endSession(why: typeof end.value): void {
  if (current.value) end.value = why;
  useToken('');
  current.value = null;
}

watchSession(
  () => endSession('expired'),
  () => {
    // Another page of this browser signed in: as the same kind, or as one that ends ours.
    if (current.value) resumeSession(current.value.kind, 'event').catch(() => undefined);
  },
);

/** Asks the server who is signed in. A kind that doesn't belong here counts as nobody. */
export async function resumeSession(kind: Kind, cause: Cause): Promise<boolean> {
  const ask = () => get('/api/v1/session');
  try {
    const answer = await (cause === 'event' ? inBackground(ask) : ask());
    if (answer.kind === kind) beginSession(answer);
    else endSession('replaced');
  } catch (refusal) {
    if (!(refusal instanceof Refusal && refusal.status === 401)) throw refusal;
  }
  known();
  return current.value !== null;
}

/** Signed out is who the server let go, or no longer knows; else why not, and still signed in. */
export async function leave(): Promise<Refusal | null> {
  try {
    await signOut();
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal;
    if (refusal.status !== 401) return refusal;
  }
  endSession(null);
  return null;
}
