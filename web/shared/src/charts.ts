import type { EChartsCoreOption } from 'echarts/core';
import type { Schemas } from './call';
import { kw, kwh, money } from './format';
import { wallClock } from './time';

export { default as Chart } from './Chart.vue';

const ink = '#5b6764';
const grid = '#e6eae7';
const accent = '#0f766e';
const pale = '#a8cfc9';
const small = 11;

type Words = { power: string; energy: string; interpolated: string; incomplete: string };
type Usage = Schemas['UsageList']['items'];

const box = {
  backgroundColor: '#ffffff',
  borderColor: '#dfe4e1',
  borderWidth: 1,
  padding: [8, 12],
  textStyle: { color: '#1c2624', fontSize: 12 },
  extraCssText: 'box-shadow:0 4px 16px rgba(20,40,36,.10)',
};
const axisLabel = { color: ink, fontSize: small, hideOverlap: true };
const quiet = {
  axisTick: { show: false },
  axisLine: { lineStyle: { color: grid } },
  splitLine: { show: false },
};
const lines = {
  splitLine: { lineStyle: { color: grid } },
  axisLine: { show: false },
  axisTick: { show: false },
};

const two = (value: number) => String(value).padStart(2, '0');
const clock = (wall: number) => {
  const at = new Date(wall);
  return `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
};
const dayClock = (wall: number) => {
  const at = new Date(wall);
  return `${two(at.getUTCMonth() + 1)}-${two(at.getUTCDate())} ${clock(wall)}`;
};

/** A line of power above, bars of energy by hour below, on one axis of local time. */
export function loadOption(load: Schemas['Load'], zone: string, words: Words): EChartsCoreOption {
  // A meter that is new has no day behind it yet: then the curve begins with it.
  const first = [load.power[0]?.at, load.energy[0]?.from].filter((at) => at !== undefined).sort()[0];
  const from = first && first > load.from ? first : load.from;
  const span = { min: wallClock(from, zone), max: wallClock(load.to, zone) };
  const long = span.max - span.min > 36 * 3_600_000;
  const label = (wall: number) => (long ? dayClock(wall).slice(0, 5) : clock(wall));
  const timeAxis = (gridIndex: number, show: boolean) => ({
    type: 'time',
    gridIndex,
    ...span,
    minInterval: 60_000, // the labels tell minutes apart, no less
    ...quiet,
    axisLabel: { ...axisLabel, show, formatter: label },
    axisPointer: {
      show: true,
      type: 'line',
      label: { show: false },
      lineStyle: { color: ink, type: 'dashed' },
    },
  });
  const halfHour = 1_800_000;
  return {
    useUTC: true,
    animation: false,
    grid: [
      { left: 48, right: 12, top: 26, height: '46%' },
      { left: 48, right: 12, bottom: 26, height: '24%' },
    ],
    axisPointer: { link: [{ xAxisIndex: 'all' }] },
    tooltip: {
      ...box,
      trigger: 'axis',
      formatter: (
        hits: { seriesIndex: number; value: [number, number]; data: { interpolated?: boolean } }[],
      ) =>
        hits
          .map((hit) =>
            hit.seriesIndex === 0
              ? `${dayClock(hit.value[0])}<br>${words.power} <b>${kw(hit.value[1])}</b> kW`
              : `${clock(hit.value[0] - halfHour)}–${clock(hit.value[0] + halfHour)} ${words.energy} <b>${kwh(hit.value[1])}</b> kWh` +
                (hit.data.interpolated ? ` (${words.interpolated})` : ''),
          )
          .join('<br>'),
    },
    xAxis: [timeAxis(0, false), timeAxis(1, true)],
    yAxis: [
      {
        type: 'value',
        gridIndex: 0,
        ...lines,
        splitNumber: 4,
        name: 'kW',
        nameTextStyle: { color: ink, fontSize: small, align: 'right' },
        axisLabel: { ...axisLabel, formatter: (w: number) => kw(w) },
      },
      {
        type: 'value',
        gridIndex: 1,
        ...lines,
        splitNumber: 2,
        name: 'kWh',
        nameTextStyle: { color: ink, fontSize: small, align: 'right' },
        axisLabel: { ...axisLabel, formatter: (wh: number) => kwh(wh) },
      },
    ],
    series: [
      {
        type: 'line',
        xAxisIndex: 0,
        yAxisIndex: 0,
        showSymbol: load.power.length < 2,
        sampling: 'lttb',
        lineStyle: { color: accent, width: 1.6 },
        itemStyle: { color: accent },
        areaStyle: { color: accent, opacity: 0.08 },
        data: load.power.map((point) => [wallClock(point.at, zone), point.power_w]),
      },
      {
        type: 'bar',
        xAxisIndex: 1,
        yAxisIndex: 1,
        barMaxWidth: 18,
        barWidth: '60%',
        data: load.energy.map((hour) => ({
          value: [wallClock(hour.from, zone) + halfHour, hour.energy_wh],
          interpolated: hour.interpolated,
          itemStyle: { color: hour.interpolated ? pale : accent, borderRadius: [2, 2, 0, 0] },
        })),
      },
    ],
  };
}

/** One bar a day; a day that isn't over or isn't fully read is pale. */
export function usageOption(usage: Usage, words: Words, unit = 'kWh'): EChartsCoreOption {
  return {
    animation: false,
    grid: { left: 8, right: 8, top: 20, bottom: 4, containLabel: true },
    tooltip: {
      ...box,
      trigger: 'axis',
      confine: true,
      axisPointer: { type: 'shadow' },
      formatter: ([hit]: { dataIndex: number }[]) => {
        const day = hit ? usage[hit.dataIndex] : undefined;
        if (!day) return '';
        return `${day.day}${day.complete ? '' : ` (${words.incomplete})`}<br>${kwh(day.energy_wh)} ${unit} · ${money(day.amount_fen)}`;
      },
    },
    xAxis: { type: 'category', ...quiet, data: usage.map((day) => day.day.slice(5)), axisLabel },
    yAxis: {
      type: 'value',
      ...lines,
      splitNumber: 3,
      name: unit,
      nameGap: 8,
      nameTextStyle: { color: ink, fontSize: small, align: 'right' },
      axisLabel: { ...axisLabel, formatter: (wh: number) => kwh(wh).replace(/\.00$/, '') },
    },
    series: [
      {
        type: 'bar',
        barMaxWidth: 22,
        data: usage.map((day) => ({
          value: day.energy_wh,
          itemStyle: { color: day.complete ? accent : pale, borderRadius: [3, 3, 0, 0] },
        })),
      },
    ],
  };
}
