import { afterEach, describe, expect, it, vi } from 'vitest';
import { get, inBackground, Refusal } from '../shared/src/call';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const refusalOf = (asked: Promise<unknown>) =>
  asked.then(
    () => expect.fail('was answered'),
    (error: unknown) => error as Refusal,
  );

describe('a call', () => {
  it('gives up on a body that never ends', async () => {
    vi.useFakeTimers();
    vi.stubGlobal('fetch', (_url: string, { signal }: RequestInit) =>
      Promise.resolve({
        status: 200,
        headers: new Headers(),
        text: () =>
          new Promise((_, reject) =>
            signal?.addEventListener('abort', () => reject(signal.reason as Error)),
          ),
      }),
    );
    const refused = refusalOf(get('/api/v1/home'));
    await vi.advanceTimersByTimeAsync(20_000);
    expect(await refused).toMatchObject({ status: 0, code: 'no_answer' });
  });

  it('takes what it can not read for no answer', async () => {
    for (const [status, body] of [
      [200, '{"half":'],
      [502, '<html>Bad gateway</html>'],
      [500, '{}'],
    ] as const) {
      vi.stubGlobal('fetch', () => Promise.resolve(new Response(body, { status })));
      const refusal = await refusalOf(get('/api/v1/home'));
      expect(refusal).toBeInstanceOf(Refusal);
      expect(refusal).toMatchObject({ status: 0, code: 'no_answer' });
    }
  });

  it('says how long to wait', async () => {
    const problem = { status: 429, code: 'too_many_requests', problems: [] };
    const init = { status: 429, headers: { 'Retry-After': '120' } };
    vi.stubGlobal('fetch', () => Promise.resolve(new Response(JSON.stringify(problem), init)));
    expect(await refusalOf(get('/api/v1/home'))).toMatchObject({ status: 429, retryAfter: 120 });
  });

  it('says when nobody is at the page', async () => {
    const sent: boolean[] = [];
    vi.stubGlobal('fetch', (_url: string, { headers }: RequestInit) => {
      sent.push(new Headers(headers).get('X-E2ms-Background') === '1');
      return Promise.resolve(new Response('{}'));
    });
    await inBackground(() => get('/api/v1/home'));
    await get('/api/v1/home');
    expect(sent).toEqual([true, false]);
  });
});
