import { inject, provide, type InjectionKey } from 'vue';
import { get, onChange, useResource, type Resource, type Schemas } from '@e2ms/shared';

type List = Schemas['TariffProposalList'];
const key: InjectionKey<Resource<List>> = Symbol('proposals');

/** Prices that wait for a second person: the frame's badge and the tariffs show the same. */
export function provideProposals(): Resource<List> {
  const waiting = useResource(() =>
    get('/api/v1/tariff-proposals', undefined, { state: 'waiting', limit: 100 }),
  );
  onChange(['home'], waiting.refresh);
  provide(key, waiting);
  return waiting;
}

export function useProposals(): Resource<List> {
  const waiting = inject(key);
  if (!waiting) throw new Error('outside the frame');
  return waiting;
}
