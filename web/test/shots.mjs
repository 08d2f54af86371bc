// npm run shots -- <dist> <folder>: a picture of every page, wide and narrow, in both languages.
// Fails when a page reports an error, breaks the content security policy or is wider than the screen.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { startFixture } from './fixture.mjs';
import { shareScenes } from './share_scenes.mjs';
import { ofAShop } from './shop.mjs';

const [dist, folder, only] = process.argv.slice(2);
if (!dist || !folder) {
  console.error(
    'usage: npm run shots -- <folder with admin/ and tenant/> <folder for pictures> [pattern]',
  );
  process.exit(64);
}
mkdirSync(folder, { recursive: true });
const fixture = await startFixture(dist);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});
const complaints = [];

const click = (name) => (page) => page.getByRole('button', { name }).first().click();
/** The newest reading is one that jumped, and nobody has decided yet. */
const inDoubt = (page) =>
  page.route('**/api/v1/meters/7/readings*', async (route) => {
    const response = await route.fetch();
    const list = await response.json();
    const jumped = list.items.find(({ reason }) => reason === 'jumped');
    list.items.unshift({ ...jumped, taken_at: '2026-03-12T06:46:58.231Z' });
    await route.fulfill({ response, json: list });
  });
/** Other values in what an address answers. */
const changed = (pattern, change) => (page) =>
  page.route(pattern, async (route) => {
    const response = await route.fetch();
    const body = await response.json();
    change(body);
    await route.fulfill({ response, json: body });
  });
