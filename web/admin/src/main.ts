import { createApp } from 'vue';
import { createLanguage } from '@e2ms/shared';
import '@e2ms/shared/theme.css';
import './element';
import './page.css';
import App from './App.vue';
import chinese from './locales/zh-CN.json';
import { router } from './router';

async function start(): Promise<void> {
  const i18n = await createLanguage(
    chinese,
    async () => (await import('./locales/en.json')).default,
  );
  createApp(App).use(i18n).use(router).mount('#page');
}

void start();
