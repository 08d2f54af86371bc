import { inject, provide, type InjectionKey } from 'vue';
import { get, onChange, useResource, type Resource, type Schemas } from '@e2ms/shared';

type List = Schemas['UnassignedList'];
const key: InjectionKey<Resource<List>> = Symbol('waiting money');

/** Money that waits for its owner: the frame's badge and the page of it show the same. */
export function provideWaitingMoney(): Resource<List> {
  const waiting = useResource(() =>
    get('/api/v1/unassigned', undefined, { waiting: true, limit: 100 }),
  );
  onChange(['home'], waiting.refresh);
  provide(key, waiting);
  return waiting;
}

export function useWaitingMoney(): Resource<List> {
  const waiting = inject(key);
  if (!waiting) throw new Error('outside the frame');
  return waiting;
}

/** "3", "99+" */
export function countOf({ items, next }: List): string {
  return next === null ? String(items.length) : `${items.length - 1}+`;
}
