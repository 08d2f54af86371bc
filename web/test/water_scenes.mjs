// Pictures of water: an account of its own beside that of electricity.
import { click } from './scenes_base.mjs';

/** Other values in what an address answers. */
const changed = (pattern, change) => (page) =>
  page.route(pattern, async (route) => {
    const response = await route.fetch();
    const body = await response.json();
    await route.fulfill({ response, json: change(body, new URL(route.request().url())) ?? body });
  });
const water = { medium: 'water', unit: 'm3' };
const terms = {
  medium: 'water',
  energy: {
    type: 'tier',
    tiers: [
      { upto: '180', price: '2.07' },
      { upto: '260', price: '4.07' },
      { upto: null, price: '6.07' },
    ],
  },
  tier_cycle: { unit: 'year' },
  surcharges: [
    { code: 'sewage', per_m3: '1.36' },
    { code: 'resource', per_m3: '1.57' },
  ],
};
const price = { version: '居民用水', price_e8: null, valid_from: '2025-12-31T16:00:00.000Z', terms };

/** A few litres where the example has kWh. */
function few(items) {
  for (const one of items) one.energy_wh = Math.round(one.energy_wh / 40);
  return items;
}
const line = (code, tier, each, fen) => ({
  line: code,
  tier,
  period: null,
  wallet: 'electricity',
  tariff: { version: '居民用水', valid_from: price.valid_from },
  quantity: '6.24',
  price: each,
  exact_yuan: String(6.24 * Number(each)),
  amount_fen: fen,
  energy_wh: 6240,
  running_fen: 0,
  as_of: null,
  charges: [],
});

async function onWater(page) {
  await changed('**/api/v1/accounts/7', (one) => Object.assign(one, water, { price }))(page);
  await changed('**/api/v1/**/charges?*', ({ items }) => void few(items))(page);
  await changed('**/api/v1/**/bills?*', ({ items }) => void few(items))(page);
  await changed('**/api/v1/**/bills/2026-02*', (bill) =>
    Object.assign(bill, water, {
      lines: [
        line('energy', 1, '2.07', 1292),
        line('surcharge:sewage', null, '1.36', 849),
        line('surcharge:resource', null, '1.57', 980),
      ],
      energy_wh: 6240,
      energy_fen: 3121,
      items_fen: 0,
      adjustments_fen: 0,
      adjustments: [],
      shares: [],
      figures: [],
      total_fen: 3121,
      electricity_fen: 3121,
      fees_fen: 0,
      readings: bill.readings.slice(0, 1).map((one) => ({ ...one, energy_wh: 6240 })),
    }),
  )(page);
  await changed('**/api/v1/**/charges/*', (one) => Object.assign(one, water))(page);
}
const both = async (page) => {
  await onWater(page);
  await changed('**/api/v1/me?medium=water', (me) =>
    Object.assign(me, water, {
      water_beside: false,
      balance_fen: 2318,
      posted_fen: 2400,
      running_fen: 82,
      price,
      power: { ...me.power, relay: 'none', wanted: null, reason: null, power_w: null, next: { code: 'nothing', amount_fen: null } },
    }),
  )(page);
  await changed('**/api/v1/me', (me) => Object.assign(me, { water_beside: true }))(page);
  await changed('**/api/v1/me/usage*', ({ items }, url) =>
    url.searchParams.get('medium') === 'water' ? void few(items) : undefined,
  )(page);
};
const meterOfWater = changed('**/api/v1/meters/7', (meter) =>
  Object.assign(meter, water, {
    model: { id: 'cjt188-water', name: 'CJ/T 188-2004 Cold-water meter with valve', protocol: 'cjt188', phases: 0 },
  }),
);

export const waterScenes = [
  { name: 'admin-water-account', path: '/accounts/7', who: 'manager', before: onWater },
  { name: 'admin-water-bill', path: '/accounts/7/bills/2026-02', who: 'manager', before: onWater },
  { name: 'admin-water-meter', path: '/meters/7', who: 'manager', before: meterOfWater },
  {
    name: 'admin-water-swap',
    path: '/meters/7',
    who: 'manager',
    before: meterOfWater,
    act: click(/^(换表|Swap the meter)$/),
    window: true,
  },
  {
    name: 'admin-water-tariff',
    path: '/tariffs/new',
    who: 'manager',
    act: async (page) => {
      await page.getByText(/^(水|Water)$/).click();
      await page.getByText(/^(阶梯|Tiered|Tiers)$/).first().click();
    },
  },
  {
    name: 'admin-water-home',
    path: '/',
    who: 'manager',
    before: changed('**/api/v1/rooms*', ({ items }) => {
      items.slice(0, 6).forEach((room, at) => {
        const balance_fen = at === 2 ? -318 : 2000 + at * 777;
        room.water = { account_id: 90 + at, meter_id: 90 + at, state: 'normal', balance_fen };
      });
    }),
  },
  { name: 'tenant-both', path: '/t/', who: 'tenant', before: both },
  {
    name: 'tenant-water',
    path: '/t/',
    who: 'tenant',
    before: both,
    act: async (page) => {
      await page.getByRole('button', { name: /^(水费|Water)/ }).click();
      await page.waitForSelector('.chart svg');
    },
  },
];
