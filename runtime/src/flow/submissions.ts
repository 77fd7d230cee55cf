import { splitArray } from '@batchwright/model/contract';
import type { PlanStep, PlanSubmission } from '@batchwright/model/plan';
import type { Edges } from './edges';
import type { Groups } from './fold';
import { commonLabel, contentOf, submissionName } from './names';
import { relayed } from './relays';

/** What the service takes of one job. */
export interface JobRoom {
  /** Children of one array job. */
  readonly arraySize: number;
  /** Entries of `dependsOn`. */
  readonly dependencies: number;
}

/** Its dependencies are places in the list of drafts, which is not yet in waves. */
interface Draft extends PlanSubmission {
  readonly after: readonly number[];
  readonly each: readonly number[];
}

/**
 * What Batch is asked for: arrays split where they are too large, wide fan-in through relays, and all in an order in which
 * each call only names jobs that are there.
 */
export function submissionsOf(
  steps: readonly PlanStep[],
  edges: Edges,
  groups: Groups,
  room: JobRoom,
): readonly PlanSubmission[] {
  const writer = new SubmissionWriter(steps, edges, groups, room);
  for (const g of groups.order) writer.write(g);
  return inWaves(writer.drafts);
}

type Wanted = Omit<Draft, 'wave'>;

class SubmissionWriter {
  readonly drafts: Draft[] = [];
  readonly #steps: readonly PlanStep[];
  readonly #edges: Edges;
  readonly #groups: Groups;
  readonly #room: JobRoom;
  /** Submissions of each group, one for each part. */
  readonly #parts: (readonly number[])[] = [];
  readonly #relays = new Map<string, number>();

  constructor(steps: readonly PlanStep[], edges: Edges, groups: Groups, room: JobRoom) {
    this.#steps = steps;
    this.#edges = edges;
    this.#groups = groups;
    this.#room = room;
  }

