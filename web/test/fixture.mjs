// Serves built pages with the headers of the real server, and answers from the contract's examples.
// For looking at pages and for browser tests; it keeps nothing and checks nothing.
import { createServer } from 'node:http';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { extname, join, normalize } from 'node:path';
import { answerOf, problemOf } from './contract.mjs';

const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};
const policy =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'self'; form-action 'self'";

function kindOf(request) {
  return /fixture=(manager|tenant)/.exec(request.headers.cookie ?? '')?.[1];
}

function send(response, status, type, body, headers = {}) {
  response.writeHead(status, { 'Content-Type': type, 'Cache-Control': 'no-store', ...headers });
  response.end(body);
}

function sendProblem(response, name) {
  const problem = problemOf(name);
  send(response, problem.status, 'application/problem+json', JSON.stringify(problem));
}

function api(request, response, path, { variant, listeners }) {
  const { method } = request;
  const kind = kindOf(request);
  const signIn =
    method === 'POST' && (path === '/api/v1/session' || path === '/api/v1/tenant-session');
  if (!kind && !signIn) return sendProblem(response, 'Unauthorized');
  if (method !== 'GET' && !signIn && !request.headers['x-csrf-token'])
    return sendProblem(response, 'Forbidden');
  if (path === '/api/v1/events') {
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
    response.write('retry: 3000\n\nevent: beat\ndata: {"id":1}\n\n');
    const beat = setInterval(() => response.write('event: beat\ndata: {"id":1}\n\n'), 15_000);
    listeners.add(response);
    response.on('close', () => {
      clearInterval(beat);
      listeners.delete(response);
    });
    return undefined;
  }
  const from =
    path === '/api/v1/session' && method === 'GET' && kind === 'tenant'
      ? answerOf('POST', '/api/v1/tenant-session')
      : answerOf(method, path, variant);
  if (!from) return sendProblem(response, 'NotFound');
  const cookie = signIn
    ? {
        'Set-Cookie': `fixture=${path.includes('tenant') ? 'tenant' : 'manager'}; Path=/; HttpOnly; SameSite=Strict`,
      }
    : method === 'DELETE'
      ? { 'Set-Cookie': 'fixture=; Path=/; Max-Age=0' }
      : {};
  return send(
    response,
    from.status,
    from.type ?? 'text/plain',
    from.body === undefined ? undefined : JSON.stringify(from.body),
    cookie,
  );
}

function page(dist, response, path) {
  const tenant = path === '/t' || path.startsWith('/t/');
  const root = join(dist, tenant ? 'tenant' : 'admin');
  const wanted = join(root, normalize(tenant ? path.slice(2) : path));
  const file =
    wanted.startsWith(root) && existsSync(wanted) && statSync(wanted).isFile()
      ? wanted
      : join(root, 'index.html');
  send(response, 200, types[extname(file)] ?? 'application/octet-stream', readFileSync(file), {
    'Content-Security-Policy': policy,
    'X-Content-Type-Options': 'nosniff',
  });
}

/** `variant` names an example where a route has several; it may be changed while the server runs. */
export async function startFixture(dist, port = 0) {
  const state = { variant: undefined, listeners: new Set() };
  const server = createServer((request, response) => {
    request.resume();
    const { pathname } = new URL(request.url, 'http://fixture');
    if (pathname.startsWith('/api/')) api(request, response, pathname, state);
    else page(dist, response, pathname);
  });
  await new Promise((ready) => server.listen(port, '127.0.0.1', ready));
  return {
    state,
    announce: (name, id) => {
      for (const response of state.listeners)
        response.write(`event: ${name}\ndata: {"id":${id}}\n\n`);
    },
    hangUp: () => {
      for (const response of state.listeners) response.destroy();
    },
    url: `http://127.0.0.1:${server.address().port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
