import { createApp } from 'vue';
import { createLanguage, reloadWhenOutdated } from '@e2ms/shared';
import '@e2ms/shared/theme.css';
import './vant';
import './page.css';
import App from './App.vue';
import chinese from './locales/zh-CN.json';

async function start(): Promise<void> {
  reloadWhenOutdated(() => location.href);
  const i18n = await createLanguage(
    chinese,
    async () => (await import('./locales/en.json')).default,
  );
  createApp(App).use(i18n).mount('#page');
}

void start();
