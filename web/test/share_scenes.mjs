// Pictures of sharing groups, the disclosure sheet, and bills with shares.

/** Losses and public energy of a group stand on the bill. */
const shared = (page) =>
  page.route('**/api/v1/**/bills/2026-0*', async (route) => {
    const response = await route.fetch();
    const bill = await response.json();
    const totals = { main_wh: 1000000, sub_wh: 940000, loss_wh: 60000, public_wh: 40000 };
    const money = { grid_wh: 1000000, grid_fen: 70000, price_now: '0.7', loss_fen: 4200, public_fen: 2800 };
    const part = (kwh, fen) => ({ kwh, exact_yuan: String(fen / 100), share_fen: fen, charged_fen: fen });
    const line = (code, kwh, fen) => ({
      line: code, tier: null, period: null, wallet: 'electricity', tariff: null, quantity: kwh,
      price: '0.7', exact_yuan: String(fen / 100), amount_fen: fen, energy_wh: null, running_fen: 0,
      as_of: bill.to, charges: [],
    });
    bill.lines.push(line('share:loss:1', '20', 1400), line('share:common:1', '13.333333333333', 933));
    bill.shares = [{
      sharing_id: 1, name: '1号楼', basis: 'energy', loss: true, public: true, price: null,
      cap_percent: 10, ...totals, ...money, weight_sum: 900000, area: '35.50', days: 31,
      used_wh: 300000, energy_fen: 15000, weight: 300000, own_loss: part('20', 1400),
      own_public: part('13.333333333333', 933), capped: false,
    }];
    await route.fulfill({ response, json: bill });
  });

export const shareScenes = [
  { name: 'admin-bill-shares', path: '/accounts/7/bills/2026-02', who: 'manager', before: shared },
  { name: 'admin-sharings', path: '/sharings', who: 'manager' },
  { name: 'admin-sharing', path: '/sharings/1', who: 'manager' },
  { name: 'admin-sharing-new', path: '/sharings/new', who: 'manager' },
  {
    name: 'admin-sharing-month',
    path: '/sharings/1/months/2026-03',
    who: 'manager',
    act: (page) => page.locator('details summary').first().click(),
  },
  {
    name: 'admin-sharing-grid-bill',
    path: '/sharings/1/months/2026-03',
    who: 'manager',
    act: (page) => page.getByRole('button', { name: /^(更正|Correct)$/ }).first().click(),
    window: true,
  },
  { name: 'admin-disclosure', path: '/disclosures/2026-03?sharing=1', who: 'manager' },
  {
    name: 'tenant-bill-shares',
    path: '/t/',
    who: 'tenant',
    before: shared,
    act: async (page) => {
      await page.getByRole('button', { name: /2026.*02/ }).first().click();
      await page.waitForSelector('.bill-shares');
    },
  },
];
