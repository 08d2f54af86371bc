// The demonstration's two buildings, with ports of their own: e2ms-sim and e2ms as processes.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';

const root = fileURLToPath(new URL('../../', import.meta.url));
const patience = 90_000;

export async function until(what, question) {
  const end = Date.now() + patience;
  for (;;) {
    const answer = await question();
    if (answer) return answer;
    assert.ok(Date.now() < end, `not within ${patience / 1000} s: ${what}`);
    await new Promise((resume) => setTimeout(resume, 100));
  }
}

const commented = (path) => JSON.parse(readFileSync(join(root, path), 'utf8').replace(/\/\/[^"\n]*$/gm, ''));

async function freePort() {
  const server = createServer();
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}

/** Runs on; `line` resolves with the first line that holds the text. */
function start(program, words) {
  const child = spawn(program, words, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = [];
  let rest = '';
  const hear = (piece) => {
    rest += piece;
    const lines = rest.split('\n');
    rest = lines.pop();
    said.push(...lines);
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const ended = new Promise((resolve) => child.on('exit', (code, signal) => resolve(code ?? signal)));
  let over;
  void ended.then((code) => (over = { code }));
  const line = (text) =>
    until(`${program} says ${text}`, () => {
      const found = said.find((one) => one.includes(text));
      assert.ok(found ?? !over, `${program} ended:\n${said.slice(-20).join('\n')}`);
      return found;
    });
  const stop = async () => {
    child.kill('SIGTERM');
    return ended;
  };
  return { line, stop, said, ended: () => over };
}

async function run(program, words) {
  const one = start(program, words);
  const { code } = await until(`${program} ends`, () => one.ended());
  return { code, said: one.said };
}

/** Rooms drain as fast as the test likes, and the first one is nearly empty. */
function site(ports) {
  const plan = commented('config/demo/site.json');
  plan.project.warning_grace_s = 2;
  for (const line of plan.lines) if (line.port) line.port = ports[line.port];
  for (const room of plan.rooms)
    for (const meter of room.meters) {
      if (meter.max_flow_m3h) meter.max_flow_m3h = '1000';
      else meter.max_power_w = 100_000_000;
      if (!meter.group) meter.poll_s = 3;
    }
  for (const group of plan.groups) group.energy_s = 3;
  plan.rooms[0].account.opening_payment = '0.80';
  return plan;
}

function fleet(dialIn) {
  const plan = commented('config/demo/fleet.json');
  for (const gateway of plan.gateways) {
    if (gateway.mode === 'dial') gateway.port = dialIn;
    else gateway.port = 0;
    gateway.delay_ms = 20;
  }
  return plan;
}

/** One command, one answer. */
function control(port) {
  return (command) =>
    new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => socket.write(`${command}\n`));
      let text = '';
      socket.on('error', reject);
      socket.on('data', (piece) => {
        text += piece;
        if (!text.endsWith('\n')) return;
        socket.end();
        const answer = JSON.parse(text);
        if (answer.ok) resolve(answer);
        else reject(new Error(`${command}: ${answer.error}`));
      });
    });
}

/** The API as the desk next door uses it: changes that the pages have not made themselves. */
function desk(url, user, password) {
  let cookie = '';
  let csrf = '';
  const call = (method, path, body, headers = {}) =>
    new Promise((resolve, reject) => {
      const outgoing = request(
        `${url}${path}`,
        {
          method,
          rejectUnauthorized: false,
          headers: { 'Content-Type': 'application/json', Cookie: cookie, 'X-CSRF-Token': csrf, ...headers },
        },
        (answer) => {
          let text = '';
          answer.on('data', (piece) => (text += piece));
          answer.on('end', () =>
            resolve({ status: answer.statusCode, headers: answer.headers, body: text ? JSON.parse(text) : null }),
          );
        },
      );
      outgoing.on('error', reject);
      outgoing.end(body ? JSON.stringify(body) : undefined);
    });
  return {
    get: async (path) => (await call('GET', path)).body,
    signIn: async () => {
      const answer = await call('POST', '/api/v1/session', { user, password });
      assert.equal(answer.status, 200);
      cookie = answer.headers['set-cookie'][0].split(';')[0];
      csrf = answer.body.csrf_token;
    },
    topUp: async (account, fen) => {
      const key = randomUUID();
      const answer = await call(
        'POST',
        `/api/v1/accounts/${account}/top-ups`,
        { amount_fen: fen, channel: 'cash' },
        { 'Idempotency-Key': key },
      );
      assert.equal(answer.status, 201);
      return answer.body;
    },
  };
}

export async function openHouse() {
  const folder = mkdtempSync(join(tmpdir(), 'e2ms-browser-'));
  const place = (name) => join(folder, name);
  const { E2MS_PROGRAM: e2ms, E2MS_SIM_PROGRAM: sim } = process.env;
  assert.ok(e2ms && sim, 'E2MS_PROGRAM and E2MS_SIM_PROGRAM must name the programs');
  const dialIn = await freePort();
  const web = await freePort();
  const plan = fleet(dialIn);
  writeFileSync(place('fleet.json'), JSON.stringify(plan));
  const meters = start(sim, ['--config', place('fleet.json'), '--control', '0', '--speed', '60']);
  const ready = JSON.parse((await meters.line('ready ')).slice('ready '.length));
  const ports = {};
  for (const gateway of ready.gateways) {
    const known = commented('config/demo/fleet.json').gateways.find((one) => one.id === gateway.id);
    if (gateway.mode === 'listen') ports[known.port] = gateway.port;
  }
  writeFileSync(
    place('e2ms.json'),
    JSON.stringify({
      database: place('e2ms.db'),
      models: join(root, 'config/models'),
      web: { address: '127.0.0.1', port: web, certificate: place('certificate.pem'), key: place('key.pem'), self_signed: true },
      dial_in: { address: '127.0.0.1', port: dialIn },
    }),
  );
  writeFileSync(place('site.json'), JSON.stringify(site(ports)));
  const made = await run(e2ms, ['init', '--config', place('e2ms.json'), '--site', place('site.json')]);
  // A child that is left running would keep the test from ending.
  if (made.code !== 0) await meters.stop();
  assert.equal(made.code, 0, made.said.join('\n'));
  const people = made.said.filter((line) => line.startsWith('{"kind"')).map((line) => JSON.parse(line));
  const daemon = start(e2ms, ['serve', '--config', place('e2ms.json')]);
  await daemon.line('dial_in_listening');

  const url = `https://127.0.0.1:${web}`;
  const manager = people.find((one) => one.kind === 'manager');
  const other = desk(url, manager.user, manager.password);
  await other.signIn();
  // What is used before a meter's first reading is the landlord's.
  await until('all meters are read', async () => {
    const { items } = await other.get('/api/v1/meters');
    return items.every((meter) => meter.energy_wh !== null);
  });
  return {
    url,
    manager,
    desk: other,
    meters: control(ready.control),
    pin: (room) => people.find((one) => one.room === room).pin,
    room: async (name) => (await other.get('/api/v1/rooms')).items.find((one) => one.name === name),
    verify: () => run(e2ms, ['verify', place('e2ms.db')]),
    close: async () => {
      const code = await daemon.stop();
      await meters.stop();
      rmSync(folder, { recursive: true });
      return code;
    },
  };
}
