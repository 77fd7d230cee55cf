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

/** Its dependencies are places in the list of drafts, until that is sorted by waves. */
type Draft = { -readonly [Field in keyof PlanSubmission]: PlanSubmission[Field] };

const NONE: readonly number[] = [];

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

/** What a submission waits for, before relays bring it down to what a job may have. */
interface Upstream {
  readonly whole: readonly number[];
  /** Submissions of arrays that are followed item by item, one for each part. */
  readonly linked: readonly (readonly number[])[];
}

class SubmissionWriter {
  readonly drafts: Draft[] = [];
  readonly #steps: readonly PlanStep[];
  readonly #edges: Edges;
  readonly #groups: Groups;
  readonly #room: JobRoom;
  /** Submission of each group, or submissions of each of its parts. */
  readonly #written: (number | readonly number[])[] = [];
  /** The step for which a group was last met, plus one. */
  readonly #met: Int32Array;
  readonly #relays = new Map<string, number>();

  constructor(steps: readonly PlanStep[], edges: Edges, groups: Groups, room: JobRoom) {
    this.#steps = steps;
    this.#edges = edges;
    this.#groups = groups;
    this.#room = room;
    this.#met = new Int32Array(groups.count);
  }

  write(g: number): void {
    const members = this.#groups.members[g] as readonly number[];
    const s = members[0] as number;
    const step = this.#steps[s] as PlanStep;
    const upstream = this.#upstream(s, members.length > 1);
    const { size } = step;
    if (members.length > 1) {
      const names = members.map((member) => this.#steps[member]?.name ?? '');
      this.#written[g] = this.#writeParts(step, commonLabel(names, step.job), members, members.length, upstream);
    } else if (typeof size === 'number') {
      this.#written[g] = this.#writeParts(step, step.name, members, size, upstream);
    } else {
      const draft = this.#draft(step, step.name, members, size === undefined ? 1 : size);
      draft.name = submissionName(step.name, contentOf(step, members, this.#steps));
      const each = upstream.linked.length === 0 ? NONE : upstream.linked.flat();
      this.#written[g] = this.#push(step, draft, upstream.whole, each);
    }
  }

  #writeParts(
    step: PlanStep,
    label: string,
    members: readonly number[],
    count: number,
    { whole, linked }: Upstream,
  ): readonly number[] {
    const written: number[] = [];
    const parts = splitArray(count, this.#room.arraySize);
    for (const [p, { offset, size }] of parts.entries()) {
      const range = step.size === undefined ? undefined : { offset, size };
      const steps = members.length > 1 ? members.slice(offset, offset + size) : members;
      const draft = this.#draft(step, label, steps, size);
      draft.name = submissionName(label, contentOf(step, steps, this.#steps, range));
      if (parts.length > 1) draft.offset = offset;
      // An array of one item is a plain job, which has nobody before it.
      if (step.sequential && size > 1) draft.sequential = true;
      // Linked arrays have the same size, so they are split alike.
      const each = linked.map((upstream) => upstream[p] as number);
      // The order of a sequential array holds over the borders between its parts.
      const previous = step.sequential ? written.at(-1) : undefined;
      written.push(this.#push(step, draft, previous === undefined ? whole : [...whole, previous], each));
    }
    return written;
  }

  /** What a step waits for: all parts of an array as a whole, or part by part where the arrays are linked. */
  #upstream(s: number, folded: boolean): Upstream {
    const { start, before, each } = this.#edges;
    const { group, owner } = this.#groups;
    const whole: number[] = [];
    let linked: (readonly number[])[] | undefined;
    const end = start[s + 1] as number;
    for (let e = start[s] as number; e < end; e++) {
      const upstream = before[e] as number;
      const g = group[upstream] as number;
      if (this.#met[g] === s + 1) continue;
      this.#met[g] = s + 1;
      if (folded && owner[upstream] === s) {
        linked ??= [];
        linked.push(this.#partsOf(g));
        continue;
      }
      const written = this.#written[g] as number | readonly number[];
      if (typeof written === 'number') whole.push(written);
      else whole.push(...written);
    }
    const follows = each[s] as number;
    if (follows >= 0) linked = [...(linked ?? []), this.#partsOf(group[follows] as number)];
    return { whole: whole.length === 0 ? NONE : whole, linked: linked ?? [] };
  }

  #partsOf(g: number): readonly number[] {
    const written = this.#written[g] as number | readonly number[];
    return typeof written === 'number' ? [written] : written;
  }

  /** One shape for all submissions: a plan may have a hundred thousand. */
  #draft({ job, queue }: PlanStep, label: string, steps: readonly number[], size: number | null): Draft {
    const draft: Draft = { name: '', label, job, steps, size, wave: 0 };
    if (queue !== undefined) draft.queue = queue;
    return draft;
  }

  #push(step: PlanStep, draft: Draft, whole: readonly number[], linked: readonly number[]): number {
    const { dependencies } = this.#room;
    const room = dependencies - (draft.sequential === undefined ? 0 : 1);
    let after = whole;
    let each = linked;
    if (after.length + each.length > room) {
      // One is left for what is waited for as a whole, which can always be brought down to one.
      each = relayed(each, room - Math.min(1, after.length), dependencies, (behind) =>
        this.#relay(step, draft.size, NONE, behind),
      );
      after = relayed(after, Math.max(1, room - each.length), dependencies, (behind) =>
        this.#relay(step, 1, behind, NONE),
      );
    }
    if (after.length > 0) draft.after = after;
    if (each.length > 0) draft.each = each;
    for (const place of after) draft.wave = Math.max(draft.wave, (this.drafts[place] as Draft).wave + 1);
    for (const place of each) draft.wave = Math.max(draft.wave, (this.drafts[place] as Draft).wave + 1);
    this.drafts.push(draft);
    return this.drafts.length - 1;
  }

  /** Whoever waits for the same on the same queue shares it. */
  #relay(step: PlanStep, size: number | null, after: readonly number[], each: readonly number[]): number {
    const draft = this.#draft(step, 'relay', NONE, size);
    const names = [...after, ...each].map((place) => this.drafts[place]?.name).join(' ');
    const on = step.queue === undefined ? `for ${step.job}` : `on ${step.queue}`;
    draft.name = submissionName('relay', [`${on} ${size} ${after.length} ${names}`]);
    draft.relay = true;
    const relay = this.#relays.get(draft.name) ?? this.#push(step, draft, after, each);
    this.#relays.set(draft.name, relay);
    return relay;
  }
}

/** Sorted by wave, and as they were written within one. */
function inWaves(drafts: readonly Draft[]): readonly PlanSubmission[] {
  const waves: number[][] = [];
  drafts.forEach(({ wave }, place) => {
    const list = waves[wave];
    if (list === undefined) waves[wave] = [place];
    else list.push(place);
  });
  const order = waves.flat();
  const places = new Int32Array(drafts.length);
  order.forEach((place, at) => {
    places[place] = at;
  });
  const moved = (list: readonly number[]): readonly number[] => list.map((place) => places[place] as number);
  return order.map((place) => {
    const draft = drafts[place] as Draft;
    if (draft.after !== undefined) draft.after = moved(draft.after);
    if (draft.each !== undefined) draft.each = moved(draft.each);
    return draft;
  });
}
