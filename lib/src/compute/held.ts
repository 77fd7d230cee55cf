import { HOURS_PER_MONTH } from '@batchwright/model/service';
import { typesOf } from '@batchwright/model/shapes';
import { Token } from 'aws-cdk-lib';
import type { Compute } from './compute';
import { entriesOf } from './launch-template';

/** What `minvCpus` holds while there is no work, in words; no money, for which a region's prices are needed. */
export function heldText(compute: Compute): string {
  const { minvCpus } = compute;
  const hours = (count: number): string => (count * HOURS_PER_MONTH).toLocaleString('en-US');
  const fewest = fewestVcpus(entriesOf(compute));
  const most = fewest === undefined ? undefined : Math.ceil(minvCpus / fewest);
  const instances =
    most === undefined
      ? ''
      : ` (at most ${most} instance${most === 1 ? '' : 's'}, ${hours(most)} instance-hours, if they are the smallest)`;
  return (
    `minvCpus ${minvCpus}: that much stays on, and is paid for, while there is no work: ${hours(minvCpus)} vCPU-hours a ` +
    `month${instances}`
  );
}

/** The fewest vCPUs of any of the instances; `undefined` when one of them is not known. */
function fewestVcpus(entries: readonly string[]): number | undefined {
  const types = entries.map((entry) => (Token.isUnresolved(entry) ? undefined : typesOf(entry)));
  if (!types.every((listed) => listed !== undefined)) return undefined;
  return Math.min(...types.flat().map(({ vcpus }) => vcpus));
}
