// The colour of a period; its name always stands beside it.
import { usualPeriods } from './terms';

const usual = ['#c2413a', '#d98324', '#8aa19a', '#3d7fb5', '#3f4f8f'];
const others = ['#7a5ba6', '#2f8f5b', '#b0568f', '#6f7d2c'];

export function colourOf(period: string, all: string[]): string {
  const known = usualPeriods.indexOf(period);
  if (known >= 0) return usual[known] as string;
  const own = all.filter((name) => !usualPeriods.includes(name)).indexOf(period);
  return own < 0 ? '#d5dcd8' : (others[own % others.length] as string);
}
