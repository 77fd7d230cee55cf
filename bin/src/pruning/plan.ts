/** One active revision of a job definition. */
export interface Revision {
  readonly name: string;
  readonly revision: number;
  readonly arn: string;
}

/** What becomes of a revision, and why. */
export interface Pruned extends Revision {
  readonly action: 'keep' | 'deregister';
  readonly because: 'one of the newest' | 'an unfinished job uses it' | 'older, and no unfinished job uses it';
}

/**
 * Which revisions go: those that are older than the newest `keep` of their name and that no unfinished job uses. The
 * newest of each name always stays, because submissions without a revision take it.
 *
 * @param revisions - the active ones, in any order
 * @param used - those that unfinished jobs use, as `name:revision`, read after the revisions were
 * @param keep - at least 1
 * @returns by name, newest first
 */
export function planPrune(revisions: readonly Revision[], used: ReadonlySet<string>, keep: number): readonly Pruned[] {
  const sorted = [...revisions].sort((one, other) =>
    one.name === other.name ? other.revision - one.revision : one.name < other.name ? -1 : 1,
  );
  const seen = new Map<string, number>();
  return sorted.map((revision): Pruned => {
    const newer = seen.get(revision.name) ?? 0;
    seen.set(revision.name, newer + 1);
    if (newer < Math.max(1, keep)) return { ...revision, action: 'keep', because: 'one of the newest' };
    if (used.has(`${revision.name}:${revision.revision}`))
      return { ...revision, action: 'keep', because: 'an unfinished job uses it' };
    return { ...revision, action: 'deregister', because: 'older, and no unfinished job uses it' };
  });
}
