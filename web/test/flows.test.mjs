// What a page does when things go on, in a real browser against the fixture.
import { beforeEach, test } from 'node:test';
import assert from 'node:assert/strict';
import { problem, stage } from './stage.mjs';

const { be } = stage;
let fixture;
let page;
beforeEach(() => ({ fixture, page } = stage));

test('a visitor signs in with the keyboard and lands where they wanted to go', async () => {
  await page.goto(`${fixture.url}/meters`);
  await page.waitForURL(/sign-in\?next=/);
  await page.locator('input[name=user]').focus();
  await page.keyboard.type('manager');
  await page.keyboard.press('Tab');
  await page.keyboard.type('secret');
  await page.keyboard.press('Enter');
  await page.waitForURL(`${fixture.url}/meters`);
  await page.getByRole('heading', { name: '表计' }).waitFor();
});

test('a wrong password is said and cleared', async () => {
  await page.route('**/api/v1/session', (route) =>
    route.fulfill(problem(401, route.request().method() === 'POST' ? 'wrong_credentials' : 'no_session')));
  await page.goto(`${fixture.url}/sign-in`);
  await page.locator('input[name=user]').fill('manager');
  await page.locator('input[name=password]').fill('wrong');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').getByText('账号或密码不正确').waitFor();
  assert.equal(await page.locator('input[name=password]').inputValue(), '');
});

test('the way after signing in never leads to another site', async () => {
  await page.goto(`${fixture.url}/sign-in?next=//example.org/`);
  await page.locator('input[name=user]').fill('manager');
  await page.locator('input[name=password]').fill('secret');
  await page.keyboard.press('Enter');
  await page.waitForURL(`${fixture.url}/`);
});

test('a session that is over leads to the sign-in and says so', async () => {
  await be('manager');
  await page.goto(`${fixture.url}/`);
  await page.getByText('翠苑公寓').first().waitFor();
  await page.route('**/api/v1/accounts*', (route) => route.fulfill(problem(401, 'session_expired')));
  await page.getByRole('link', { name: '账户' }).first().click();
  await page.waitForURL(/sign-in/);
  await page.getByText('登录已过期').waitFor();
});

test('a top-up without an answer is repeated with the same key and the CSRF token', async () => {
  await be('manager');
  const keys = [];
  await page.route('**/api/v1/accounts/7/top-ups', (route) => {
    if (route.request().method() !== 'POST') return route.continue();
    const headers = route.request().headers();
    keys.push(headers['idempotency-key']);
    assert.ok(headers['x-csrf-token']);
    assert.deepEqual(route.request().postDataJSON(), {
      amount_fen: 10050,
      channel: 'cash',
      purpose: 'electricity',
      note: '',
    });
    return keys.length === 1 ? route.abort() : route.continue();
  });
  await page.goto(`${fixture.url}/accounts/7`);
  await page.getByRole('button', { name: '充值', exact: true }).click();
  await page.getByPlaceholder('0.00').fill('100.50');
  await page.getByRole('button', { name: '收款 ¥100.50' }).click();
  await page.getByText('没有收到服务器的回答').waitFor();
  await page.getByRole('button', { name: '收款 ¥100.50' }).click();
  await page.getByText('已入账，账面余额').waitFor();
  assert.equal(keys.length, 2);
  assert.match(keys[0], /^[A-Za-z0-9_-]{8,64}$/);
  assert.equal(keys[0], keys[1]);
});

test('an amount that is none is refused before it is sent', async () => {
  await be('manager');
  let sent = 0;
  await page.route('**/api/v1/accounts/7/top-ups', (route) => {
    if (route.request().method() === 'POST') sent += 1;
    return route.continue();
  });
  await page.goto(`${fixture.url}/accounts/7`);
  await page.getByRole('button', { name: '充值', exact: true }).click();
  for (const text of ['0', '-1', '1e30', '1.234', '100000.01']) {
    await page.getByPlaceholder('0.00').fill(text);
    await page.keyboard.press('Enter');
    await page.getByText('请输入大于 0').waitFor();
  }
  assert.equal(sent, 0);
});

test('switching off needs a reason', async () => {
  await be('manager');
  await page.goto(`${fixture.url}/meters/7`);
  await page.getByRole('button', { name: '拉闸' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: '拉闸' }).click();
  await dialog.getByText('请填写原因').waitFor();
  await dialog.locator('textarea').fill('检修');
  const request = page.waitForRequest('**/api/v1/meters/7/supply');
  await dialog.getByRole('button', { name: '拉闸' }).click();
  assert.deepEqual((await request).postDataJSON(), { wanted: 'off', reason: '检修' });
});

test('an event makes the page fetch what changed', async () => {
  await be('manager');
  await page.goto(`${fixture.url}/`);
  await page.getByText('1-302').waitFor();
  await page.getByText('实时').waitFor();
  const again = page.waitForRequest('**/api/v1/rooms');
  fixture.announce('room', 7);
  await again;
});

test('a lost stream shows, and what was missed is fetched when it is back', async () => {
  await be('manager');
  await page.goto(`${fixture.url}/`);
  await page.getByText('实时').waitFor();
  fixture.hangUp();
  await page.getByText('未更新').waitFor();
  const again = page.waitForRequest('**/api/v1/home');
  await page.getByText('实时').waitFor();
  await again;
});

test('a failed page says why and has a way out', async () => {
  await be('manager');
  let refuse = true;
  await page.route('**/api/v1/meters*', (route) => (refuse ? route.fulfill(problem(503, 'busy')) : route.continue()));
  await page.goto(`${fixture.url}/meters`);
  await page.getByText('系统繁忙').waitFor();
  refuse = false;
  await page.getByRole('button', { name: '重试' }).click();
  await page.getByText('1-302').waitFor();
});

