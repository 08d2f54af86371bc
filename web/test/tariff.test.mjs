// Writing and publishing a tariff, in a real browser against the fixture.
import { beforeEach, test } from 'node:test';
import assert from 'node:assert/strict';
import { problem, stage } from './stage.mjs';

let page;
let url;
beforeEach(async () => {
  ({ page } = stage);
  ({ url } = stage.fixture);
  await stage.be('manager');
});

/** The terms of each check that the page asks for. */
function overhear() {
  const heard = [];
  return page
    .route('**/api/v1/tariffs/check', (route) => {
      heard.push(route.request().postDataJSON().terms);
      return route.continue();
    })
    .then(() => heard);
}
async function until(question) {
  for (let tries = 0; tries < 100; tries += 1) {
    const answer = question();
    if (answer) return answer;
    await page.waitForTimeout(50);
  }
  throw new Error(`never: ${question}`);
}

test('hours are painted with the keyboard and with the mouse and become rules', async () => {
  const heard = await overhear();
  await page.goto(`${url}/tariffs/2/new`);
  await page.getByRole('radio', { name: '峰' }).click();
  const grid = page.getByRole('application');
  await grid.focus();
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Space');
  await until(() =>
    heard.at(-1)?.calendar.rules.some(
      ({ period, times, months }) => period === 'peak' && times.includes('00:00-01:00') && months.join() === '1',
    ),
  );
  await page.getByRole('radio', { name: '谷' }).click();
  const box = await grid.boundingBox();
  const at = (slot, month) => [box.x + ((slot + 0.5) / 48) * box.width, box.y + ((month + 0.5) / 12) * box.height];
  await page.mouse.move(...at(20, 6));
  await page.mouse.down();
  await page.mouse.move(...at(23, 7));
  await page.mouse.up();
  await until(() =>
    heard.at(-1)?.calendar.rules.some(
      ({ times, months }) => times.join() === '08:00-10:00,12:00-21:00' && months.join() === '7,8',
    ),
  );
});

test('what is wrong is said at its field, and nothing can be published', async () => {
  await page.route('**/api/v1/tariffs/check', (route) =>
    route.fulfill({ json: { problems: [{ path: 'terms.energy.tiers[1].upto', text: '200 is not above 2760' }] } }),
  );
  await page.goto(`${url}/tariffs/2/new`);
  await page.locator('.tiers').getByText('200 应大于 2760').waitFor();
  await page.locator('.problems').getByText('1 处需要修改').waitFor();
  assert.ok(await page.getByRole('button', { name: '发布…' }).isDisabled());
});

test('a version is published at a wall-clock time of the project', async () => {
  const sent = [];
  await page.route('**/api/v1/tariffs', (route) => {
    if (route.request().method() !== 'POST') return route.continue();
    sent.push(route.request().postDataJSON());
    return sent.length === 1 ? route.fulfill(problem(409, 'version_taken')) : route.continue();
  });
  await page.goto(`${url}/tariffs/2/new`);
  await page.getByRole('button', { name: '发布…' }).click();
  await page.getByLabel('日期').fill('2027-04-01');
  await page.getByText('自 2027-04-01 00:00 起，20 个账户按这一版计费').waitFor();
  const publish = page.getByRole('button', { name: '发布', exact: true });
  await page.getByLabel('时间', { exact: true }).fill('8 o’c');
  assert.ok(await publish.isDisabled());
  await page.getByLabel('时间', { exact: true }).fill('00:30');
  await publish.click();
  await page.getByRole('alert').getByText('已有版本在这个时间生效').waitFor();
  await publish.click();
  await page.waitForURL(`${url}/tariffs/2`);
  assert.equal(sent.at(-1).valid_from, '2027-03-31T16:30:00.000Z');
  assert.equal(sent.at(-1).name, '居民阶梯峰谷');
  assert.equal(sent.at(-1).terms.energy.type, 'tou_tier_adder');
});

test('a version that has not begun is withdrawn with a reason', async () => {
  const sent = [];
  await page.route('**/api/v1/tariff-versions/7/withdrawal', (route) => {
    sent.push(route.request().postDataJSON());
    return route.continue();
  });
  await page.goto(`${url}/tariffs/2`);
  await page.getByRole('button', { name: '撤回' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: '撤回' }).click();
  await dialog.getByText('请写明原因').waitFor();
  await dialog.getByLabel('备注').fill('价格填错');
  await dialog.getByRole('button', { name: '撤回' }).click();
  await page.getByText('已撤回').first().waitFor();
  assert.deepEqual(sent, [{ note: '价格填错' }]);
});

test('a file that is no tariff is refused, one that is fills the form', async () => {
  await page.goto(`${url}/tariffs/new`);
  const choose = (name, text) =>
    page.locator('input[type=file]').setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(text) });
  await page.getByRole('heading', { name: '新电价' }).waitFor();
  await choose('a.json', '[1, 2]');
  await page.getByText('文件不是电价').waitFor();
  await choose('b.json', JSON.stringify({ name: '门面', terms: { energy: { type: 'flat', price: '0.9' } } }));
  await page.getByText('取自：b.json').waitFor();
  assert.equal(await page.getByLabel('名称').inputValue(), '门面');
  assert.equal(await page.getByLabel('价格').inputValue(), '0.9');
});

