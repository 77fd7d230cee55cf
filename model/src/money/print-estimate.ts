import type { Estimate } from './estimate';
import type { Range } from './range';
import type { PricedWork } from './work';

/** Instance types that are listed for a line, the cheapest first. */
const LISTED = 5;

/** An estimate as text for people, with all that it rests on. Ends with a line feed. */
export function printEstimate({ lines, amount, saved, complete, currency, assumptions }: Estimate): string {
  const money = (range: Range): string => `${currency} ${amountText(range)}`;
  const priced = lines.filter((line) => line.amount !== undefined);
  const total = priced.length === 0 ? 'no price is known' : money(amount);
  return [
    ...lines.flatMap((line) => describe(line, money)),
    `total: ${total}${complete || priced.length === 0 ? '' : ', and what has no price'}${savedText(saved, money)}`,
    ...assumptions.map((text) => `  - ${text}`),
    '',
  ].join('\n');
}

function describe(
  { work, jobHours, amount, onDemand, saved, types, unpriced }: PricedWork,
  money: (range: Range) => string,
) {
  const { name, jobs, vcpus, memoryMiB, gpus = 0, compute } = work;
  const where = 'type' in compute ? compute.type : 'unknown compute';
  const size = `${vcpus} vCPU, ${memoryMiB} MiB${gpus === 0 ? '' : `, ${gpus} GPU`}`;
  const known = amount === undefined ? 'no price' : money(amount);
  const bound = amount === undefined && onDemand !== undefined ? `; on demand ${money(onDemand)}` : '';
  const listed = types
    .slice(0, LISTED)
    .map(
      (type) =>
        `    ${type.instanceType}: ${money(type.amount)} for ${percent(type.share)} of each at ${unitText(type.hourly)} an hour; alone ${money(type.whole)}`,
    );
  return [
    `${name}: ${known}${bound}${savedText(saved, money)}`,
    `  ${jobs} ${jobs === 1 ? 'job' : 'jobs'} of ${size}, ${amountText({ low: jobHours, high: jobHours })} hours together, ${where}`,
    ...listed,
    ...(types.length > LISTED ? [`    and ${types.length - LISTED} more types`] : []),
    ...unpriced.map(({ what, why }) => `  no price of ${what}: ${why}`),
  ];
}

const savedText = (saved: Range | undefined, money: (range: Range) => string): string =>
  saved === undefined || (saved.low === 0 && saved.high === 0) ? '' : `; Spot saves ${money(saved)}`;

const amountText = ({ low, high }: Range): string => between(low.toFixed(2), high.toFixed(2));
/** Prices of an hour have more places: that of Fargate's memory has six. */
const unitText = ({ low, high }: Range): string =>
  between(String(Number(low.toFixed(6))), String(Number(high.toFixed(6))));
const between = (low: string, high: string): string => (low === high ? low : `${low} to ${high}`);
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
