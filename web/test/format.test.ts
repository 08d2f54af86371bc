import { describe, expect, it } from 'vitest';
import {
  atMost,
  decimal,
  exactKwh,
  exactYuan,
  given,
  kwh,
  money,
  parseKwh,
  parseYuan,
  percent,
  price,
  thousandths,
  yuan,
} from '../shared/src/format';

describe('a register', () => {
  it('is read as a meter shows it, to the Wh', () => {
    expect(parseKwh('1284.37')).toBe(1_284_370);
    expect(parseKwh(' 1,284.375 ')).toBe(1_284_375);
    expect(parseKwh('0')).toBe(0);
    for (const text of ['', '-1', '1.2345', '1,28', '12 kWh', '1e3', '1234567890'])
      expect(parseKwh(text), text).toBeNull();
  });
});

describe('amounts', () => {
  it('shows yuan with two decimals and grouped thousands', () => {
    expect(yuan(0)).toBe('0.00');
    expect(yuan(5)).toBe('0.05');
    expect(yuan(-5)).toBe('-0.05');
    expect(yuan(123456)).toBe('1,234.56');
    expect(yuan(-123456789)).toBe('-1,234,567.89');
    expect(money(-12)).toBe('-¥0.12');
    expect(money(4303)).toBe('¥43.03');
  });
  it('keeps every fen of an amount beyond the precision of a fraction', () => {
    expect(yuan(9007199254740991)).toBe('90,071,992,547,409.91');
  });
  it('shows kWh with two decimals, half a hundredth away from zero', () => {
    expect(kwh(6864)).toBe('6.86');
    expect(kwh(6865)).toBe('6.87');
    expect(kwh(-6865)).toBe('-6.87');
    expect(kwh(-4)).toBe('0.00');
    expect(given('kwh', 12_500)).toBe('12.50 kWh');
    expect(given('yuan', 12_500)).toBe('¥125.00');
    expect(kwh(1284370)).toBe('1,284.37');
  });
  it('shows every Wh where one reckons with it', () => {
    expect(exactKwh(6864)).toBe('6.864');
    expect(exactKwh(-5)).toBe('-0.005');
    expect(exactKwh(1284370)).toBe('1,284.370');
  });
  it('says when decimals are left out', () => {
    expect(atMost('13.333333333333', 3)).toBe('≈13.333');
    expect(atMost('1234.5', 3)).toBe('1,234.50');
    expect(atMost('20', 3, 0)).toBe('20');
    expect(atMost('0.7', 6)).toBe('0.70');
    expect(atMost('0.123000001', 3)).toBe('≈0.123');
  });
  it('shows every decimal of an exact number', () => {
    expect(decimal('1500')).toBe('1,500.00');
    expect(decimal('-0.5')).toBe('-0.50');
    expect(decimal('12.345678')).toBe('12.345678');
    expect(decimal('7', 0)).toBe('7');
    expect(decimal('0.25', 0)).toBe('0.25');
  });
  it('shows a rate as a percentage', () => {
    expect(percent('0.06')).toBe('6%');
    expect(percent('0.13')).toBe('13%');
    expect(percent('0.065')).toBe('6.5%');
    expect(percent('1')).toBe('100%');
    expect(percent('-0.0075')).toBe('-0.75%');
  });
  it('shows a price with as many decimals as it has, at least two', () => {
    expect(price(60000000)).toBe('0.60');
    expect(price(58900000)).toBe('0.589');
    expect(price(100000000)).toBe('1.00');
    expect(price(1)).toBe('0.00000001');
    expect(price(0)).toBe('0.00');
  });
  it('shows an exact amount without losing a digit', () => {
    expect(exactYuan('7161.600000000')).toBe('71.616');
    expect(exactYuan('705.000000000')).toBe('7.05');
    expect(exactYuan('0.000000001')).toBe('0.00000000001');
    expect(exactYuan('-0.600000000')).toBe('-0.006');
    expect(exactYuan('0.000000000')).toBe('0.00');
  });
  it('shows measured values', () => {
    expect(thousandths(229600, 1)).toBe('229.6');
    expect(thousandths(986, 3)).toBe('0.986');
    expect(thousandths(49996, 2)).toBe('50.00');
    expect(thousandths(-4, 2)).toBe('0.00');
  });
});

describe('a typed amount', () => {
  it('is read to the fen', () => {
    expect(parseYuan('100')).toBe(10000);
    expect(parseYuan(' 100.5 ')).toBe(10050);
    expect(parseYuan('¥1,234.56')).toBe(123456);
    expect(parseYuan('1,234')).toBe(123400);
    expect(parseYuan('1,234,567')).toBe(123456700);
    expect(parseYuan('0')).toBe(0);
  });
  it('is refused when it is anything else', () => {
    for (const text of ['', '-1', '1e30', '1.234', 'abc', '1.', '.5', '12345678901', 'NaN', '100,50', '1,23', '1,2345', ',100', '1234,567', '1，000', '1 000'])
      expect(parseYuan(text), text).toBeNull();
  });
});
