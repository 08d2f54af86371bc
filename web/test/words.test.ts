// Every text in both languages, every key that a page uses, every code that the API may answer.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { enumsOf } from './contract.mjs';

type Words = { [key: string]: string | Words };

const web = fileURLToPath(new URL('..', import.meta.url));
const read = (part: string, language: string) =>
  JSON.parse(readFileSync(join(web, part, 'src/locales', `${language}.json`), 'utf8')) as Words;

function flat(words: Words, prefix = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(words)) {
    if (typeof value === 'string') found.set(prefix + key, value);
    else for (const [inner, text] of flat(value, `${prefix}${key}.`)) found.set(inner, text);
  }
  return found;
}

const parameters = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /\.(vue|ts)$/.test(entry.name) && !entry.name.includes('.gen.') ? [path] : [];
  });
}

for (const part of ['shared', 'admin', 'tenant'])
  describe(part, () => {
    const chinese = flat(read(part, 'zh-CN'));
    const english = flat(read(part, 'en'));

    it('has the same keys in both languages', () => {
      expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort());
    });
    it('has the same parameters in both languages', () => {
      for (const [key, text] of chinese)
        expect(parameters(english.get(key) ?? ''), key).toEqual(parameters(text));
    });
  });

for (const part of ['admin', 'tenant'])
  it(`has a text for every key that ${part} uses`, () => {
    const known = new Set(flat({ ...read('shared', 'zh-CN'), ...read(part, 'zh-CN') }).keys());
    for (const file of sources(join(web, part, 'src')))
      for (const [, key] of readFileSync(file, 'utf8').matchAll(/\bt\(\s*'([\w.]+)'/g))
        expect(known, `${key} in ${file.slice(web.length)}`).toContain(key);
  });

const said: [string, string, string[]][] = [
  ['RoomState', 'state', ['admin', 'tenant']],
  ['RelayState', 'relay', ['admin', 'tenant']],
  ['ReadingSource', 'source', ['admin', 'tenant']],
  ['SupplyReasonCode', 'reason', ['admin', 'tenant']],
  ['Until.basis', 'until', ['admin', 'tenant']],
  ['Me.power.next.code', 'next', ['tenant']],
  ['Channel', 'channel', ['admin', 'tenant']],
  ['Charge.state', 'charge', ['admin', 'tenant']],
  ['Purpose', 'purpose', ['admin', 'tenant']],
  ['BillSums.state', 'bill', ['admin', 'tenant']],
  ['ReadingReason', 'doubt', ['admin']],
  ['Verdict', 'verdict', ['admin']],
  ['ReadingDecisionKind', 'decide', ['admin']],
  ['SupplyMode', 'mode', ['admin']],
  ['OnOff', 'wanted', ['admin']],
  ['OrderState', 'order', ['admin']],
  ['Order.steps.step', 'step', ['admin']],
  ['Order.steps.fault', 'fault', ['admin']],
  ['Journal.kind', 'journal', ['admin']],
  ['Book', 'book', ['admin']],
  ['Book', 'book_about', ['admin']],
  ['Unassigned.end.how', 'unassigned', ['admin']],
  ['Alarm.kind', 'alarm', ['admin']],
  ['Alarm.state', 'alarms', ['admin']],
  ['Alarm.severity', 'severity', ['admin']],
  ['Meter.model.protocol', 'protocol', ['admin']],
  ['Meter.line.kind', 'line', ['admin']],
  ['GatewayLine.kind', 'line', ['admin']],
  ['GatewayLine.framing', 'framing', ['admin']],
  ['FrameFunction', 'function', ['admin']],
  ['FrameDirection', 'direction', ['admin']],
  ['Verification.state', 'verification', ['admin']],
  ['TariffState', 'tariff_state', ['admin']],
  ['LoadProfile', 'profile', ['admin']],
  ['MissingFigure', 'figure', ['admin', 'tenant']],
  ['DryRunObstacle', 'obstacle', ['admin']],
  ['ShareTerms.basis', 'share.basis', ['admin']],
  ['ShareRuleOrder.divides', 'share', ['admin']],
  ['ShareMonth.state', 'share.state', ['admin']],
  ['ShareGap.what', 'share.missing', ['admin']],
  ['ProposalState', 'proposal_state', ['admin']],
];

describe('a code of the API', () => {
  for (const [place, prefix, parts] of said)
    it(`${place} has words`, () => {
      const codes = enumsOf(place);
      expect(codes.length).toBeGreaterThan(0);
      for (const part of parts) {
        const known = new Set(flat({ ...read('shared', 'zh-CN'), ...read(part, 'zh-CN') }).keys());
        for (const code of codes) expect(known, part).toContain(`${prefix}.${code}`);
      }
    });
});
