import type { components, paths } from './api.gen';

export type Schemas = components['schemas'];
export type Problem = Schemas['Problem'];

type Json<R> = R extends { content: { 'application/json': infer Body } } ? Body : never;
type Answers<O> = O extends { responses: infer R } ? R : never;
type Good<O> = Json<Answers<O>[Extract<keyof Answers<O>, 200 | 201>]>;
type Body<O> = O extends { requestBody: { content: { 'application/json': infer B } } }
  ? B
  : undefined;
type Query<O> = O extends { parameters: { query?: infer Q } } ? Q : never;
type Having<M extends 'get' | 'post' | 'delete'> = {
  [P in keyof paths]: paths[P][M] extends object ? P : never;
}[keyof paths];

/** What the server answered instead of what was asked for; `status` 0 means no answer at all. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly problems: Problem['problems'],
    readonly retryAfter: number | null = null,
  ) {
    super(code);
  }
}

type Ended = () => void;
let csrfToken = '';
let sessionEnded: Ended = () => undefined;

/** The token goes with every unsafe request; `ended` hears of a session that is over. */
export function useToken(token: string): void {
  csrfToken = token;
}
export function whenSessionEnds(ended: Ended): void {
  sessionEnded = ended;
}

const patience = 15_000;

async function refusalOf(response: Response): Promise<Refusal> {
  const wait = Number(response.headers.get('Retry-After')) || null;
  try {
    const problem = (await response.json()) as Problem;
    return new Refusal(response.status, problem.code, problem.problems, wait);
  } catch {
    return new Refusal(response.status, 'unreadable', [], wait);
  }
}

async function send(
  method: string,
  url: string,
  headers: Record<string, string>,
  body?: unknown,
): Promise<Response> {
  const timer = new AbortController();
  const bell = setTimeout(() => timer.abort(), patience);
  try {
    const init: RequestInit = {
      method,
      headers,
      signal: timer.signal,
      credentials: 'same-origin',
      cache: 'no-store',
    };
    if (body !== undefined) {
      headers['Content-Type'] = 'application/json';
      init.body = JSON.stringify(body);
    }
    return await fetch(url, init);
  } catch {
    throw new Refusal(0, 'no_answer', []);
  } finally {
    clearTimeout(bell);
  }
}

async function call(
  method: string,
  url: string,
  headers: Record<string, string> = {},
  body?: unknown,
): Promise<unknown> {
  const response = await send(method, url, { Accept: 'application/json', ...headers }, body);
  if (response.ok) return response.status === 204 ? undefined : response.json();
  const refusal = await refusalOf(response);
  if (refusal.status === 401 && refusal.code !== 'wrong_credentials') sessionEnded();
  throw refusal;
}

function urlOf(path: string, id?: number, query?: object): string {
  const filled = path.replace('{id}', String(id));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {}))
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value));
  const text = search.toString();
  return text ? `${filled}?${text}` : filled;
}

export function get<P extends Having<'get'>>(
  path: P,
  id?: number,
  query?: Query<paths[P]['get']>,
): Promise<Good<paths[P]['get']>> {
  return call('GET', urlOf(path, id, query as object)) as Promise<Good<paths[P]['get']>>;
}

export function post<P extends Having<'post'>>(
  path: P,
  id: number | undefined,
  body: Body<paths[P]['post']>,
  idempotencyKey?: string,
): Promise<Good<paths[P]['post']>> {
  const headers: Record<string, string> = csrfToken ? { 'X-CSRF-Token': csrfToken } : {};
  if (idempotencyKey) headers['Idempotency-Key'] = idempotencyKey;
  return call('POST', urlOf(path, id), headers, body) as Promise<Good<paths[P]['post']>>;
}

export async function signOut(): Promise<void> {
  await call('DELETE', '/api/v1/session', { 'X-CSRF-Token': csrfToken });
}
