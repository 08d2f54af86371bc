// Pictures of the tariff desk.
import { click } from './scenes_base.mjs';

export const tariffScenes = [
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
];