const due = (state, unpaid_fen) => ({
  state,
  due_at: '2026-03-16T16:00:00.000Z',
  amount_fen: 165_163,
  unpaid_fen,
});
/** Pays afterwards, and has not paid the bill of February. */
async function payingLater(page) {
  const owing = (account) =>
    Object.assign(account, {
      mode: 'postpaid',
      state: 'arrears',
      overdue_fen: 15_043,
      next_due: { bill: '2026-02', due_at: '2026-03-16T16:00:00.000Z', unpaid_fen: 15_043 },
      posted_fen: -18_210,
      balance_fen: -18_622,
      available_fen: -18_622,
      until: { basis: 'on_bill', at: null, daily_fen: 672 },
    });
  await changed('**/api/v1/accounts/7', owing)(page);
  await changed('**/api/v1/me', (me) => {
    owing(me).power.next = { code: 'pay_overdue', amount_fen: 15_043 };
  })(page);
  await changed('**/api/v1/**/bills?*', ({ items }) => {
    items[1].due = due('overdue', 15_043);
    items.push({ ...items[1], id: '2026-01', due: due('paid', 0) });
  })(page);
  await changed('**/api/v1/**/bills/2026-02', (bill) => {
    bill.due = due('overdue', 15_043);
    bill.adjustments[0].due = { ...due('open', 6), amount_fen: 6 };
  })(page);
}
/** A bill of which subsidies pay a part. */
const subsidised = changed('**/api/v1/**/bills/2026-02', (bill) => {
  const line = { ...bill.lines[1], wallet: 'electricity', tariff: null };
  bill.lines.push(
    { ...line, line: 'subsidy:3', quantity: '1.5', price: '-0.6', exact_yuan: '-0.9', amount_fen: -90 },
    { ...line, line: 'subsidy:4', quantity: '0.2', price: '-1', exact_yuan: '-0.2', amount_fen: -20 },
  );
});
const scenes = [
  { name: 'admin-sign-in', path: '/sign-in', who: null },
  { name: 'admin-home', path: '/', who: 'manager' },
  { name: 'admin-meters', path: '/meters', who: 'manager' },
  {
    name: 'admin-meter',
    path: '/meters/7',
    who: 'manager',
    act: async (page) => {
      await page.waitForSelector('.chart svg');
      await page.locator('details summary').first().click();
    },
  },
  {
    name: 'admin-meter-switch',
    path: '/meters/7',
    who: 'manager',
    act: click(/拉闸|Switch off/),
    window: true,
  },
  {
    name: 'admin-meter-enter',
    path: '/meters/7',
    who: 'manager',
    act: async (page) => {
      await click(/^(补录读数|Enter a reading)$/)(page);
      await page.getByPlaceholder('0.00').fill('1290.5');
    },
    window: true,
  },
  {
    name: 'admin-meter-swap',
    path: '/meters/7',
    who: 'manager',
    act: click(/^(换表|Swap the meter)$/),
    window: true,
  },
  {
    name: 'admin-meter-ratio',
    path: '/meters/7',
    who: 'manager',
    act: click(/^(倍率变更|Change the ratio)$/),
    window: true,
  },
  {
    name: 'admin-meter-retired',
    path: '/meters/7',
    who: 'manager',
    before: (page) =>
      page.route('**/api/v1/meters/7', async (route) => {
        const response = await route.fetch();
        const json = { ...(await response.json()), retired_at: '2026-03-12T06:30:00.000Z', replaced_by: 8 };
        await route.fulfill({ response, json });
      }),
  },
  {
    name: 'admin-meter-void',
    path: '/meters/7',
    who: 'manager',
    act: click(/^(作废|Take back)$/),
    window: true,
  },
  {
    name: 'admin-meter-doubt',
    path: '/meters/7',
    who: 'manager',
    before: inDoubt,
    act: (page) => page.waitForSelector('.doubt'),
  },
  {
    name: 'admin-meter-decide',
    path: '/meters/7',
    who: 'manager',
    before: inDoubt,
    act: click(/^(作为新起点|New baseline)$/),
    window: true,
  },
  { name: 'admin-accounts', path: '/accounts', who: 'manager' },
  { name: 'admin-account', path: '/accounts/7', who: 'manager' },
  {
    name: 'admin-account-explain',
    path: '/accounts/7',
    who: 'manager',
    window: true,
    act: async (page) => {
      await page
        .getByRole('button', { name: /扣费说明|Explain/ })
        .nth(1)
        .click();
      await page.waitForSelector('.explanation');
    },
  },
  {
    name: 'admin-account-ledger',
    path: '/accounts/7',
    who: 'manager',
    act: async (page) => {
      await page.getByRole('tab', { name: /账本|Ledger/ }).click();
      await page.locator('details summary').first().click();
    },
  },
  {
    name: 'admin-account-bills',
    path: '/accounts/7',
    who: 'manager',
    act: (page) => page.getByRole('tab', { name: /账单|Bills/ }).click(),
  },
  { name: 'admin-arrears', path: '/accounts/arrears', who: 'manager' },
  {
    name: 'admin-account-grant',
    path: '/accounts/7',
    who: 'manager',
    window: true,
    act: async (page) => {
      await click(/^(发放补贴|Grant a subsidy)$/)(page);
      await page.getByRole('textbox').first().fill('12.5');
      await page.getByText(/按人数|Each person/).click();
    },
  },
  {
    name: 'admin-account-grant-end',
    path: '/accounts/7',
    who: 'manager',
    window: true,
    act: click(/^(停止|End)$/),
  },
  { name: 'admin-account-postpaid', path: '/accounts/7', who: 'manager', before: payingLater },
  {
    name: 'admin-account-payment',
    path: '/accounts/7',
    who: 'manager',
    window: true,
    before: payingLater,
    act: async (page) => {
      await click(/^(变更|Change)$/)(page);
      await page.locator('.el-dialog').getByText(/^(预付费|prepaid)$/).click();
    },
  },
  {
    name: 'admin-account-bills-due',
    path: '/accounts/7',
    who: 'manager',
    before: payingLater,
    act: (page) => page.getByRole('tab', { name: /账单|Bills/ }).click(),
  },
  { name: 'admin-bill-due', path: '/accounts/7/bills/2026-02', who: 'manager', before: payingLater },
  {
    name: 'admin-bill-subsidised',
    path: '/accounts/7/bills/2026-02',
    who: 'manager',
    before: subsidised,
  },
  { name: 'admin-bill', path: '/accounts/7/bills/2026-02', who: 'manager' },
  { name: 'admin-bill-figures', path: '/accounts/7/bills/2026-02', who: 'manager', before: ofAShop(false) },
  {
    name: 'admin-bill-waits',
    path: '/accounts/7/bills/2026-02',
    who: 'manager',
    before: ofAShop(true),
  },
  {
    name: 'admin-bill-enter-figures',
    path: '/accounts/7/bills/2026-02',
    who: 'manager',
    before: ofAShop(true),
    act: click(/录入指标|Enter figures/),
    window: true,
  },
  {
    name: 'admin-account-top-ups',
    path: '/accounts/7',
    who: 'manager',
    act: (page) => page.getByRole('tab', { name: /充值|Top-ups/ }).click(),
  },
  {
    name: 'admin-top-up',
    path: '/accounts/7',
    who: 'manager',
    window: true,
    act: async (page) => {
      await click(/现金充值|Cash top-up/)(page);
      await page.getByRole('button', { name: '100', exact: true }).click();
    },
  },
  {
    name: 'admin-topped-up',
    path: '/accounts/7',
    who: 'manager',
    window: true,
    act: async (page) => {
      await click(/现金充值|Cash top-up/)(page);
      await page.getByRole('button', { name: '100', exact: true }).click();
      await page.getByRole('button', { name: /收款|Take/ }).click();
      await page.waitForSelector('.done');
    },
  },
  {
    name: 'admin-top-up-unsure',
    path: '/accounts/7',
    who: 'manager',
    window: true,
    expectErrors: true,
    before: (page) =>
      page.route('**/top-ups', (route) =>
        route.request().method() === 'POST' ? route.abort() : route.continue(),
      ),
    act: async (page) => {
      await click(/现金充值|Cash top-up/)(page);
      await page.getByRole('button', { name: '100', exact: true }).click();
      await page.getByRole('button', { name: /收款|Take/ }).click();
      await page.waitForSelector('.refused');
    },
  },
  {
    name: 'admin-differs',
    path: '/',
    who: 'manager',
    before: (page) =>
      page.route('**/api/v1/home', async (route) => {
        const response = await route.fetch();
        const home = await response.json();
        home.verification.state = 'differs';
        home.verification.first_difference = 'account 7: balance is 4300, its entries sum to 4303';
        await route.fulfill({ response, json: home });
      }),
    act: (page) => page.locator('.difference summary').click(),
  },
  {
    name: 'admin-no-answer',
    path: '/meters',
    who: 'manager',
    expectErrors: true,
    before: (page) => page.route('**/api/v1/session', (route) => route.abort()),
  },
  { name: 'admin-receipt', path: '/receipts/52', who: 'manager' },
  { name: 'admin-alarms', path: '/alarms', who: 'manager' },
  { name: 'admin-tariffs', path: '/tariffs', who: 'manager' },
  { name: 'admin-tariff', path: '/tariffs/2', who: 'manager' },
  {
    name: 'admin-tariff-withdraw',
    path: '/tariffs/2',
    who: 'manager',
    act: click(/^(撤回|Withdraw)$/),
    window: true,
  },
  { name: 'admin-tariff-new', path: '/tariffs/new', who: 'manager' },
  {
    name: 'admin-tariff-templates',
    path: '/tariffs/new',
    who: 'manager',
    window: true,
    act: async (page) => {
      await click(/从模板开始|Templates/)(page);
      await page.waitForSelector('li button .chip');
    },
  },
  {
    name: 'admin-tariff-edit',
    path: '/tariffs/2/new',
    who: 'manager',
    act: (page) => page.waitForSelector('.lines tfoot'),
  },
  {
    name: 'admin-tariff-seasons',
    path: '/tariffs/new',
    who: 'manager',
    act: async (page) => {
      await click(/从模板开始|Templates/)(page);
      await page.getByRole('button', { name: /湖北/ }).click();
      await page.waitForTimeout(400); // the dialog leaves
      await page.locator('details.special summary').click();
      await click(/填入 2026|holidays 2026/)(page);
      await click(/加一条规则|Add a rule/)(page);
      await page.locator('.field.editable').focus();
      for (const key of ['ArrowDown', 'ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowDown', 'Space'])
        await page.keyboard.press(key);
      await page.locator('.el-message').waitFor({ state: 'detached' });
    },
  },
  {
    name: 'admin-tariff-proposal',
    path: '/tariff-proposals/3',
    who: 'manager',
    act: (page) => page.waitForSelector('.histogram svg'),
  },
  {
    name: 'admin-tariff-approve',
    path: '/tariff-proposals/3',
    who: 'manager',
    act: click(/^(批准|Approve)$/),
    window: true,
  },
  {
    name: 'admin-tariff-dry-run',
    path: '/tariffs/2/new',
    who: 'manager',
    act: async (page) => {
      await click(/^(试算…|Dry run…)$/)(page);
      await page.waitForSelector('.histogram svg');
    },
  },
  {
    name: 'admin-tariff-months',
    path: '/tariffs/new',
    who: 'manager',
    act: async (page) => {
      await click(/从模板开始|Templates/)(page);
      await page.getByRole('button', { name: /广东/ }).click();
      await page.waitForTimeout(400); // the dialog leaves
    },
  },
  {
    name: 'admin-tariff-problem',
    path: '/tariffs/2/new',
    who: 'manager',
    before: (page) =>
      page.route('**/api/v1/tariffs/check', (route) =>
        route.fulfill({
          json: {
            problems: [
              { path: 'terms.energy.tiers[1].upto', text: '2000 is not above 2760' },
              { path: 'terms.energy.prices.peak', text: 'must be a decimal number written as a text, like \"0.5283\"' },
            ],
          },
        }),
      ),
    act: (page) => page.waitForSelector('.problems li'),
  },
  {
    name: 'admin-tariff-publish',
    path: '/tariffs/2/new',
    who: 'manager',
    window: true,
    act: async (page) => {
      await page.waitForSelector('.lines tfoot');
      await click(/^(发布…|Publish…)$/)(page);
      await page.waitForSelector('.what');
    },
  },
  ...shareScenes,
  { name: 'admin-gateways', path: '/gateways', who: 'manager' },
  {
    name: 'admin-line',
    path: '/lines/1',
    who: 'manager',
    act: async (page) => {
      await page.waitForSelector('.log li');
      await page.locator('.log li button').nth(2).click();
    },
  },
  {
    name: 'admin-gateway-adopt',
    path: '/gateways',
    who: 'manager',
    act: click(/^(接入|Adopt)$/),
    window: true,
  },
  {
    name: 'admin-error',
    path: '/meters',
    who: 'manager',
    expectErrors: true,
    before: (page) =>
      page.route('**/api/v1/meters*', (route) =>
        route.fulfill({
          status: 503,
          contentType: 'application/problem+json',
          body: '{"type":"about:blank","title":"Busy","status":503,"code":"busy","problems":[]}',
        }),
      ),
  },
  {
    name: 'admin-empty',
    path: '/meters',
    who: 'manager',
    before: (page) =>
      page.route('**/api/v1/meters*', (route) =>
        route.fulfill({
          status: 200,
          contentType: 'application/json',
          body: '{"items":[],"next":null,"total":0}',
        }),
      ),
  },
  {
    name: 'admin-stale',
    path: '/',
    who: 'manager',
    expectErrors: true,
    before: (page) => page.route('**/api/v1/events', (route) => route.abort()),
  },
  { name: 'tenant-sign-in', path: '/t/', who: null },
  {
    name: 'tenant-no-answer',
    path: '/t/',
    who: 'tenant',
    expectErrors: true,
    before: (page) => page.route('**/api/v1/session', (route) => route.abort()),
  },
  {
    name: 'tenant-on',
    path: '/t/',
    who: 'tenant',
    act: (page) => page.waitForSelector('.chart svg'),
  },
  {
    name: 'tenant-postpaid',
    path: '/t/',
    who: 'tenant',
    before: payingLater,
    act: (page) => page.waitForSelector('.chart svg'),
  },
  {
    name: 'tenant-off',
    path: '/t/',
    who: 'tenant',
    variant: 'off',
    act: (page) => page.waitForSelector('.chart svg'),
  },
  {
    name: 'tenant-bill-figures',
    path: '/t/',
    who: 'tenant',
    before: ofAShop(false),
    act: async (page) => {
      await page.locator('button[aria-expanded]').first().click();
      await page.waitForSelector('li .total');
    },
  },
  {
    name: 'tenant-explain',
    path: '/t/',
    who: 'tenant',
    window: true,
    act: async (page) => {
      await page.locator('li button').nth(1).click();
      await page.waitForSelector('.explanation');
    },
  },
];

