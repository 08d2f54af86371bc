import { get } from '@e2ms/shared';
import { everything } from '../../parts/everything';

export type Model = { id: string; name: string };

/**
 * The models of the meters that there are, by name. A list of meters tells names alone, so one
 * meter of each is asked for what its model is known by.
 */
export async function modelsInUse(): Promise<Model[]> {
  const meters = await everything((cursor) =>
    get('/api/v1/meters', undefined, { limit: 200, cursor }),
  );
  const oneOfEach = new Map(meters.map(({ id, model }) => [model, id]));
  const asked = await Promise.all(
    [...oneOfEach.values()].map((id) => get('/api/v1/meters/{id}', id)),
  );
  const models = new Map(asked.map(({ model }) => [model.id, model.name]));
  return [...models]
    .map(([id, name]) => ({ id, name }))
    .sort((a, b) => a.name.localeCompare(b.name));
}
