// What the browser tests have in common: the fixture, a browser, and for each test a fresh context.
// Needs the built pages: E2MS_WEB_DIST names the folder with admin/ and tenant/.
import { after, afterEach, before, beforeEach } from 'node:test';
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';
import { startFixture } from './fixture.mjs';

const dist = process.env.E2MS_WEB_DIST;
assert.ok(dist, 'E2MS_WEB_DIST must name the folder with admin/ and tenant/');

export const stage = {
  be: (who) => stage.context.addCookies([{ name: 'fixture', value: who, url: stage.url }]),
  newPage: async () => {
    const page = await stage.context.newPage();
    page.setDefaultTimeout(20_000);
    return page;
  },
};

export const problem = (status, code, headers = {}) => ({
  status,
  headers,
  contentType: 'application/problem+json',
  body: JSON.stringify({ type: 'about:blank', title: code, status, code, problems: [] }),
});

let browser;

before(async () => {
  stage.fixture = await startFixture(dist);
  stage.url = stage.fixture.url;
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
});
after(async () => {
  await browser.close();
  stage.fixture.close();
});
beforeEach(async () => {
  stage.context = await browser.newContext({ locale: 'zh-CN' });
  stage.page = await stage.newPage();
});
afterEach(() => stage.context.close());