  write(g: number): void {
    const members = this.#groups.members[g] as readonly number[];
    const [s] = members as readonly [number];
    const step = this.#steps[s] as PlanStep;
    const { whole, linked } = this.#upstream(s, members.length > 1);
    if (members.length === 1 && step.size === undefined) {
      const name = submissionName(step.name, contentOf(step, members, this.#steps));
      this.#parts[g] = [this.#add(step, { ...placed(step), name, steps: members, size: 1, after: whole, each: [] })];
    } else if (members.length > 1) {
      const label = commonLabel(
        members.map((member) => this.#steps[member]?.name ?? ''),
        step.job,
      );
      this.#parts[g] = this.#writeParts(step, label, members.length, whole, linked, (offset, size) =>
        members.slice(offset, offset + size),
      );
    } else if (step.size === null || step.size === undefined) {
      const name = submissionName(step.name, contentOf(step, members, this.#steps));
      const each = linked.flatMap((parts) => parts);
      this.#parts[g] = [this.#add(step, { ...placed(step), name, steps: members, size: null, after: whole, each })];
    } else {
      this.#parts[g] = this.#writeParts(step, step.name, step.size, whole, linked, () => members);
    }
  }

  #writeParts(
    step: PlanStep,
    label: string,
    count: number,
    whole: readonly number[],
    linked: readonly (readonly number[])[],
    stepsOf: (offset: number, size: number) => readonly number[],
  ): readonly number[] {
    const written: number[] = [];
    const parts = splitArray(count, this.#room.arraySize);
    for (const [p, { offset, size }] of parts.entries()) {
      const steps = stepsOf(offset, size);
      const range = step.size === undefined ? undefined : { offset, size };
      const previous = written.at(-1);
      const submission = this.#add(step, {
        ...placed(step, label),
        steps,
        ...(parts.length === 1 ? {} : { offset }),
        name: submissionName(label, contentOf(step, steps, this.#steps, range)),
        size,
        // Linked arrays have the same size, so they are split alike.
        each: linked.map((upstream) => upstream[p] as number),
        // The order of a sequential array holds over the borders between its parts.
        after: step.sequential === undefined || previous === undefined ? whole : [...whole, previous],
        // An array of one item is a plain job, which has nobody before it.
        ...(step.sequential === undefined || size === 1 ? {} : { sequential: step.sequential }),
      });
      written.push(submission);
    }
    return written;
  }

  /** What a step waits for: all parts of an array as a whole, or part by part where the arrays are linked. */
  #upstream(s: number, folded: boolean): { whole: readonly number[]; linked: readonly (readonly number[])[] } {
    const { start, before, each } = this.#edges;
    const { group, owner } = this.#groups;
    const whole: number[] = [];
    const linked: (readonly number[])[] = [];
    const seen = new Set<number>();
    const end = start[s + 1] as number;
    for (let e = start[s] as number; e < end; e++) {
      const upstream = before[e] as number;
      const g = group[upstream] as number;
      if (seen.has(g)) continue;
      seen.add(g);
      const parts = this.#parts[g] as readonly number[];
      if (folded && owner[upstream] === s) linked.push(parts);
      else whole.push(...parts);
    }
    const follows = each[s] as number;
    if (follows >= 0) linked.push(this.#parts[group[follows] as number] as readonly number[]);
    return { whole, linked };
  }

  #add(step: PlanStep, wanted: Wanted): number {
    const { dependencies } = this.#room;
    const own = wanted.sequential === undefined ? 0 : 1;
    if (wanted.after.length + wanted.each.length + own <= dependencies) return this.#push(wanted);
    // One is left for what is waited for as a whole, which can always be brought down to one.
    const forEach = dependencies - own - Math.min(1, wanted.after.length);
    const each = relayed(wanted.each, forEach, dependencies, (behind) =>
      this.#relay(step, { size: wanted.size, after: [], each: behind }),
    );
    const after = relayed(wanted.after, Math.max(1, dependencies - own - each.length), dependencies, (behind) =>
      this.#relay(step, { size: 1, after: behind, each: [] }),
    );
    return this.#push({ ...wanted, after, each });
  }

  /** Whoever waits for the same on the same queue shares it. */
  #relay(step: PlanStep, wanted: Pick<Draft, 'size' | 'after' | 'each'>): number {
    const names = [...wanted.after, ...wanted.each].map((place) => this.drafts[place]?.name ?? '');
    const content = `relay ${step.queue ?? ''} ${step.queue === undefined ? step.job : ''} ${wanted.size} ${names.join(' ')}`;
    const name = submissionName('relay', [content]);
    const known = this.#relays.get(name);
    if (known !== undefined) return known;
    const relay = this.#push({ ...placed(step, 'relay'), ...wanted, name, relay: true, steps: [] });
    this.#relays.set(name, relay);
    return relay;
  }

  #push(draft: Wanted): number {
    let wave = 0;
    for (const place of draft.after) wave = Math.max(wave, (this.drafts[place] as Draft).wave + 1);
    for (const place of draft.each) wave = Math.max(wave, (this.drafts[place] as Draft).wave + 1);
    this.drafts.push({ ...draft, wave });
    return this.drafts.length - 1;
  }
}

const placed = ({ name, job, queue }: PlanStep, label = name) =>
  queue === undefined ? { label, job } : { label, job, queue };

/** Sorted by wave, and as they were written within one. */
function inWaves(drafts: readonly Draft[]): readonly PlanSubmission[] {
  const order = drafts.map((_, place) => place);
  order.sort((a, b) => (drafts[a] as Draft).wave - (drafts[b] as Draft).wave || a - b);
  const places = new Int32Array(drafts.length);
  order.forEach((place, at) => {
    places[place] = at;
  });
  const moved = (list: readonly number[]): readonly number[] => list.map((place) => places[place] as number);
  return order.map((place) => {
    const { after, each, ...submission } = drafts[place] as Draft;
    return {
      ...submission,
      ...(after.length === 0 ? {} : { after: moved(after) }),
      ...(each.length === 0 ? {} : { each: moved(each) }),
    };
  });
}
