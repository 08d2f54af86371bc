// A rule of a sharing group while somebody writes it.
import type { Schemas } from '@e2ms/shared';

type Order = Schemas['NewSharing'];

export type Draft = {
  name: string;
  first_bill: string;
  divides: Order['divides'];
  basis: Order['basis'];
  fixed: boolean;
  price: string;
  cap: string;
  automatic: boolean;
  mains: number[];
  commons: number[];
  subs: number[];
  rooms: number[];
  /** By room, as it was typed. */
  areas: Record<number, string>;
  note: string;
};

export function emptyDraft(month: string): Draft {
  return {
    name: '',
    first_bill: month,
    divides: 'both',
    basis: 'energy',
    fixed: false,
    price: '',
    cap: '10',
    automatic: false,
    mains: [],
    commons: [],
    subs: [],
    rooms: [],
    areas: {},
    note: '',
  };
}

/** What a rule says, as the beginning of the next one. */
export function draftOf(name: string, rule: Schemas['ShareRule'], month: string): Draft {
  const of = (role: Schemas['ShareRuleMeter']['role']) =>
    rule.meters.filter((meter) => meter.role === role).map(({ id }) => id);
  return {
    name,
    first_bill: month,
    divides: rule.loss && rule.public ? 'both' : rule.loss ? 'loss' : 'public',
    basis: rule.basis,
    fixed: rule.price !== null,
    price: rule.price ?? '',
    cap: rule.cap_percent === null ? '' : String(rule.cap_percent),
    automatic: rule.automatic,
    mains: of('main'),
    commons: of('public'),
    subs: of('sub'),
    rooms: rule.rooms.map(({ id }) => id),
    areas: Object.fromEntries(rule.rooms.map(({ id, area }) => [id, area])),
    note: '',
  };
}

/** The order, or null when something is missing that only a person can say. */
export function orderOf(draft: Draft): Schemas['ShareRuleOrder'] | null {
  const area = (room: number) => (draft.areas[room] ?? '').trim();
  const areas = draft.basis !== 'area' || draft.rooms.every((room) => Number(area(room)) > 0);
  if (draft.mains.length === 0 || draft.rooms.length === 0 || !areas) return null;
  return {
    first_bill: draft.first_bill,
    divides: draft.divides,
    basis: draft.basis,
    ...(draft.fixed ? { price: draft.price.trim() } : {}),
    ...(draft.cap.trim() ? { cap_percent: Number(draft.cap) } : {}),
    automatic: draft.automatic,
    main_meters: draft.mains,
    public_meters: draft.commons,
    sub_meters: draft.subs,
    rooms: draft.rooms.map((room) => ({
      room_id: room,
      ...(area(room) ? { area: area(room) } : {}),
    })),
    note: draft.note.trim(),
  };
}
