import { ref, watch } from 'vue';
import { createI18n } from 'vue-i18n';
import zh from './locales/zh-CN.json';

export type Language = 'zh-CN' | 'en';
type Words = { [key: string]: string | Words };

const kept = 'e2ms.language';

function remembered(): Language {
  try {
    return localStorage.getItem(kept) === 'en' ? 'en' : 'zh-CN';
  } catch {
    return 'zh-CN';
  }
}

export const language = ref<Language>(remembered());

/** Both say what is called otherwise where it is water. */
function together(shared: Words, own: Words): Words {
  const water = { ...(shared.water as Words), ...(own.water as Words) };
  return { ...shared, ...own, water };
}

/** Chinese comes with the page, English when it is asked for. */
export async function createLanguage(chinese: Words, english: () => Promise<Words>) {
  const i18n = createI18n<[Words], Language, false>({
    legacy: false,
    locale: 'zh-CN',
    fallbackLocale: 'zh-CN',
    messages: { 'zh-CN': together(zh, chinese), en: {} },
  });

  let englishIsHere = false;

  async function apply(wanted: Language): Promise<void> {
    if (wanted === 'en' && !englishIsHere) {
      const [own, shared] = await Promise.all([english(), import('./locales/en.json')]);
      i18n.global.setLocaleMessage('en', together(shared.default, own));
      englishIsHere = true;
    }
    i18n.global.locale.value = wanted;
    document.documentElement.lang = wanted;
    document.title = i18n.global.t('title');
  }

  watch(language, (wanted) => {
    try {
      localStorage.setItem(kept, wanted);
    } catch {
      // A browser without storage asks for the language again next time.
    }
    void apply(wanted);
  });
  // Without an answer the page begins in Chinese and says why it does not go on.
  await apply(language.value).catch(() => undefined);
  return i18n;
}
