import { WAITING_CAUSES } from '@batchwright/model/service';
import { type Finding, type Found, found } from './diagnosis';
import type { WaitingFacts } from './facts';
import { computeRules } from './rules-compute';
import { lineRules } from './rules-line';
import { machineRules } from './rules-machines';

const RANK = { certain: 0, likely: 1, note: 2 } as const;
const SETTLED: readonly Found['cause'][] = ['JOB_ENDED', 'JOB_RUNS', 'STARTING', 'DEPENDENCIES'];

/** Everything that the facts show, the surest first, and among equals in the order in which causes are looked for. */
export function conclude(facts: WaitingFacts): readonly Finding[] {
  const line = lineRules(facts);
  // A job that waits for no machine is not kept by the state of machines.
  const settled = line.filter(({ cause }) => SETTLED.includes(cause));
  if (settled.length > 0) return settled.map(withTexts);
  const nothing = facts.job === undefined && facts.queue.front?.length === 0;
  const all = merge([
    ...(nothing
      ? [found('NOTHING_WAITS', 'certain', { source: 'GetJobQueueSnapshot frontOfQueue', says: 'empty' })]
      : []),
    ...line,
    ...computeRules(facts),
    ...machineRules(facts),
  ]);
  const keeps = all.some(({ certainty }) => certainty !== 'note');
  const order = Object.keys(WAITING_CAUSES);
  return [...all, ...(keeps ? [] : [found('UNDETERMINED', 'likely')])]
    .toSorted((a, b) => RANK[a.certainty] - RANK[b.certainty] || order.indexOf(a.cause) - order.indexOf(b.cause))
    .map(withTexts);
}

/** The same cause may show in several places: one finding with all the evidence, as sure as the surest of them. */
function merge(all: readonly Found[]): readonly Found[] {
  const merged = new Map<Found['cause'], Found>();
  for (const one of all) {
    const known = merged.get(one.cause);
    merged.set(
      one.cause,
      known === undefined
        ? one
        : {
            cause: one.cause,
            certainty: RANK[one.certainty] < RANK[known.certainty] ? one.certainty : known.certainty,
            evidence: [...known.evidence, ...one.evidence],
          },
    );
  }
  return [...merged.values()];
}

export const withTexts = (one: Found): Finding => ({ ...one, ...WAITING_CAUSES[one.cause] });