test('a draft is tried on all accounts, page after page, before it is published', async () => {
  const row = (id, difference) => ({ account_id: id, tenant: `租户${id}`, room: `9-${id}`, energy_wh: 100_000,
    before_fen: 6000, after_fen: 6000 + difference, difference_fen: difference, obstacle: null });
  const asked = [];
  await page.route('**/api/v1/tariffs/2/dry-run', (route) => {
    const body = route.request().postDataJSON();
    asked.push(body.after);
    const second = body.after === 60;
    const items = second
      ? [{ ...row(61, 0), energy_wh: null, before_fen: null, after_fen: null, difference_fen: null, obstacle: 'readings' }]
      : Array.from({ length: 60 }, (_, index) => row(index + 1, index - 20));
    return route.fulfill({ contentType: 'application/json', body: JSON.stringify({ items, next: second ? null : '60' }) });
  });
  await page.goto(`${url}/tariffs/2/new`);
  await page.getByRole('button', { name: '发布…' }).click();
  await page.getByRole('button', { name: '发布前试算' }).click();
  await page.getByText('39 户多付，20 户少付，1 户不变').first().waitFor();
  assert.deepEqual(asked, [0, 60]);
  const rows = page.locator('section', { has: page.locator('.histogram') }).locator('tbody tr');
  assert.equal(await rows.count(), 50);
  assert.match(await rows.first().innerText(), /9-60.*\+0\.39.*\+0\.65%/s);
  await page.getByRole('button', { name: '下一页' }).click();
  await page.getByText('读数无法结算').waitFor();
  await page.getByPlaceholder('搜索房间或租户').fill('9-17');
  await page.getByText('共 1 条').waitFor();
  await page.getByRole('button', { name: '返回编辑' }).click();
  await page.getByRole('button', { name: '试算…' }).waitFor();
});

test('a dry run that can not be had says why and is asked for again', async () => {
  let refuse = true;
  await page.route('**/api/v1/tariffs/2/dry-run', (route) =>
    refuse ? route.fulfill(problem(503, 'busy')) : route.continue());
  await page.goto(`${url}/tariffs/2/new`);
  await page.getByRole('button', { name: '试算…' }).click();
  await page.getByText('系统繁忙').waitFor();
  refuse = false;
  await page.getByRole('button', { name: '重试' }).click();
  await page.locator('.histogram svg').waitFor();
});

test('a workbook of many accounts comes in parts', async () => {
  const asked = [];
  await page.route('**/api/v1/tariffs/2/dry-run.xlsx', (route) => {
    asked.push(route.request().postDataJSON().after);
    return route.fulfill({ status: 200, body: 'PK', headers: asked.length === 1 ? { 'E2ms-Next': '500' } : {} });
  });
  await page.goto(`${url}/tariffs/2/new`);
  await page.getByRole('button', { name: '试算…' }).click();
  const first = page.waitForEvent('download');
  await page.getByRole('button', { name: '下载 Excel' }).click();
  assert.match((await first).suggestedFilename(), /^试算 .* \(1\)\.xlsx$/);
  await until(() => asked.length === 2);
  assert.deepEqual(asked, [0, 500]);
});

test('a change above the limit waits, and somebody else approves it with a note', async () => {
  await page.route('**/api/v1/tariffs', async (route) => {
    if (route.request().method() !== 'POST') return route.continue();
    const kept = await route.fetch({ url: `${url}/api/v1/tariff-proposals/3`, method: 'GET', postData: '' });
    return route.fulfill({ response: kept, status: 202 });
  });
  await page.goto(`${url}/tariffs/2/new`);
  await page.getByRole('button', { name: '发布…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '发布', exact: true }).click();
  await page.waitForURL(`${url}/tariff-proposals/3`);
  await page.getByText('等待另一人批准').waitFor();
  await page.getByText('单价最大变动 25%').waitFor();
  await page.getByRole('button', { name: '批准' }).click();
  const dialog = page.getByRole('dialog', { name: '批准并发布' });
  await dialog.getByRole('button', { name: '批准' }).click();
  await dialog.getByText('请填写说明').waitFor();
  await dialog.getByLabel('说明').fill('已核对');
  const request = page.waitForRequest('**/api/v1/tariff-proposals/3/approval');
  await dialog.getByRole('button', { name: '批准' }).click();
  assert.deepEqual((await request).postDataJSON(), { note: '已核对' });
  await page.getByText('已批准并发布').waitFor();
  await page.getByText('王经理 于 2026-03-11 14:00').waitFor();
  await dialog.waitFor({ state: 'hidden' });
  assert.equal(await page.getByRole('button', { name: '批准' }).count(), 0);
});

test('who proposed is not offered to approve, and a waiting proposal has a badge', async () => {
  await page.route('**/api/v1/tariff-proposals/3', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), proposed_by: '王经理' } });
  });
  await page.goto(`${url}/tariffs`);
  await page.getByTitle('1 个价目等待批准').waitFor();
  await page.getByRole('heading', { name: '等待第二人批准' }).waitFor();
  await page.locator('.waiting a').click();
  await page.getByText('由您提议，须由另一人批准').waitFor();
  assert.equal(await page.getByRole('button', { name: '批准' }).count(), 0);
  await page.getByRole('button', { name: '收回' }).waitFor();
});
