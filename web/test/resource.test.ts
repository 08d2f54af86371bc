import { describe, expect, it } from 'vitest';
import { Refusal } from '../shared/src/call';
import { useList, useResource } from '../shared/src/resource';

/** Answers in the order and with what the test says. */
function desk<A>() {
  const asked: { answer: (value: A) => void; refuse: (code: string) => void }[] = [];
  const ask = () =>
    new Promise<A>((answer, reject) =>
      asked.push({ answer, refuse: (code) => reject(new Refusal(503, code, [])) }),
    );
  return { asked, ask };
}
const settled = () => new Promise((resolve) => setTimeout(resolve));

describe('a resource', () => {
  it('is asked for once at a time, and once more for all that happened meanwhile', async () => {
    const { asked, ask } = desk<string>();
    const resource = useResource(ask);
    for (let i = 0; i < 5; ++i) void resource.refresh('event');
    expect(asked.length).toBe(1);
    asked[0]?.answer('first');
    await settled();
    expect(resource.value.value).toBe('first');
    expect(asked.length).toBe(2);
    expect(resource.busy.value).toBe(true);
    asked[1]?.answer('second');
    await settled();
    expect(resource.value.value).toBe('second');
    expect(asked.length).toBe(2);
    expect(resource.busy.value).toBe(false);
  });

  it('shows each answer while events keep coming', async () => {
    const { asked, ask } = desk<number>();
    const resource = useResource(ask);
    for (let i = 0; i < 10; ++i) {
      void resource.refresh('event');
      asked[i]?.answer(i);
      await settled();
      expect(resource.value.value).toBe(i);
    }
  });

  it('drops the answer to a question of before', async () => {
    const { asked, ask } = desk<string>();
    const resource = useResource(ask);
    void resource.renew();
    expect(asked.length).toBe(2);
    asked[1]?.answer('new');
    asked[0]?.answer('old');
    await settled();
    expect(resource.value.value).toBe('new');
    expect(resource.busy.value).toBe(false);
  });

  it('keeps what it has, as stale, when it is refused', async () => {
    const { asked, ask } = desk<string>();
    const resource = useResource(ask);
    asked[0]?.answer('kept');
    await settled();
    void resource.refresh();
    asked[1]?.refuse('busy');
    await settled();
    expect(resource.value.value).toBe('kept');
    expect(resource.refusal.value?.code).toBe('busy');
    void resource.refresh();
    asked[2]?.answer('fresh');
    await settled();
    expect(resource.refusal.value).toBeNull();
  });

  it('resolves a refresh when its own answer is there', async () => {
    const { asked, ask } = desk<string>();
    const resource = useResource(ask);
    let seen: string | null = null;
    void resource.refresh().then(() => (seen = resource.value.value));
    asked[0]?.answer('before');
    await settled();
    expect(seen).toBeNull();
    asked[1]?.answer('after');
    await settled();
    expect(seen).toBe('after');
  });
});

describe('a list', () => {
  const numbers = Array.from({ length: 450 }, (_, index) => index);
  const fetch = (limit: number, cursor?: string) => {
    const from = Number(cursor ?? 0);
    const items = numbers.slice(from, from + limit);
    return Promise.resolve({
      items,
      next: from + limit < numbers.length ? String(from + limit) : null,
    });
  };
  const shown = (list: { value: { value: { items: number[] } | null } }) =>
    list.value.value?.items ?? [];

  it('stays as long as it is shown when it is fetched again', async () => {
    const list = useList(20, fetch);
    await settled();
    await list.loadMore();
    await list.loadMore();
    expect(shown(list)).toEqual(numbers.slice(0, 60));
    await list.refresh('event');
    expect(shown(list)).toEqual(numbers.slice(0, 60));
    await list.renew();
    expect(shown(list).length).toBe(20);
  });

  it('does not lose a wish for more to a refresh', async () => {
    const list = useList(20, fetch);
    void list.refresh('event');
    await list.loadMore();
    expect(shown(list).length).toBe(40);
  });

  it('goes beyond what one answer holds', async () => {
    const list = useList(150, fetch);
    await settled();
    for (let i = 0; i < 3; ++i) await list.loadMore();
    expect(shown(list)).toEqual(numbers);
  });
});
