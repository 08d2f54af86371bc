// A manager's and a tenant's minutes at the real pages, wide and narrow, in both languages. A page
// that reports an error, fails a request or is wider than the screen fails the test.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openHouse, until } from './house.mjs';

const web = fileURLToPath(new URL('../../web/', import.meta.url));
const { chromium } = createRequire(join(web, 'package.json'))('playwright-core');
const folder = process.env.E2MS_SHOTS;
assert.ok(folder, 'E2MS_SHOTS must name the folder for pictures');

/** What the pages say, from the same files. */
function wordsOf(part, language) {
  const read = (place) => JSON.parse(readFileSync(join(web, place, 'src/locales', `${language}.json`), 'utf8'));
  const all = [read(part), read('shared')];
  return (key) => {
    const found = all
      .map((words) => key.split('.').reduce((at, name) => at?.[name], words))
      .find((text) => typeof text === 'string');
    assert.ok(found !== undefined, `no words for ${key}`);
    return found;
  };
}
/** The beginning of a text, up to its first blank to fill. */
const stem = (text) => text.split('{')[0].trim();

let house;
let browser;

before(async () => {
  mkdirSync(folder, { recursive: true });
  house = await openHouse();
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
});
after(async () => {
  await browser?.close();
  const verified = await house?.verify();
  const code = await house?.close();
  assert.equal(verified?.code, 0, 'the books agree afterwards');
  assert.equal(code, 0, 'the daemon ended in good order');
});

/** A browser of its own, which notes all that goes wrong. */
async function visit(scene, { width, height, language }) {
  const context = await browser.newContext({
    viewport: { width, height },
    ignoreHTTPSErrors: true,
    timezoneId: 'America/New_York',
  });
  await context.addInitScript((wanted) => localStorage.setItem('e2ms.language', wanted), language);
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const complaints = [];
  const one = { context, page, complaints, mayBeRefused: false };
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    const refused = /Failed to load resource.*401/.test(message.text());
    if (['error', 'warning'].includes(message.type()) && !(refused && one.mayBeRefused))
      complaints.push(message.text());
  });
  page.on('response', (answer) => {
    if (answer.status() >= 400 && !(answer.status() === 401 && one.mayBeRefused))
      complaints.push(`${answer.status()} ${answer.request().method()} ${answer.url()}`);
  });
  // What a page no longer waits for when it is left is no failure.
  page.on('requestfailed', (request) => {
    if (request.failure()?.errorText !== 'net::ERR_ABORTED')
      complaints.push(`${request.failure()?.errorText} ${request.url()}`);
  });
  scene.after(() => context.close());
  return one;
}

async function shoot({ page, complaints }, size, name) {
  await page.waitForFunction(() => !document.querySelector('.bone'));
  // Panels and curves come to rest; what moves for ever goes on.
  await page.evaluate(() =>
    Promise.all(
      document
        .getAnimations()
        .filter((motion) => Number.isFinite(motion.effect.getComputedTiming().endTime))
        .map((motion) => motion.finished.catch(() => undefined)),
    ),
  );
  const over = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  if (over > 0) complaints.push(`${name} is ${over} px wider than the screen`);
  await page.screenshot({ path: join(folder, `${name}-${size.width}-${size.language}.png`) });
}

async function signIn(one, t, size) {
  one.mayBeRefused = true; // there is no session yet, and the page asks for one
  await one.page.goto(`${house.url}/`);
  await one.page.waitForURL(/sign-in/);
  await shoot(one, size, 'sign-in');
  await one.page.locator('input[name=user]').fill(house.manager.user);
  await one.page.locator('input[name=password]').fill(house.manager.password);
  await one.page.keyboard.press('Enter');
  await one.page.getByRole('heading', { name: t('nav.home'), exact: true }).waitFor();
  one.mayBeRefused = false;
}

const sizes = [
  { width: 1440, height: 900, language: 'zh-CN' },
  { width: 390, height: 844, language: 'zh-CN' },
  { width: 1440, height: 900, language: 'en' },
  { width: 390, height: 844, language: 'en' },
];