async function shoot(scene, width, language) {
  const context = await browser.newContext({
    viewport: { width, height: width > 800 ? 900 : 844 },
    deviceScaleFactor: 1,
    timezoneId: 'America/New_York',
  });
  if (scene.who)
    await context.addCookies([{ name: 'fixture', value: scene.who, url: fixture.url }]);
  await context.addInitScript((wanted) => localStorage.setItem('e2ms.language', wanted), language);
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const label = `${scene.name}-${width}-${language}`;
  const complain = (text) => complaints.push(`${label}: ${text.split('\n')[0]}`);
  page.on('pageerror', (error) => complain(error.message));
  page.on('console', (message) => {
    const expected = scene.expectErrors || scene.who === null; // a refused request is logged by the browser
    if (
      ['error', 'warning'].includes(message.type()) &&
      !(expected && /Failed to load resource/.test(message.text()))
    )
      complain(message.text());
  });
  await scene.before?.(page);
  fixture.state.variant = scene.variant;
  await page.goto(fixture.url + scene.path);
  await page.waitForFunction(
    () => document.querySelector('h1,.stand') && !document.querySelector('.bone'),
  );
  await scene.act?.(page);
  await page.waitForTimeout(350); // panels slide in
  const over = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  if (over > 0) complain(`${over} px wider than the screen`);
  await page.screenshot({ path: join(folder, `${label}.png`), fullPage: !scene.window });
  await context.close();
}

let taken = 0;
for (const scene of scenes)
  for (const width of [1440, 390])
    for (const language of ['zh-CN', 'en']) {
      if (only && !new RegExp(only).test(`${scene.name}-${width}-${language}`)) continue;
      taken += 1;
      await shoot(scene, width, language).catch((error) =>
        complaints.push(`${scene.name}-${width}-${language}: ${error.message.split('\n')[0]}`),
      );
    }

await browser.close();
fixture.close();
for (const complaint of complaints) console.error(complaint);
console.log(`${taken} pictures in ${folder}, ${complaints.length} complaints`);
process.exit(complaints.length ? 1 : 0);
