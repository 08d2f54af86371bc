// npm run shots -- <dist> <folder>: a picture of every page, wide and narrow, in both languages.
// Fails when a page reports an error, breaks the content security policy or is wider than the screen.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { accountScenes } from './account_scenes.mjs';
import { deskScenes } from './desk_scenes.mjs';
import { startFixture } from './fixture.mjs';
import { click } from './scenes_base.mjs';
import { shareScenes } from './share_scenes.mjs';
import { tariffScenes } from './tariff_scenes.mjs';
import { waterScenes } from './water_scenes.mjs';

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

/** The newest reading is one that jumped, and nobody has decided yet. */
const inDoubt = (page) =>
  page.route('**/api/v1/meters/7/readings*', async (route) => {
    const response = await route.fetch();
    const list = await response.json();
    const jumped = list.items.find(({ reason }) => reason === 'jumped');
    list.items.unshift({ ...jumped, taken_at: '2026-03-12T06:46:58.231Z' });
    await route.fulfill({ response, json: list });
  });
/** Each meter answers with the model that the list of meters names. */
const otherModels = (page) =>
  page.route(/\/api\/v1\/meters\/(9|10)$/, async (route) => {
    const response = await route.fetch();
    const meter = await response.json();
    const [id, name] = route.request().url().endsWith('9')
      ? ['acrel_ddsy1352', 'Acrel DDSY1352']
      : ['eastron_sdm230', 'Eastron SDM230'];
    await route.fulfill({ response, json: { ...meter, model: { ...meter.model, id, name } } });
  });
/** The register began again at zero, or so it seems. */
const rolledOver = (page) =>
  page.route('**/api/v1/meters/7/readings*', async (route) => {
    const response = await route.fetch();
    const list = await response.json();
    const jumped = list.items.find(({ reason }) => reason === 'jumped');
    const again = { reason: 'rolled_over', register: '12.40', energy_wh: 12400 };
    list.items.unshift({ ...jumped, ...again, taken_at: '2026-03-12T06:46:58.231Z' });
    await route.fulfill({ response, json: list });
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
    name: 'admin-meter-swap-model',
    path: '/meters/7',
    who: 'manager',
    before: otherModels,
    act: async (page) => {
      await click(/^(换表|Swap the meter)$/)(page);
      await page.getByText(/^(表型、功率|Another model|The new meter)/).click();
      await page.getByRole('dialog').locator('.el-select').click();
      await page.getByRole('option').first().waitFor();
    },
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
  {
    name: 'admin-meter-rolled-over',
    path: '/meters/7',
    who: 'manager',
    before: rolledOver,
    act: async (page) => {
      await click(/^(接受|Accept)$/)(page);
      await page.getByRole('dialog').locator('input').fill('4');
    },
    window: true,
  },
  {
    name: 'admin-topped-up',
    path: '/accounts/7',
    who: 'manager',
    window: true,
    act: async (page) => {
      await click(/^(充值|Top up)$/)(page);
      await page.getByRole('button', { name: '100', exact: true }).click();
      await page.getByRole('button', { name: /收款|Take/ }).click();
      await page.waitForSelector('.done');
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
    name: 'tenant-off',
    path: '/t/',
    who: 'tenant',
    variant: 'off',
    act: (page) => page.waitForSelector('.chart svg'),
  },
  ...accountScenes,
  ...deskScenes,
  ...shareScenes,
  ...waterScenes,
  ...tariffScenes,
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
