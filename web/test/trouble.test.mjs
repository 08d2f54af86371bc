// What the pages do when the server, the network or another page is in the way.
import { beforeEach, test } from 'node:test';
import assert from 'node:assert/strict';
import { problem, stage } from './stage.mjs';

const { be, newPage } = stage;
let fixture;
let page;
beforeEach(() => ({ fixture, page } = stage));

const json = (body) => ({ contentType: 'application/json', body: JSON.stringify(body) });
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
async function until(what, holds) {
  for (let i = 0; i < 100; ++i) {
    if (await holds()) return;
    await pause(100);
  }
  assert.fail(`never: ${what}`);
}

test('a top-up without an answer stays the same until it has one', async () => {
  await be('manager');
  const sent = [];
  let answers = false;
  await page.route('**/api/v1/accounts/7/top-ups', (route) => {
    if (route.request().method() !== 'POST') return route.continue();
    sent.push([route.request().headers()['idempotency-key'], route.request().postData()]);
    return answers ? route.continue() : route.abort();
  });
  const open = () => page.getByRole('button', { name: '充值', exact: true }).click();
  const amount = page.getByPlaceholder('0.00');
  await page.goto(`${fixture.url}/accounts/7`);
  await open();
  await amount.fill('100.50');
  await page.getByLabel('备注').fill('三月');
  await page.keyboard.press('Enter');
  await page.getByText('不确定是否已入账').waitFor();
  assert.ok(await amount.isDisabled());
  assert.ok(await page.getByLabel('备注').isDisabled());
  await page.getByRole('button', { name: '查看充值记录' }).click();
  await page.getByRole('tab', { name: '充值', selected: true }).waitFor();
  await page.reload();
  await open();
  assert.equal(await amount.inputValue(), '100.50');
  assert.ok(await amount.isDisabled());
  answers = true;
  await page.getByRole('button', { name: '重试收款 ¥100.50' }).click();
  await page.getByText('已入账，账面余额').waitFor();
  assert.equal(sent.length, 2);
  assert.deepEqual(sent[1], sent[0]);
  await page.getByRole('button', { name: '关闭', exact: true }).click();
  await open();
  assert.equal(await amount.inputValue(), '');
  assert.ok(await amount.isEnabled());
});

test('a session that ends in between does not free an unanswered top-up', async () => {
  await be('manager');
  const answers = [(route) => route.abort(), (route) => route.fulfill(problem(401, 'session_expired'))];
  await page.route('**/api/v1/accounts/7/top-ups', (route) =>
    route.request().method() === 'POST' && answers.length ? answers.shift()(route) : route.continue());
  await page.goto(`${fixture.url}/accounts/7`);
  await page.getByRole('button', { name: '充值', exact: true }).click();
  await page.getByPlaceholder('0.00').fill('5');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: '重试收款' }).click();
  await page.waitForURL(/sign-in/);
  await page.locator('input[name=user]').fill('manager');
  await page.locator('input[name=password]').fill('secret');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: '充值', exact: true }).click();
  await page.getByRole('button', { name: '重试收款 ¥5.00' }).waitFor();
});

test('seven pages share one stream, and another takes it over', async () => {
  await be('manager');
  const pages = [page];
  for (let i = 1; i < 7; ++i) pages.push(await newPage());
  for (const one of pages) {
    await one.goto(`${fixture.url}/`);
    await one.getByText('1-302').waitFor();
    await one.getByText('实时').waitFor();
  }
  assert.equal(fixture.state.listeners.size, 1);
  const hears = (one) => one.waitForRequest('**/api/v1/rooms');
  const all = Promise.all(pages.map(hears));
  // Of pages that nobody looks at, each fetches when it is looked at.
  fixture.announce('room', 7);
  for (const one of pages) await one.bringToFront();
  await all;
  await page.close();
  await until('another has the stream', () => fixture.state.listeners.size === 1);
  const last = pages.at(-1);
  await last.bringToFront();
  const again = hears(last);
  fixture.announce('room', 7);
  await again;
});

test('events lead to few requests, which do not count as use', async () => {
  await be('manager');
  await page.goto(`${fixture.url}/meters`);
  await page.getByText('实时').waitFor();
  const asked = [];
  page.on('request', (request) => {
    if (request.url().includes('/api/v1/meters')) asked.push(request.headers()['x-e2ms-background']);
  });
  for (let i = 0; i < 12; ++i) {
    fixture.announce(i < 6 ? 'meter' : 'all', 7);
    await pause(100);
  }
  await until('the page caught up', () => asked.length >= 2);
  assert.deepEqual(asked, ['1', '1']);
});

test('a list keeps its length and its place while events come', async () => {
  await be('manager');
  const alarm = (id) => ({ id, kind: 'meter_lost', severity: 'warning', state: 'open', opened_at: '2026-03-10T11:20:14.301Z',
    acknowledged_at: null, acknowledged_by: null, closed_at: null, room: `room ${id}`, meter_id: id, account_id: null,
    line_id: null, reading_reason: null, amount_fen: null });
  let count = 120;
  await page.route('**/api/v1/alarms?*', (route) => {
    const query = new URL(route.request().url()).searchParams;
    const from = Number(query.get('cursor') ?? 0);
    const to = from + Number(query.get('limit'));
    const items = Array.from({ length: count }, (_, index) => alarm(index + 1)).slice(from, to);
    return route.fulfill(json({ items, next: to < count ? String(to) : null }));
  });
  await page.goto(`${fixture.url}/alarms`);
  const rows = page.locator('main li');
  await page.getByRole('button', { name: '更多' }).click();
  await until('100 alarms', async () => (await rows.count()) === 100);
  count = 119;
  const again = page.waitForResponse('**/api/v1/alarms?*');
  fixture.announce('home', 1);
  await again;
  await pause(200);
  assert.equal(await rows.count(), 100);
});

