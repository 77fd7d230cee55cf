import { connect } from '@batchwright/runtime';
import { s3Store } from '@batchwright/runtime/s3';
import { consolidate, type Risk, risk, simulate } from './risk.contract';

interface Night {
  /** When the schedule was to start, as in `2026-03-02T22:00:00Z`. */
  readonly at: string;
  readonly parts: number;
  readonly paths: number;
}

/**
 * Submits a night's simulation as one array, and its consolidation behind it. The day is the key of both: started again,
 * this finds what it has submitted, and submits only what is missing.
 */
export async function submitNight({
  at,
  parts,
  paths,
}: Night): Promise<{ simulation: string[]; consolidation: string }> {
  const day = at.slice(0, 10);
  const batch = await connect<Risk>({ manifest: `ssm:/batchwright/${risk.name}`, store: s3Store() });
  const items = Array.from({ length: parts }, (_, part) => ({
    run: day,
    part,
    seed: part,
    paths,
    book: `books/${day}.json`,
  }));
  const simulation = await batch.submitArray(simulate, items, { queue: 'overnight', key: day });
  const consolidation = await batch.submit(
    consolidate,
    { run: day },
    { queue: 'reports', key: day, after: simulation },
  );
  return { simulation: [...simulation.ids], consolidation: consolidation.id };
}
