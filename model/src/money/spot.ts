import { type Range, spanOf } from './range';

/** From when on an instance type had a Spot price in a zone. */
export interface SpotPriceChange {
  readonly instanceType: string;
  readonly zone: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** An hour of one instance. */
  readonly hourly: number;
}

/** Spot prices of a region over some time, in the currency of its on-demand prices. */
export interface SpotHistory {
  readonly region: string;
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  /** In any order. Of each type and zone, the last change before `from` is among them, if there was one. */
  readonly changes: readonly SpotPriceChange[];
}

/** Time, in milliseconds since 1970, and place. */
export interface SpotWhen {
  readonly from: number;
  readonly to: number;
  readonly zone?: string | undefined;
}

/**
 * An instance type's Spot price over some time: the mean by time in each zone, from the cheapest zone to the dearest.
 *
 * @returns `undefined` when no price is known for any part of that time, and when the history does not reach over it
 */
export function spotHourly(history: SpotHistory, instanceType: string, when: SpotWhen = history): Range | undefined {
  // Neither the first price nor the last one says anything about other times.
  if (when.from < history.from || when.to > history.to) return undefined;
  const zones = [...(zonesOf(history).get(instanceType) ?? [])].filter(
    ([zone]) => when.zone === undefined || zone === when.zone,
  );
  const means = zones.flatMap(([, changes]) => meanPrice(changes, when.from, when.to) ?? []);
  return spanOf(means.map((mean) => ({ low: mean, high: mean })));
}

type Zones = ReadonlyMap<string, readonly SpotPriceChange[]>;
const sortedBy = new WeakMap<SpotHistory, ReadonlyMap<string, Zones>>();

/** By type and zone, in order of time. Once for a history: it is asked for each attempt of each job. */
function zonesOf(history: SpotHistory): ReadonlyMap<string, Zones> {
  const known = sortedBy.get(history);
  if (known !== undefined) return known;
  const types = new Map<string, Map<string, SpotPriceChange[]>>();
  for (const change of history.changes.toSorted((a, b) => a.at - b.at)) {
    const zones = types.get(change.instanceType) ?? new Map<string, SpotPriceChange[]>();
    const list = zones.get(change.zone) ?? [];
    list.push(change);
    types.set(change.instanceType, zones.set(change.zone, list));
  }
  sortedBy.set(history, types);
  return types;
}

/**
 * The mean by time of a price that holds until the next change. Time before the first change counts for nothing, since
 * the price is not known there.
 *
 * @param changes - of one type in one zone, in order of time
 */
export function meanPrice(
  changes: readonly Pick<SpotPriceChange, 'at' | 'hourly'>[],
  from: number,
  to: number,
): number | undefined {
  let [paid, time]: [number, number] = [0, 0];
  let last: number | undefined;
  for (const [place, { at, hourly }] of changes.entries()) {
    if (at > to) break;
    last = hourly;
    const held = Math.min(changes[place + 1]?.at ?? to, to) - Math.max(at, from);
    if (held <= 0) continue;
    paid += hourly * held;
    time += held;
  }
  return time > 0 ? paid / time : last;
}
