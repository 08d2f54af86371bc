// Money at the desk beside top-ups, money whose owner is not known, and the books.
import { beforeEach, test } from 'node:test';
import assert from 'node:assert/strict';
import { problem, stage } from './stage.mjs';

const { be } = stage;
let fixture;
let page;
beforeEach(() => ({ fixture, page } = stage));

/** Opens a page as the manager; `button` opens its dialog. */
async function open(path, button) {
  await be('manager');
  await page.goto(`${fixture.url}${path}`);
  await page.getByRole('button', { name: button, exact: true }).first().click();
  return page.getByRole('dialog');
}
/** What is sent to an address; `answer` may answer in the place of the fixture. */
async function sentTo(pattern, answer = (route) => route.continue()) {
  const sent = [];
  await page.route(pattern, (route) => {
    const request = route.request();
    if (request.method() !== 'POST') return route.continue();
    sent.push({ key: request.headers()['idempotency-key'], body: request.postDataJSON() });
    return answer(route, sent.length);
  });
  return sent;
}

test('all there is, is paid out with a note, and its slip is there to sign', async () => {
  const sent = await sentTo('**/api/v1/accounts/7/pay-outs');
  const dialog = await open('/accounts/7', '退款');
  await dialog.getByPlaceholder('0.00').fill('43.04');
  await dialog.getByLabel('说明').fill('退房退款');
  await page.keyboard.press('Tab');
  await dialog.getByRole('button', { name: '退款', exact: true }).click();
  await dialog.getByText('最多可退 ¥43.03').waitFor();
  await dialog.getByRole('button', { name: '全部 ¥43.03' }).click();
  await dialog.getByText('可能因欠费断电').waitFor();
  await dialog.getByLabel('说明').fill('');
  await dialog.getByRole('button', { name: '退款 ¥43.03' }).click();
  await dialog.getByText('请填写说明').waitFor();
  assert.equal(sent.length, 0);
  await dialog.getByLabel('说明').fill('退房退款');
  await dialog.getByText('银行转账').click();
  await dialog.getByRole('button', { name: '退款 ¥43.03' }).click();
  await dialog.getByText('已退款，账面余额').waitFor();
  assert.match(sent[0].key, /^[A-Za-z0-9_-]{8,64}$/);
  assert.deepEqual(sent[0].body, {
    amount_fen: 4303,
    channel: 'bank_transfer',
    purpose: 'electricity',
    note: '退房退款',
  });
  await dialog.getByRole('button', { name: '打印退款单' }).click();
  await page.waitForURL(/\/pay-outs\/6$/);
  await page.getByText('收款人签字').waitFor();
});

test('a pay-out without an answer is repeated as it was', async () => {
  const sent = await sentTo('**/api/v1/accounts/7/pay-outs', (route, count) =>
    count === 1 ? route.abort() : route.continue());
  let dialog = await open('/accounts/7', '退款');
  await dialog.getByPlaceholder('0.00').fill('20');
  await dialog.getByLabel('说明').fill('多充退回');
  await dialog.getByRole('button', { name: '退款 ¥20.00' }).click();
  await dialog.getByText('不确定是否已入账').waitFor();
  assert.ok(await dialog.getByPlaceholder('0.00').isDisabled());
  await page.reload();
  await page.getByRole('button', { name: '退款', exact: true }).click();
  dialog = page.getByRole('dialog');
  assert.equal(await dialog.getByPlaceholder('0.00').inputValue(), '20.00');
  await dialog.getByRole('button', { name: '退款 ¥20.00' }).click();
  await dialog.getByText('已退款').waitFor();
  assert.equal(sent.length, 2);
  assert.deepEqual(sent[1], sent[0]);
});

