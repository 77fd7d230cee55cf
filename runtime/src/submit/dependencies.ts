import { JOB_LIMITS } from '@batchwright/model/service';
import { notSubmitted, notSubmittedFor } from './not-submitted';

/** One array job, or a plain job that stands for an array of one item. */
export interface Part {
  readonly offset: number;
  readonly size: number;
}

export interface Wanted {
  /** Ids of jobs that must have succeeded as a whole; an array that is split has several. */
  readonly after: readonly string[];
  /** The parts of an array to follow item by item. */
  readonly each?: readonly (Part & { readonly id: string })[] | undefined;
  readonly sequential: boolean;
}

/** An entry of `dependsOn`. `previous` is the part before this one, whose id is known once it is submitted. */
export type Dependency =
  | { readonly jobId: string; readonly type?: 'N_TO_N' }
  | { readonly type: 'SEQUENTIAL' }
  | { readonly previous: true };

/**
 * Turns what a submission waits for into the service's own dependencies, for each part of it.
 *
 * - Plain ones are repeated for each part, and each id is named once.
 * - Item by item, part p of this array follows part p of the other; so both must be split alike. A plain job (an array of
 *   one item) follows plainly.
 * - Sequential parts follow each other, too, so that the order holds over the borders between parts.
 *
 * @throws {@link BatchError} `TOO_MANY_DEPENDENCIES`, or `INVALID_OPTION` when `each` has another size
 */
export function compileDependencies(wanted: Wanted, parts: readonly Part[]): readonly (readonly Dependency[])[] {
  const { each } = wanted;
  if (each !== undefined) requireSameParts(each, parts);
  return parts.map((part, p) => {
    const after = new Set(wanted.after);
    const dependencies: Dependency[] = [];
    const peer = each?.[p];
    // Waiting for all of an array implies waiting for one of its items.
    if (peer !== undefined && !after.has(peer.id)) {
      if (part.size === 1) after.add(peer.id);
      else dependencies.push({ jobId: peer.id, type: 'N_TO_N' });
    }
    dependencies.unshift(...[...after].map((jobId) => ({ jobId })));
    if (wanted.sequential && part.size > 1) dependencies.push({ type: 'SEQUENTIAL' });
    if (wanted.sequential && p > 0) dependencies.push({ previous: true });
    requireFew(dependencies.length);
    return dependencies;
  });
}

function requireSameParts(each: readonly Part[], parts: readonly Part[]): void {
  const alike = each.length === parts.length && each.every(({ size }, p) => size === parts[p]?.size);
  if (alike) return;
  throw notSubmittedFor(
    'each',
    `follows an array of ${shape(each)} items with one of ${shape(parts)}; expected equal sizes. Use after to wait for the whole array`,
  );
}

/** As many numbers as there are array jobs: two arrays of one size may be split differently. */
const shape = (parts: readonly Part[]): string => parts.map(({ size }) => size).join(' + ');

function requireFew(got: number): void {
  const limit = JOB_LIMITS.dependencies;
  if (got <= limit) return;
  throw notSubmitted(
    { code: 'TOO_MANY_DEPENDENCIES', got, limit },
    `after: ${got} dependencies; one job can have ${limit}, each part of a split array counts. Submit what belongs together as one array`,
  );
}
