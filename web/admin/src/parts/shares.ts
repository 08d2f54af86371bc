// How rules of sharing groups are said.
import { decimal, useTexts, type Schemas } from '@e2ms/shared';

type Terms = Pick<Schemas['ShareTerms'], 'basis' | 'loss' | 'public' | 'price' | 'cap_percent'>;

export function useShareWords() {
  const { t } = useTexts();

  function divides(terms: Terms): string {
    if (terms.loss && terms.public) return t('share.both');
    return t(terms.loss ? 'share.loss' : 'share.public');
  }

  function price(terms: Terms): string {
    if (terms.price === null) return t('share.grid_price');
    return t('share.fixed_price', { price: decimal(terms.price) });
  }

  function cap(terms: Terms): string {
    return terms.cap_percent === null
      ? t('share.no_cap')
      : t('share.cap', { percent: terms.cap_percent });
  }

  /** "线损和公共用电 · 按用电量 · 按电网当月均价 · 上限 10%" */
  function summary(terms: Terms): string {
    return [divides(terms), t(`share.basis.${terms.basis}`), price(terms), cap(terms)].join(' · ');
  }

  return { cap, divides, price, summary };
}