/** Uses up what a room has, so that its power goes off. */
async function drain(name) {
  const room = await house.room(name);
  const meter = await house.desk.get(`/api/v1/meters/${room.meter_id}`);
  const kwh = Math.ceil(Math.max(room.balance_fen, 0) / 60) + 1;
  await house.meters(`energy ${meter.address} +${kwh}`);
  await until(`${name} is off`, async () => (await house.room(name)).state === 'off');
  return room;
}

for (const size of sizes) {
  const label = `${size.width} px, ${size.language}`;

  test(`the manager, ${label}`, async (scene) => {
    const t = wordsOf('admin', size.language);
    const one = await visit(scene, size);
    const { page } = one;

    await scene.test('signs in and sees the rooms as they change', async () => {
      await signIn(one, t, size);
      await page.getByText(t('live.live')).first().waitFor();
      assert.equal(await page.locator('a.room').count(), 24);
      await page.evaluate(() => (window.notReloaded = true));
      await drain('A-101');
      await page.locator('a.room.off', { hasText: 'A-101' }).waitFor();
      assert.ok(await page.evaluate(() => window.notReloaded), 'without a reload');
      await shoot(one, size, 'home');
    });

    await scene.test('reads why a power went off', async () => {
      const { meter_id: id } = await house.room('A-101');
      await page.goto(`${house.url}/meters`);
      await page.locator(`a[href="/meters/${id}"]`).first().click();
      await page.locator('.chart svg').first().waitFor();
      await page.getByText(stem(t('reason.arrears'))).first().waitFor();
      await page.getByText(t('decision.trace')).first().click();
      await page.getByText(t('step.acknowledged')).first().waitFor();
      await page.getByText(t('step.read_back')).first().waitFor();
      await page.evaluate(() => scrollTo(0, 0));
      await shoot(one, size, 'meter-off');
    });

    await scene.test('switches off with a reason and back to the rules', async () => {
      const { meter_id: id } = await house.room('A-102');
      await page.goto(`${house.url}/meters/${id}`);
      await page.getByRole('button', { name: t('supply.off') }).click();
      const dialog = page.getByRole('dialog');
      await dialog.locator('textarea').fill('检修 / repair');
      await shoot(one, size, 'meter-switching');
      await dialog.getByRole('button', { name: t('supply.off') }).click();
      await page.locator('.relay.off').first().waitFor();
      await page.getByText('检修 / repair').first().waitFor();
      await page.getByRole('button', { name: t('supply.auto') }).click();
      await dialog.locator('textarea').fill('done');
      await dialog.getByRole('button', { name: t('supply.auto') }).click();
      await page.locator('.relay.on').first().waitFor();
      await shoot(one, size, 'meter');
    });

    await scene.test('takes cash and prints the receipt', async () => {
      const { account_id: id } = await house.room('A-103');
      await until('something was used', async () => (await house.desk.get(`/api/v1/accounts/${id}`)).running_fen > 0);
      await page.goto(`${house.url}/accounts`);
      await page.locator(`a[href="/accounts/${id}"]`).first().click();
      await page.getByRole('button', { name: t('top_up.title') }).click();
      await page.getByPlaceholder('0.00').fill('66.60');
      await shoot(one, size, 'top-up');
      await page.getByRole('button', { name: t('top_up.take').replace('{money}', '¥66.60') }).click();
      await page.locator('.done').waitFor();
      await page.getByRole('button', { name: t('receipt.print') }).click();
      await page.waitForURL(/receipts/);
      await page.getByText('¥66.60').first().waitFor();
      await shoot(one, size, 'receipt');
      await page.getByRole('link', { name: t('receipt.back') }).click();
      await page.waitForURL(/accounts/);
      await shoot(one, size, 'account');
    });

    await scene.test('follows a charge to its two readings', async () => {
      const row = page.locator('tr', { hasText: t('charge.posted') }).first();
      await row.getByRole('button', { name: t('account.explain') }).click();
      const explanation = page.locator('.explanation');
      await explanation.waitFor();
      const registers = await explanation.locator('tbody td.num').allTextContents();
      assert.equal(registers.length, 2);
      const [from, to] = registers.map(Number);
      assert.ok(to > from, `${from} to ${to}`);
      await explanation.getByText(`${(to - from).toFixed(3)} kWh`).first().waitFor();
      await shoot(one, size, 'charge');
      await page.keyboard.press('Escape');
      await explanation.waitFor({ state: 'hidden' });
    });

    await scene.test('reverses the top-up', async () => {
      await page.getByRole('tab', { name: t('account.top_ups') }).click();
      const row = page.locator('tr', { hasText: '66.60' }).first();
      await row.getByRole('button', { name: t('reversal.title') }).click();
      const dialog = page.getByRole('dialog').filter({ has: page.locator('textarea') });
      await dialog.locator('textarea').fill('房号输错 / wrong room');
      await dialog.getByRole('button', { name: t('reversal.title') }).click();
      await page.locator('tr.struck', { hasText: '66.60' }).first().waitFor();
      await shoot(one, size, 'reversed');
      await page.getByRole('tab', { name: t('account.ledger') }).click();
      await page.getByText(t('journal.top_up_reversal')).first().waitFor();
    });

    await scene.test('sees the lists', async () => {
      for (const [name, path] of [['meters', '/meters'], ['accounts', '/accounts'], ['alarms', '/alarms']]) {
        await page.goto(`${house.url}${path}`);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await shoot(one, size, name);
      }
    });

    await scene.test('records a line and sees what passes', async () => {
      await page.goto(`${house.url}/gateways`);
      await page.locator('.line .what a').first().click();
      await page.getByRole('button', { name: t('record.start'), exact: true }).click();
      // Without a reload: an answer with its value.
      await page.locator('.log .value').first().waitFor();
      await shoot(one, size, 'line');
      await page.getByRole('button', { name: t('record.stop'), exact: true }).click();
      await page.getByRole('button', { name: t('record.start'), exact: true }).waitFor();
    });

    await scene.test('has to sign in again when the session is over', async () => {
      one.mayBeRefused = true;
      await one.context.clearCookies();
      // A live event may have told the page before the click does.
      const link = page.getByRole('link', { name: t('nav.accounts') }).first();
      await Promise.any([link.click(), page.waitForURL(/sign-in/)]);
      await page.waitForURL(/sign-in/);
      await page.locator('input[name=password]').waitFor();
    });
    assert.deepEqual(one.complaints, []);
  });

  test(`the tenant, ${label}`, async (scene) => {
    const t = wordsOf('tenant', size.language);
    const one = await visit(scene, size);
    const { page } = one;

    await scene.test('signs in with room and PIN and sees why it is dark', async () => {
      await drain('A-101');
      one.mayBeRefused = true;
      await page.goto(`${house.url}/t/`);
      await page.locator('input[name=room]').fill('A-101');
      await page.locator('input[name=pin]').fill(house.pin('A-101'));
      await shoot(one, size, 'tenant-sign-in');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: t('power.off') }).waitFor();
      one.mayBeRefused = false;
      await page.getByText(stem(t('reason.arrears'))).first().waitFor();
      await page.getByText(stem(t('next.on_after_top_up'))).first().waitFor();
      await page.locator('.chart svg').first().waitFor();
      await shoot(one, size, 'tenant-off');
    });

    await scene.test('sees the light come back after a top-up, without a reload', async () => {
      await page.evaluate(() => (window.notReloaded = true));
      const room = await house.room('A-101');
      await house.desk.topUp(room.account_id, 5000);
      await page.getByRole('heading', { name: t('power.on') }).waitFor();
      assert.ok(await page.evaluate(() => window.notReloaded), 'without a reload');
      await page.getByText('¥50.00').first().waitFor();
      await shoot(one, size, 'tenant-on');
    });

    await scene.test('follows a charge to its readings', async () => {
      await page.locator('li button', { hasText: t('charges.why') }).last().click();
      const explanation = page.locator('.explanation');
      await explanation.waitFor();
      assert.equal(await explanation.locator('tbody td.num').count(), 2);
      await shoot(one, size, 'tenant-charge');
    });

    await scene.test('has to sign in again when the session is over', async () => {
      one.mayBeRefused = true;
      await one.context.clearCookies();
      await page.reload();
      await page.locator('input[name=pin]').waitFor();
    });
    assert.deepEqual(one.complaints, []);
  });
}