test('when there is less than was thought, it is said and looked at again', async () => {
  await sentTo('**/api/v1/accounts/7/pay-outs', (route) =>
    route.fulfill(problem(409, 'more_than_there_is')));
  const dialog = await open('/accounts/7', '退款');
  await dialog.getByPlaceholder('0.00').fill('20');
  await dialog.getByLabel('说明').fill('多充退回');
  const again = page.waitForRequest('**/api/v1/accounts/7');
  await dialog.getByRole('button', { name: '退款 ¥20.00' }).click();
  await dialog.getByText('余额没有这么多').waitFor();
  await again;
  assert.ok(await dialog.getByPlaceholder('0.00').isEnabled());
});

test('a pay-out is reversed with a reason', async () => {
  const sent = await sentTo('**/api/v1/pay-outs/6/reversal');
  await be('manager');
  await page.goto(`${fixture.url}/accounts/7`);
  await page.getByRole('tab', { name: '退款' }).click();
  await page.getByText('已冲正').waitFor();
  const row = page.getByRole('row').filter({ hasText: '20260220-0006' });
  await row.getByText('冲正', { exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('冲正原因').fill('房号输错');
  await dialog.getByRole('button', { name: '冲正' }).click();
  await page.getByText('已冲正。').waitFor();
  assert.deepEqual(sent[0].body, { reason: '房号输错' });
});

test('a balance is put right by hand, below zero too', async () => {
  const sent = await sentTo('**/api/v1/accounts/7/adjustments');
  const dialog = await open('/accounts/7', '调账');
  await dialog.getByPlaceholder('0.00').fill('60');
  await dialog.getByText('¥103.03').waitFor();
  await dialog.getByText('减少余额').click();
  await dialog.getByText('-¥16.97', { exact: true }).waitFor();
  await dialog.getByLabel('说明').fill('换卡工本费');
  await dialog.getByRole('button', { name: '调账 -¥60.00' }).click();
  await page.getByText('已调账，凭证 #1912').waitFor();
  assert.deepEqual(sent[0].body, { amount_fen: -6000, purpose: 'electricity', note: '换卡工本费' });
});

test('the ledger leads to receipts and slips', async () => {
  await be('manager');
  await page.goto(`${fixture.url}/accounts/7`);
  await page.getByRole('tab', { name: '账本' }).click();
  const row = page.getByRole('row').filter({ hasText: '#1889' }).first();
  await row.getByText('退款冲正').waitFor();
  assert.equal(await row.getByRole('link', { name: '退款单' }).getAttribute('href'), '/pay-outs/11');
  const rowOf = (journal) => page.getByRole('row').filter({ hasText: journal });
  await rowOf('#1785').getByText('人工调账').first().waitFor();
  await rowOf('#1790').getByRole('link', { name: '充值收据' }).click();
  await page.waitForURL(/\/receipts\/52$/);
});

test('money of nobody is noted once', async () => {
  const sent = await sentTo('**/api/v1/unassigned', (route, count) =>
    count === 1 ? route.abort() : route.continue());
  const dialog = await open('/money', '登记来款');
  await page.waitForURL(/\/money\/unassigned$/);
  await dialog.getByPlaceholder('0.00').fill('800');
  await dialog.getByLabel('付款人').fill('李强');
  await dialog.getByRole('button', { name: '登记 ¥800.00' }).click();
  await dialog.getByText('不确定是否已入账').waitFor();
  await dialog.getByRole('button', { name: '登记 ¥800.00' }).click();
  await page.getByText('已登记，等待认领').waitFor();
  assert.deepEqual(sent[1], sent[0]);
  assert.deepEqual(sent[0].body, {
    amount_fen: 80000,
    channel: 'bank_transfer',
    payer: '李强',
    note: '',
  });
});

test('money is given to the account that is found by its tenant', async () => {
  const sent = await sentTo('**/api/v1/unassigned/5/assignment');
  const asked = page.waitForRequest(/\/api\/v1\/accounts\?search=/);
  const dialog = await open('/money/unassigned', '认领');
  assert.equal(new URL((await asked).url()).searchParams.get('search'), '李强');
  await dialog.getByRole('button', { name: '认领', exact: true }).click();
  await dialog.getByText('请选择账户').waitFor();
  const again = page.waitForRequest(/search=1-302/);
  await dialog.getByPlaceholder('搜索房间或租户').fill('1-302');
  await again;
  await dialog.locator('label').filter({ hasText: '1-302' }).click();
  await dialog.getByLabel('依据').fill('电话核实');
  await dialog.getByRole('button', { name: '将 ¥800.00 记入 1-302' }).click();
  await dialog.getByText('已记入 1-302').waitFor();
  assert.deepEqual(sent[0].body, { account_id: 7, purpose: 'electricity', note: '电话核实' });
  await dialog.getByRole('button', { name: '打印收据' }).click();
  await page.waitForURL(/\/receipts\/58$/);
});

test('money that somebody else took care of is said to be gone', async () => {
  const sent = await sentTo('**/api/v1/unassigned/5/return', (route) =>
    route.fulfill(problem(409, 'not_waiting')));
  const dialog = await open('/money/unassigned', '退回');
  await dialog.getByRole('button', { name: '退回' }).click();
  await dialog.getByText('请填写说明').waitFor();
  assert.equal(sent.length, 0);
  await dialog.getByLabel('说明').fill('原路退回');
  const again = page.waitForRequest(/\/api\/v1\/unassigned\?waiting=true/);
  await dialog.getByRole('button', { name: '退回' }).click();
  await dialog.getByText('已经有了去处').waitFor();
  await again;
});

test('the books say that they balance, and of which month they are', async () => {
  await be('manager');
  await page.goto(`${fixture.url}/money/books/2026-03`);
  await page.getByText('账是平的').waitFor();
  await page.getByText('2026-03-11 及以前已结账').waitFor();
  await page.getByRole('row').filter({ hasText: '待认领款' }).getByText('950.00').waitFor();
  assert.equal(
    await page.getByRole('link', { name: '下载 Excel' }).getAttribute('href'),
    '/api/v1/books/2026-03.xlsx',
  );
  await page.locator('main .el-select').click();
  const asked = page.waitForRequest('**/api/v1/books/*');
  await page.getByRole('option').first().click();
  const month = /books\/(\d{4}-\d{2})$/.exec((await asked).url())[1];
  await page.waitForURL(new RegExp(`/money/books/${month}$`));
});

test('books that do not balance are an alarm', async () => {
  await be('manager');
  await page.route('**/api/v1/books/*', async (route) => {
    const response = await route.fetch();
    const json = await response.json();
    json.total.debit_fen += 7;
    await route.fulfill({ response, json });
  });
  await page.goto(`${fixture.url}/money/books/2026-03`);
  const alarm = page.getByRole('alert');
  await alarm.getByText('账不平').waitFor();
  await alarm.getByText('相差 0.07').waitFor();
  assert.equal(await page.getByText('账是平的').count(), 0);
});

test('a register that began again is charged through its end, once its digits are said', async () => {
  await page.route('**/api/v1/meters/7/readings?*', async (route) => {
    const response = await route.fetch();
    const list = await response.json();
    const jumped = list.items.find(({ reason }) => reason === 'jumped');
    const again = { reason: 'rolled_over', register: '12.40', energy_wh: 12400 };
    list.items.unshift({ ...jumped, ...again, taken_at: '2026-03-12T06:46:58.231Z' });
    await route.fulfill({ response, json: list });
  });
  const sent = await sentTo('**/api/v1/meters/7/readings/decision');
  const dialog = await open('/meters/7', '接受');
  const act = dialog.getByRole('button', { name: '接受' });
  await dialog.getByLabel('整数位数').fill('3');
  await dialog.getByText('位数太少').waitFor();
  assert.ok(await act.isDisabled());
  await dialog.getByLabel('整数位数').fill('4');
  await dialog.getByText('8,728.03 kWh').waitFor();
  await dialog.getByLabel('您看到的情况').fill('表面 4 位整数');
  await act.click();
  await page.getByText('已处理').waitFor();
  assert.deepEqual(sent[0].body, {
    taken_at: '2026-03-12T06:46:58.231Z',
    decision: 'accept',
    digits: 4,
    note: '表面 4 位整数',
  });
});