test('the tenant reads why the power is off, in both languages', async () => {
  fixture.state.variant = 'off';
  await page.goto(`${fixture.url}/t/`);
  await page.locator('input[name=room]').fill('1-302');
  await page.locator('input[name=pin]').fill('482913');
  await page.keyboard.press('Enter');
  await page.getByText('至少充值 ¥5.13 后自动恢复供电').waitFor();
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByText('Power returns by itself after a top-up of at least ¥5.13').waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'en');
  fixture.state.variant = undefined;
});

test('a manager is nobody at the tenant’s page', async () => {
  await be('manager');
  await page.goto(`${fixture.url}/t/`);
  await page.locator('input[name=pin]').waitFor();
});

test('a reading is typed in with its rates, and what speaks against it is said before', async () => {
  await be('manager');
  await page.goto(`${fixture.url}/meters/7`);
  await page.getByRole('button', { name: '补录读数' }).click();
  const dialog = page.getByRole('dialog');
  const act = dialog.getByRole('button', { name: '录入' });
  await dialog.getByLabel('日期', { exact: true }).fill('2199-01-01');
  await dialog.getByText('读数时间不能在将来').waitFor();
  assert.ok(await act.isDisabled());
  await dialog.getByLabel('日期', { exact: true }).fill('2026-03-13');
  await dialog.getByLabel('时间', { exact: true }).fill('08:30');
  await dialog.getByPlaceholder('0.00').fill('1284.1');
  await dialog.getByText('低于上次有效读数').waitFor();
  await dialog.getByPlaceholder('0.00').fill('1290.5');
  await dialog.getByText('用电 6.130 kWh').waitFor();
  await dialog.getByLabel('T1 kWh').fill('1000');
  await dialog.getByText('相差 -290.500 kWh').waitFor();
  await dialog.getByLabel('T2 kWh').fill('290.5');
  await act.click();
  await dialog.getByText('请填写说明').waitFor();
  await dialog.getByLabel('说明').fill('现场抄表');
  const request = page.waitForRequest('**/api/v1/meters/7/readings/entered');
  await act.click();
  assert.deepEqual((await request).postDataJSON(), {
    taken_at: '2026-03-13T00:30:00.000Z',
    register_wh: 1290500,
    rates_wh: [1000000, 290500, null, null],
    source: 'typed_in',
    note: '现场抄表',
  });
  await page.getByText('已录入').waitFor();
});

test('a reading is taken back with a note, and a refusal is said in words', async () => {
  await be('manager');
  let refuse = true;
  await page.route('**/api/v1/meters/7/readings/void', (route) =>
    refuse ? route.fulfill(problem(409, 'is_opening')) : route.continue());
  await page.goto(`${fixture.url}/meters/7`);
  await page.getByRole('row').filter({ hasText: '1102.40' }).getByRole('button', { name: '作废' }).click();
  const dialog = page.getByRole('dialog');
  const act = dialog.getByRole('button', { name: '作废' });
  await act.click();
  await dialog.getByText('请填写说明').waitFor();
  await dialog.getByLabel('说明').fill('抄错了');
  await act.click();
  await dialog.getByText('这是开户、装表或新基准读数').waitFor();
  refuse = false;
  await act.click();
  await page.getByText('已作废。').waitFor();
});

test('a meter is swapped with both registers and leads to the new one', async () => {
  await be('manager');
  let refuse = true;
  await page.route('**/api/v1/meters/7/swap', (route) =>
    refuse ? route.fulfill(problem(409, 'later_readings')) : route.continue());
  await page.goto(`${fixture.url}/meters/7`);
  await page.getByRole('button', { name: '换表' }).click();
  const dialog = page.getByRole('dialog');
  const act = dialog.getByRole('button', { name: '换表' });
  await dialog.getByLabel('日期', { exact: true }).fill('2026-03-12');
  await dialog.getByLabel('时间', { exact: true }).fill('15:00');
  await dialog.getByLabel('旧表止码').fill('1,290.5');
  await dialog.getByText('其间用电 6.130 kWh').waitFor();
  await act.click();
  await dialog.getByText('请填写两个表码').waitFor();
  await dialog.getByLabel('新表起码').fill('0.02');
  await dialog.getByLabel('说明').fill('旧表损坏');
  await act.click();
  await dialog.getByText('该时刻之后已有有效读数').waitFor();
  refuse = false;
  const request = page.waitForRequest('**/api/v1/meters/7/swap');
  await act.click();
  assert.deepEqual((await request).postDataJSON(), {
    closing: { at: '2026-03-12T07:00:00.000Z', total_kwh: '1290.5' },
    opening: { total_kwh: '0.02' },
    address: '000000000302',
    ratio: 1,
    note: '旧表损坏',
  });
  await page.getByText('已换表').waitFor();
});

test('a ratio that was wrong from the beginning needs no register', async () => {
  await be('manager');
  await page.goto(`${fixture.url}/meters/7`);
  await page.getByRole('button', { name: '倍率变更' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('自安装起').click();
  await dialog.getByLabel('新倍率').fill('0');
  await dialog.getByText('倍率须为 1 到').waitFor();
  await dialog.getByLabel('新倍率').fill('40');
  await dialog.getByLabel('说明').fill('互感器 200/5');
  const request = page.waitForRequest('**/api/v1/meters/7/ratio');
  await dialog.getByRole('button', { name: '变更', exact: true }).click();
  assert.deepEqual((await request).postDataJSON(), {
    at: '2000-01-01T00:00:00.000Z', ratio: 40, note: '互感器 200/5',
  });
  await page.getByText('已变更').waitFor();
});
