import { createApp } from 'vue';
import { createLanguage, resumeSession } from '@e2ms/shared';
import '@e2ms/shared/theme.css';
import './vant';
import './page.css';
import App from './App.vue';
import chinese from './locales/zh-CN.json';

async function start(): Promise<void> {
  const [i18n] = await Promise.all([
    createLanguage(chinese, async () => (await import('./locales/en.json')).default),
    resumeSession('tenant').catch(() => false), // without an answer the sign-in page says so when used
  ]);
  createApp(App).use(i18n).mount('#page');
}

void start();
