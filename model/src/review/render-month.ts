import type { Prices } from '../money';
import { HOURS_PER_MONTH } from '../service';
import type { Capacity } from './capacity';
import { blocks, code, plain, table, whole } from './markdown';

/**
 * The worst case of a month as a table: every compute environment full all the time.
 *
 * @param before - `undefined` for what there is, without a comparison
 */
export function renderMonth(
  before: readonly Capacity[] | undefined,
  after: readonly Capacity[],
  prices: Prices | undefined,
): string {
  const resources = [...new Set([...(before ?? []), ...after].map(({ resource }) => resource))].sort();
  const find = (list: readonly Capacity[] | undefined, resource: string): Capacity | undefined =>
    list?.find((one) => one.resource === resource);
  const rows = resources.map((resource) => [
    code(resource),
    plain((find(after, resource) ?? find(before, resource))?.type ?? ''),
    ...COLUMNS.map(([, value]) => {
      const [old, now] = [find(before, resource), find(after, resource)];
      const [was, is] = [old === undefined ? 'none' : value(old), now === undefined ? 'none' : value(now)];
      return before === undefined || was === is ? is : `${was || 'none'} to **${is || 'none'}**`;
    }),
    ...(prices === undefined ? [] : [compared(before, find(before, resource), find(after, resource), prices)]),
  ]);
  const columns = ['Compute', 'Type', ...COLUMNS.map(([title]) => title), ...(prices === undefined ? [] : ['Cost'])];
  const note =
    prices === undefined
      ? `A month has ${HOURS_PER_MONTH} hours. Amounts of money take a file of prices: \`batchwright prices pull\`.\n`
      : `A month has ${HOURS_PER_MONTH} hours. Compute only, without discounts, disks, data and logs; on-demand prices of ${plain(prices.region)} of **${plain(prices.date)}**.\n`;
  return rows.length === 0 ? '' : blocks(table(columns, [...rows, ...total(before, after, prices)]), note);
}

const COLUMNS: readonly (readonly [string, (capacity: Capacity) => string])[] = [
  ['Most vCPUs', ({ maxvCpus }) => (maxvCpus === undefined ? 'unknown' : whole(maxvCpus))],
  ['vCPU-hours', ({ vcpuHours }) => (vcpuHours === undefined ? 'unknown' : whole(vcpuHours))],
  ['of them held without work', ({ heldVcpuHours }) => whole(heldVcpuHours)],
  ['Instance-hours, at most', ({ instanceHours }) => (instanceHours === undefined ? '' : whole(instanceHours))],
];

function compared(
  before: readonly Capacity[] | undefined,
  old: Capacity | undefined,
  now: Capacity | undefined,
  prices: Prices,
): string {
  const [was, is] = [amount(old, prices), amount(now, prices)];
  return before === undefined || was === is ? is : `${was} to **${is}**`;
}

function amount(capacity: Capacity | undefined, { currency }: Prices): string {
  const cost = capacity?.cost;
  if (capacity === undefined) return 'none';
  if (cost === undefined) return 'unknown';
  return 'amount' in cost ? `${plain(currency)} ${whole(cost.amount)}` : plain(cost.unpriced);
}

/** The sum, where there are several and all are known. */
function total(
  before: readonly Capacity[] | undefined,
  after: readonly Capacity[],
  prices: Prices | undefined,
): readonly (readonly string[])[] {
  if (after.length < 2 || after.some(({ vcpuHours }) => vcpuHours === undefined)) return [];
  const sum = (list: readonly Capacity[], value: (capacity: Capacity) => number): number =>
    list.reduce((all, one) => all + value(one), 0);
  const cells = [
    ({ maxvCpus = 0 }: Capacity) => maxvCpus,
    ({ vcpuHours = 0 }: Capacity) => vcpuHours,
    ({ heldVcpuHours }: Capacity) => heldVcpuHours,
    ({ instanceHours = 0 }: Capacity) => instanceHours,
  ].map((value) => {
    const [was, is] = [sum(before ?? [], value), sum(after, value)];
    return before === undefined || was === is ? whole(is) : `${whole(was)} to **${whole(is)}**`;
  });
  const costs = after.map(({ cost }) => (cost !== undefined && 'amount' in cost ? cost.amount : undefined));
  const known = costs.every((cost) => cost !== undefined);
  const cost =
    known && prices
      ? `${plain(prices.currency)} ${whole(costs.reduce<number>((all, one) => all + (one ?? 0), 0))}`
      : '';
  return [['**All**', '', ...cells, ...(prices === undefined ? [] : [cost])]];
}
