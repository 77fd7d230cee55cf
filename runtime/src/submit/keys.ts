import { batchError } from '../errors';

/** Keyed submissions to remember: the service's listing lags behind, this process does not. */
const REMEMBERED = 1000;

/**
 * The keyed submissions of this process, running and done. Two calls with one key at the same time become one
 * submission, and one that follows at once does not depend on the service's listing.
 */
export class KeyedSubmissions<T extends { readonly id: string }> {
  readonly #known = new Map<string, { readonly name: string; readonly submission: Promise<T> }>();

  /**
   * @param scope - what the key is unique in: queue and job
   * @param name - made of key and input: another name is another input
   * @throws {@link BatchError} `KEY_REUSED`
   */
  async once(scope: string, key: string, name: string, submit: () => Promise<T>): Promise<T> {
    const id = `${scope} ${key}`;
    const earlier = this.#known.get(id);
    if (earlier !== undefined) {
      if (earlier.name !== name) throw keyReused(key, (await earlier.submission).id);
      return earlier.submission;
    }
    const submission = submit();
    this.#known.set(id, { name, submission });
    try {
      const done = await submission;
      const [oldest] = this.#known.keys();
      if (this.#known.size > REMEMBERED && oldest !== undefined) this.#known.delete(oldest);
      return done;
    } catch (error) {
      this.#known.delete(id);
      throw error;
    }
  }
}

export const keyReused = (key: string, jobId: string): Error =>
  batchError(
    { code: 'KEY_REUSED', key, jobId },
    `key ${JSON.stringify(key)}: job ${jobId} has it with another input; the same key must mean the same job. Take another key`,
  );
