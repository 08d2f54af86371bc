import { computed, readonly, ref } from 'vue';
import { get, Refusal, signOut, useToken, whenSessionEnds, type Schemas } from './call';

type Session = Schemas['Session'];

const current = ref<Session | null>(null);
const expired = ref(false);

export const session = readonly(current);
export const sessionExpired = readonly(expired);
export const zone = computed(() => current.value?.project.time_zone ?? 'Asia/Shanghai');

export function beginSession(answer: Session): void {
  useToken(answer.csrf_token);
  expired.value = false;
  current.value = answer;
}

function endSession(): void {
  useToken('');
  current.value = null;
}

whenSessionEnds(() => {
  if (current.value) expired.value = true;
  endSession();
});

/** Asks the server who is signed in. A kind that doesn't belong here counts as nobody. */
export async function resumeSession(kind: Session['kind']): Promise<boolean> {
  try {
    const answer = await get('/api/v1/session');
    if (answer.kind !== kind) return false;
    beginSession(answer);
    return true;
  } catch (refusal) {
    if (refusal instanceof Refusal && refusal.status === 401) return false;
    throw refusal;
  }
}

export async function leave(): Promise<void> {
  try {
    await signOut();
  } finally {
    endSession();
  }
}
