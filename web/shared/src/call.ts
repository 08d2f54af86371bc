import type { components, paths } from './api.gen';

export type Schemas = components['schemas'];
export type Problem = Schemas['Problem'];

type Json<R> = R extends { content: { 'application/json': infer Body } } ? Body : never;
type Answers<O> = O extends { responses: infer R } ? R : never;
type Good<O> = Json<Answers<O>[Extract<keyof Answers<O>, 200 | 201 | 202>]>;
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

type Heard = () => void;
let csrfToken = '';
let sessionEnded: Heard = () => undefined;
let sessionDoubted: Heard = () => undefined;
let background = false;

/** The token goes with every unsafe request. */
export function useToken(token: string): void {
  csrfToken = token;
}
/** `ended` hears of a session that is over, `doubted` of one that is not the one we know. */
export function watchSession(ended: Heard, doubted: Heard): void {
  sessionEnded = ended;
  sessionDoubted = doubted;
}

/** What `ask` sends before its first pause is not counted as use of the session: nobody is at it. */
export function inBackground<T>(ask: () => T): T {
  const before = background;
  background = true;
  try {
    return ask();
  } finally {
    background = before;
  }
}

const patience = 15_000;
const patienceForFiles = 60_000;

type Answer = { status: number; wait: number | null; body: unknown };

/** The whole answer within the time; whatever keeps us from reading it is no answer. */
async function send(url: string, init: RequestInit, file = false): Promise<Answer> {
  const timer = new AbortController();
  const bell = setTimeout(() => timer.abort(), file ? patienceForFiles : patience);
  try {
    const response = await fetch(url, { ...init, signal: timer.signal });
    const { status, headers } = response;
    const wait = Number(headers.get('Retry-After')) || null;
    if (file && status < 300) {
      const next = Number(headers.get('E2ms-Next')) || null;
      return { status, wait, body: { blob: await response.blob(), next } };
    }
    const text = await response.text();
    return { status, wait, body: text ? JSON.parse(text) : undefined };
  } catch {
    throw new Refusal(0, 'no_answer', []);
  } finally {
    clearTimeout(bell);
  }
}

async function call(
  method: string,
  url: string,
  more: Record<string, string> = {},
  body?: unknown,
  file = false,
): Promise<unknown> {
  const headers: Record<string, string> = {
    Accept: file ? '*/*' : 'application/json',
    ...more,
  };
  if (background) headers['X-E2ms-Background'] = '1';
  const init: RequestInit = { method, headers, credentials: 'same-origin', cache: 'no-store' };
  if (body !== undefined) {
    headers['Content-Type'] = 'application/json';
    init.body = JSON.stringify(body);
  }
  const answer = await send(url, init, file);
  if (answer.status < 300) return answer.body;
  const problem = answer.body as Problem | undefined;
  if (!problem?.code) throw new Refusal(0, 'no_answer', []);
  if (answer.status === 401 && problem.code !== 'wrong_credentials') sessionEnded();
  if (['not_allowed', 'csrf_token_wrong'].includes(problem.code)) sessionDoubted();
  throw new Refusal(answer.status, problem.code, problem.problems, answer.wait);
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

/** Of an account. */
export function getBill(bill: string, account: number): Promise<Schemas['Bill']> {
  return call('GET', `/api/v1/accounts/${account}/bills/${bill}`) as Promise<Schemas['Bill']>;
}

/** Of the tenant who asks. */
export function getMyBill(bill: string, medium: Schemas['Medium']): Promise<Schemas['Bill']> {
  return call('GET', urlOf(`/api/v1/me/bills/${bill}`, undefined, { medium })) as Promise<
    Schemas['Bill']
  >;
}

export function workbookOf(bill: string, account: number): string {
  return `/api/v1/accounts/${account}/bills/${bill}.xlsx`;
}

/** A month of a sharing group. */
export function getShareMonth(sharing: number, bill: string): Promise<Schemas['ShareMonth']> {
  return call('GET', `/api/v1/sharings/${sharing}/months/${bill}`) as Promise<
    Schemas['ShareMonth']
  >;
}

export function postShareMonth(sharing: number, bill: string): Promise<Schemas['ShareMonth']> {
  return call('POST', `/api/v1/sharings/${sharing}/months/${bill}`, {
    'X-CSRF-Token': csrfToken,
  }) as Promise<Schemas['ShareMonth']>;
}

const ofSharing = (sharing?: number) => (sharing === undefined ? '' : `?sharing=${sharing}`);

/** Of a sharing group; without one, of the project. */
export function getDisclosure(bill: string, sharing?: number): Promise<Schemas['Disclosure']> {
  return call('GET', `/api/v1/disclosures/${bill}${ofSharing(sharing)}`) as Promise<
    Schemas['Disclosure']
  >;
}

export function disclosureBook(bill: string, sharing?: number): string {
  return `/api/v1/disclosures/${bill}.xlsx${ofSharing(sharing)}`;
}

/** How the books of the house stood and moved in a month. */
export function getBooks(month: string): Promise<Schemas['Books']> {
  return call('GET', `/api/v1/books/${month}`) as Promise<Schemas['Books']>;
}

export function workbookOfBooks(month: string): string {
  return `/api/v1/books/${month}.xlsx`;
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

/** A file that is made of what is sent; `next` is after what the following one begins. */
export type MadeFile = { blob: Blob; next: number | null };

export function postForFile<P extends Having<'post'>>(
  path: P,
  id: number,
  body: Body<paths[P]['post']>,
): Promise<MadeFile> {
  const headers = { 'X-CSRF-Token': csrfToken };
  return call('POST', urlOf(path, id), headers, body, true) as Promise<MadeFile>;
}

export function remove<P extends Having<'delete'>>(
  path: P,
  id: number,
): Promise<Good<paths[P]['delete']>> {
  return call('DELETE', urlOf(path, id), { 'X-CSRF-Token': csrfToken }) as Promise<
    Good<paths[P]['delete']>
  >;
}

export async function signOut(): Promise<void> {
  await call('DELETE', '/api/v1/session', { 'X-CSRF-Token': csrfToken });
}
