/** Adds a relay behind up to as many submissions as a job may have dependencies. @returns its number */
export type AddRelay = (behind: readonly number[]) => number;

/**
 * Brings a list of dependencies down to a number that Batch takes, by relays: jobs that do no work, and wait for some of
 * them. As few as will do, in a tree as flat as they allow, and always the same for the same list, so that others who wait
 * for the same can share them.
 *
 * @param most - how many dependencies are left for the list, at least one
 * @param width - how many dependencies a relay can have, at least two
 */
export function relayed(list: readonly number[], most: number, width: number, add: AddRelay): readonly number[] {
  const queue = [...list];
  let taken = 0;
  // Each relay takes some off the front and puts itself at the back: nothing is relayed twice before all are once.
  while (queue.length - taken > most) {
    const surplus = queue.length - taken - most;
    const count = Math.min(width, surplus + 1);
    queue.push(add(queue.slice(taken, taken + count)));
    taken += count;
  }
  return queue.slice(taken);
}
