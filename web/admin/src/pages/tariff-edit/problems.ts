// What the check says of terms, in the page's language and at its field.
import { inject, provide, type InjectionKey, type Ref } from 'vue';
import { useTexts, type Schemas } from '@e2ms/shared';

export type Problems = Schemas['TariffProblems']['problems'];

const key: InjectionKey<Ref<Problems>> = Symbol('problems');

// How the check says it; the named groups are the words' parameters.
const sayings: [RegExp, string][] = [
  [/^is missing$/, 'missing'],
  [/^must be a decimal number written as a text/, 'number'],
  [/^must be a text that is not empty$/, 'empty'],
  [/^(?<value>\S+) is below zero$/, 'below_zero'],
  [/^(?<value>\S+) is not above (?<other>\S+)$/, 'not_above'],
  [/^must be null: the last tier has no limit$/, 'last_tier'],
  [/^only the last tier has no limit$/, 'only_last'],
  [/^must name a price for each period$/, 'no_prices'],
  [/^must have at least one row$/, 'no_rows'],
  [/^must have the same periods in each row$/, 'other_periods'],
  [/^must name at least one month$/, 'no_months'],
  [/^(?<value>.+) has no price$/, 'no_price'],
  [/^is missing: every minute needs a period$/, 'no_default'],
  [/^(?<value>\S+) has more than eight decimals$/, 'too_fine'],
  [/^(?<value>\S+) is above (?<other>\S+) yuan$/, 'too_dear'],
  [/^must be a month and a day like 12-01$/, 'no_day'],
  [/^(?<value>.+) is no span like 22:00-06:00$/, 'no_span'],
  [/^(?<value>.+) is no date like 2026-10-01$/, 'no_date'],
  [/^(?<value>.+) is no list of this calendar$/, 'no_list'],
  [/^must name the lines that count$/, 'no_lines'],
  [/^is not a known key$/, 'unknown'],
  [/^must name at least one register$/, 'no_register'],
  [/^is missing: prices by period need/, 'no_clock'],
  [/^cannot stand beside a calendar$/, 'two_clocks'],
  [/^must be a whole number from (?<value>\S+) to (?<other>\S+)$/, 'whole'],
];

export function provideProblems(problems: Ref<Problems>): void {
  provide(key, problems);
}

export function useProblems() {
  const problems = inject(key);
  const { t } = useTexts();

  function say(text: string): string {
    for (const [pattern, name] of sayings) {
      const found = pattern.exec(text);
      if (found) return t(`tariff_wrong.${name}`, { ...found.groups });
    }
    return text;
  }
  /** What is wrong just there, or anywhere below. */
  function at(path: string, below = false): string {
    const found = problems?.value.find(
      (one) =>
        one.path === path ||
        (below && (one.path.startsWith(`${path}.`) || one.path.startsWith(`${path}[`))),
    );
    return found ? say(found.text) : '';
  }
  return { at, say };
}
