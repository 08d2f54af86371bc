// Pictures of accounts, their bills and how they pay.
import { click } from './scenes_base.mjs';
import { ofAShop } from './shop.mjs';

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

export const accountScenes = [
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
  {
    name: 'admin-account-move-out',
    path: '/accounts/7',
    who: 'manager',
    window: true,
    act: async (page) => {
      await click(/^(销户|Move out)$/)(page);
      await page.waitForSelector('.stands');
    },
  },
  {
    name: 'admin-account-transfer',
    path: '/accounts/7',
    who: 'manager',
    window: true,
    act: async (page) => {
      await click(/^(过户|Transfer)$/)(page);
      await page.waitForSelector('.stands');
    },
  },
  {
    name: 'admin-account-vacant',
    path: '/accounts/7',
    who: 'manager',
    before: changed('**/api/v1/accounts/7', (account) =>
      Object.assign(account, {
        kind: 'landlord',
        tenant: '',
        state: 'vacant',
        posted_fen: -1_620,
        running_fen: 12,
        balance_fen: -1_632,
        available_fen: -1_632,
      }),
    ),
  },
  {
    name: 'admin-account-closed',
    path: '/accounts/7',
    who: 'manager',
    before: changed('**/api/v1/accounts/7', (account) =>
      Object.assign(account, {
        state: 'closed',
        closed_at: '2026-03-12T06:30:00.000Z',
        meters: [],
        running_fen: 0,
        balance_fen: account.posted_fen,
      }),
    ),
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
      await click(/^(充值|Top up)$/)(page);
      await page.getByRole('button', { name: '100', exact: true }).click();
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
      await click(/^(充值|Top up)$/)(page);
      await page.getByRole('button', { name: '100', exact: true }).click();
      await page.getByRole('button', { name: /收款|Take/ }).click();
      await page.waitForSelector('.refused');
    },
  },
  {
    name: 'tenant-postpaid',
    path: '/t/',
    who: 'tenant',
    before: payingLater,
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