test('a page of a list that is gone leads back to the first', async () => {
  await be('manager');
  const first = await (await fetch(`${fixture.url}/api/v1/meters`, { headers: { Cookie: 'fixture=manager' } })).json();
  let gone = false;
  await page.route('**/api/v1/meters?*', (route) =>
    route.request().url().includes('cursor=')
      ? route.fulfill(json(gone ? { ...first, items: [], next: null } : { ...first, next: null }))
      : route.fulfill(json({ ...first, next: 'second' })));
  await page.route('**/api/v1/meters', (route) => route.fulfill(json({ ...first, next: 'second' })));
  await page.goto(`${fixture.url}/meters`);
  await page.getByText('实时').waitFor();
  await page.getByRole('button', { name: '下一页' }).click();
  await page.locator('.pager').getByText('2', { exact: true }).waitFor();
  gone = true;
  fixture.announce('meter', 7);
  await page.locator('.pager').getByText('1', { exact: true }).waitFor();
  await page.getByText('1-302').waitFor();
});

for (const [who, path, there] of [['manager', '/meters', '表计'], ['tenant', '/t/', '余额']])
  test(`a server that can not be reached is not taken for a sign-out, ${who}`, async () => {
    await be(who);
    let away = true;
    await page.route('**/api/v1/session', (route) => (away ? route.abort() : route.continue()));
    await page.goto(`${fixture.url}${path}`);
    await page.getByText('连不上服务器').waitFor();
    await page.getByRole('button', { name: '重试' }).waitFor();
    away = false; // and the page tries by itself
    await page.getByRole('heading', { name: there, exact: true }).waitFor();
    assert.equal(new URL(page.url()).pathname, path);
  });

for (const [who, path] of [['manager', '/'], ['tenant', '/t/']])
  test(`who can not be signed out stays signed in and hears it, ${who}`, async () => {
    await be(who);
    await page.goto(`${fixture.url}${path}`);
    await page.route('**/api/v1/session', (route) =>
      route.request().method() === 'DELETE' ? route.abort() : route.continue());
    const button = page.getByRole('button', { name: '退出' });
    await button.click();
    await page.getByText('您仍在登录状态').first().waitFor();
    await page.unroute('**/api/v1/session');
    await button.click();
    await page.locator('input[type=password]').waitFor();
  });

test('a session that another page replaced is over, and the page says so', async () => {
  await be('manager');
  await page.goto(`${fixture.url}/`);
  await page.getByText('1-302').waitFor();
  await be('tenant');
  await page.route('**/api/v1/accounts*', (route) => route.fulfill(problem(403, 'not_allowed')));
  await page.getByRole('link', { name: '账户' }).first().click();
  await page.waitForURL(/sign-in/);
  await page.getByText('已换了身份登录').waitFor();
});

test('a page from before an upgrade is loaded anew where it was going, once', async () => {
  await be('manager');
  await page.goto(`${fixture.url}/`);
  await page.getByText('1-302').waitFor();
  let loads = 0;
  page.on('request', (request) => {
    if (request.isNavigationRequest()) loads += 1;
  });
  await page.route(/assets\/Accounts-.*\.js$/, (route) => route.fulfill({ status: 404 }));
  const link = page.getByRole('link', { name: '账户' }).first();
  await link.click();
  await page.waitForURL(`${fixture.url}/accounts`);
  await page.getByText('连不上服务器').waitFor();
  assert.equal(loads, 1);
});

test('a curve whose drawing can not be loaded says so and is drawn on a retry', async () => {
  await be('manager');
  let gone = true;
  await page.route(/assets\/charts-.*\.js$/, (route) => (gone ? route.fulfill({ status: 404 }) : route.continue()));
  await page.goto(`${fixture.url}/meters/7`);
  await page.getByRole('alert').getByText('连不上服务器').waitFor();
  gone = false;
  await page.getByRole('button', { name: '重试' }).click();
  await page.locator('.chart svg').waitFor();
});

test('too many attempts say how long to wait', async () => {
  await page.route('**/api/v1/session', (route) =>
    route.request().method() === 'POST'
      ? route.fulfill(problem(429, 'too_many_requests', { 'Retry-After': '840' }))
      : route.continue());
  await page.goto(`${fixture.url}/sign-in`);
  await page.locator('input[name=user]').fill('manager');
  await page.locator('input[name=password]').fill('guess');
  await page.keyboard.press('Enter');
  await page.getByText('请 14 分钟后再试').waitFor();
});

test('the tenant opens and closes an explanation with the keyboard', async () => {
  await be('tenant');
  await page.goto(`${fixture.url}/t/`);
  const charges = page.locator('section.card').filter({ hasText: '扣费明细' });
  const charge = charges.locator('li button').first();
  await charge.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.locator('.explanation').waitFor();
  assert.equal(await dialog.getAttribute('aria-modal'), 'true');
  await until('the dialog has the focus', () => dialog.evaluate((it) => it.contains(document.activeElement)));
  for (let i = 0; i < 5; ++i) {
    await page.keyboard.press('Tab');
    assert.ok(await page.evaluate(() => !document.getElementById('page').contains(document.activeElement)));
  }
  await dialog.getByRole('button', { name: '关闭' }).focus();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  await until('the charge has the focus again', () => charge.evaluate((it) => it === document.activeElement));
});
