import type { Schemas } from '@e2ms/shared';

type Figures = Schemas['LineFigures'];

/** 993 -> "99.3 %" */
export function success({ success_permille: permille }: Figures): string {
  return permille === null ? '–' : `${Math.floor(permille / 10)}.${permille % 10} %`;
}

/** How it is to be taken: a line that loses one answer in ten needs somebody. */
export function tone({ success_permille: permille }: Figures): 'good' | 'warn' | 'bad' | '' {
  if (permille === null) return '';
  return permille >= 980 ? 'good' : permille >= 900 ? 'warn' : 'bad';
}

export function milliseconds(span: number | null): string {
  return span === null ? '–' : `${span} ms`;
}
