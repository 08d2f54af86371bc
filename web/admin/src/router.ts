import { createRouter, createWebHistory } from 'vue-router';
import { reloadWhenOutdated, session, sessionKnown } from '@e2ms/shared';

export const router = createRouter({
  history: createWebHistory('/'),
  routes: [
    {
      path: '/sign-in',
      name: 'sign_in',
      component: () => import('./pages/sign-in/SignIn.vue'),
      meta: { open: true, bare: true },
    },
    { path: '/', name: 'home', component: () => import('./pages/home/Home.vue') },
    { path: '/meters', name: 'meters', component: () => import('./pages/meters/Meters.vue') },
    {
      path: '/meters/:id(\\d+)',
      name: 'meter',
      component: () => import('./pages/meter/Meter.vue'),
    },
    {
      path: '/accounts',
      name: 'accounts',
      component: () => import('./pages/accounts/Accounts.vue'),
    },
    {
      path: '/accounts/arrears',
      name: 'accounts_arrears',
      component: () => import('./pages/arrears/Arrears.vue'),
    },
    {
      path: '/accounts/:id(\\d+)',
      name: 'account',
      component: () => import('./pages/account/Account.vue'),
    },
    {
      path: '/accounts/:id(\\d+)/bills/:bill(\\d{4}-\\d{2})',
      name: 'account_bill',
      component: () => import('./pages/bill/Bill.vue'),
    },
    {
      path: '/receipts/:id(\\d+)',
      name: 'receipt',
      component: () => import('./pages/receipt/Receipt.vue'),
      meta: { bare: true },
    },
    {
      path: '/pay-outs/:id(\\d+)',
      name: 'pay_out',
      component: () => import('./pages/pay-out/PayOut.vue'),
      meta: { bare: true },
    },
    { path: '/money', name: 'money', redirect: { name: 'money_unassigned' } },
    {
      path: '/money/unassigned',
      name: 'money_unassigned',
      component: () => import('./pages/unassigned/Unassigned.vue'),
    },
    {
      path: '/money/books/:bill(\\d{4}-\\d{2})?',
      name: 'money_books',
      component: () => import('./pages/books/Books.vue'),
    },
    { path: '/tariffs', name: 'tariffs', component: () => import('./pages/tariffs/Tariffs.vue') },
    {
      path: '/tariffs/new',
      name: 'tariff_new',
      component: () => import('./pages/tariff-edit/Editor.vue'),
    },
    {
      path: '/tariffs/:id(\\d+)',
      name: 'tariff',
      component: () => import('./pages/tariff/Tariff.vue'),
    },
    {
      path: '/tariffs/:id(\\d+)/new',
      name: 'tariff_version_new',
      component: () => import('./pages/tariff-edit/Editor.vue'),
    },
    {
      path: '/sharings',
      name: 'sharings',
      component: () => import('./pages/sharings/Sharings.vue'),
    },
    {
      path: '/sharings/new',
      name: 'sharing_new',
      component: () => import('./pages/share-rule/RuleEditor.vue'),
    },
    {
      path: '/sharings/:id(\\d+)',
      name: 'sharing',
      component: () => import('./pages/sharing/Sharing.vue'),
    },
    {
      path: '/sharings/:id(\\d+)/rule',
      name: 'sharing_rule',
      component: () => import('./pages/share-rule/RuleEditor.vue'),
    },
    {
      path: '/sharings/:id(\\d+)/months/:bill(\\d{4}-\\d{2})',
      name: 'sharing_month',
      component: () => import('./pages/share-month/ShareMonth.vue'),
    },
    {
      path: '/disclosures/:bill(\\d{4}-\\d{2})',
      name: 'sharing_disclosure',
      component: () => import('./pages/disclosure/Disclosure.vue'),
    },
    {
      path: '/tariff-proposals/:id(\\d+)',
      name: 'tariff_proposal',
      component: () => import('./pages/proposal/Proposal.vue'),
    },
    {
      path: '/gateways',
      name: 'gateways',
      component: () => import('./pages/gateways/Gateways.vue'),
    },
    {
      path: '/lines/:id(\\d+)',
      name: 'gateway_line',
      component: () => import('./pages/line/Line.vue'),
    },
    { path: '/alarms', name: 'alarms', component: () => import('./pages/alarms/Alarms.vue') },
    { path: '/:rest(.*)', name: 'lost', component: () => import('./pages/lost/Lost.vue') },
  ],
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
});

let going = '';
router.beforeEach(async (to) => {
  going = to.fullPath;
  await sessionKnown;
  if (!session.value && !to.meta.open) return { name: 'sign_in', query: { next: to.fullPath } };
  if (session.value && to.name === 'sign_in') return { name: 'home' };
  return true;
});
reloadWhenOutdated(() => going);
