import { inject, provide, type InjectionKey } from 'vue';
import { get, onChange, useResource, type Resource, type Schemas } from '@e2ms/shared';

const key: InjectionKey<Resource<Schemas['Home']>> = Symbol('home');

/** Today at a glance: the frame's badge and the first page show the same. */
export function provideHome(): Resource<Schemas['Home']> {
  const home = useResource(() => get('/api/v1/home'));
  onChange(['home'], home.refresh);
  provide(key, home);
  return home;
}

export function useHome(): Resource<Schemas['Home']> {
  const home = inject(key);
  if (!home) throw new Error('outside the frame');
  return home;
}
