// Pictures of money at the desk beside top-ups, of money whose owner is not known, and of the books.
import { click } from './scenes_base.mjs';

const manager = (name, path, more = {}) => {
  return { name: `admin-${name}`, path, who: 'manager', ...more };
};
const window = true;
const withFees = (page) =>
  page.route('**/api/v1/accounts/7', async (route) => {
    const response = await route.fetch();
    const json = { ...(await response.json()), has_fees: true, fees_fen: 25_000 };
    await route.fulfill({ response, json });
  });
const fill = (page, amount) => page.getByPlaceholder('0.00').fill(amount);

/** The example holds all money; what waits is a part of it. */
const waiting = (page) =>
  page.route('**/api/v1/unassigned?*waiting=true*', async (route) => {
    const response = await route.fetch();
    const json = await response.json();
    json.items = json.items.filter(({ end }) => end === null);
    await route.fulfill({ response, json });
  });

async function payOutAll(page) {
  await click(/^(退款|Pay out)$/)(page);
  await page.getByRole('button', { name: /^(全部|All of it)/ }).click();
  await page.getByRole('dialog').locator('textarea').fill('退房退款');
}
async function assignTo(page) {
  await click(/^(认领|Assign)$/)(page);
  await page.getByRole('dialog').locator('li input').nth(1).check();
}
/** A fen is missing, as it must never be. */
const unbalanced = (page) =>
  page.route('**/api/v1/books/*', async (route) => {
    const response = await route.fetch();
    const json = await response.json();
    json.total.credit_fen -= 1;
    json.total.closing_fen -= 1;
    await route.fulfill({ response, json });
  });

export const deskScenes = [
  manager('top-up-fees', '/accounts/7', {
    window,
    before: withFees,
    act: async (page) => {
      await click(/^(充值|Top up)$/)(page);
      await page.getByText(/^(银行转账|Bank transfer)$/).click();
      await fill(page, '800');
    },
  }),
  manager('pay-out', '/accounts/7', { window, act: payOutAll }),
  manager('pay-out-fees', '/accounts/7', {
    window,
    before: withFees,
    act: async (page) => {
      await click(/^(退款|Pay out)$/)(page);
      await page.getByRole('dialog').getByText(/^(费用|Fees)$/i).click();
      await fill(page, '100');
    },
  }),
  manager('paid-out', '/accounts/7', {
    window,
    act: async (page) => {
      await payOutAll(page);
      await page.keyboard.press('Tab');
      await page.getByRole('button', { name: /^(退款|Pay out) ¥/ }).click();
      await page.waitForSelector('.done');
    },
  }),
  manager('pay-outs', '/accounts/7', {
    act: (page) => page.getByRole('tab', { name: /^(退款|Pay-outs)$/ }).click(),
  }),
  manager('pay-out-reverse', '/accounts/7', {
    window,
    act: async (page) => {
      await page.getByRole('tab', { name: /^(退款|Pay-outs)$/ }).click();
      await click(/^(冲正|Reverse)$/)(page);
    },
  }),
  manager('pay-out-slip', '/pay-outs/6'),
  manager('adjust', '/accounts/7', {
    window,
    act: async (page) => {
      await click(/^(调账|Adjust)$/)(page);
      await page.getByText(/^(减少余额|Less balance)$/).click();
      await fill(page, '60');
    },
  }),
  manager('unassigned', '/money/unassigned', { before: waiting }),
  manager('unassigned-all', '/money/unassigned?shown=all', { before: waiting }),
  manager('unassigned-receive', '/money/unassigned', {
    window,
    before: waiting,
    act: click(/^(登记来款|Note a payment)$/),
  }),
  manager('unassigned-assign', '/money/unassigned', {
    window,
    before: waiting,
    act: assignTo,
  }),
  manager('unassigned-assigned', '/money/unassigned', {
    window,
    before: waiting,
    act: async (page) => {
      await assignTo(page);
      await page.getByRole('button', { name: /^(将 ¥|Assign ¥)/ }).click();
      await page.waitForSelector('.done');
    },
  }),
  manager('unassigned-return', '/money/unassigned', {
    window,
    before: waiting,
    act: click(/^(退回|Send back)$/),
  }),
  manager('books', '/money/books/2026-03'),
  manager('books-wrong', '/money/books/2026-03', { before: unbalanced }),
];
