import { batchError } from '../errors';

/** Keyed submissions to remember: the service's listing lags behind, this process does not. */
const REMEMBERED = 1000;

interface Known<T> {
  readonly name: string;
  readonly submission: Promise<T>;
}

/**
 * The keyed submissions of this process, running and done. Two calls with one key at the same time become one
 * submission, and one that follows at once does not depend on the service's listing.
 */
export class KeyedSubmissions<T extends { readonly id: string }> {
  readonly #known = new Map<string, Known<T>>();

  /**
   * @param scope - what the key is unique in: queue and job
   * @param name - made of key and input: another name is another input
   * @throws {@link BatchError} `KEY_REUSED`
   */
  async once(scope: string, key: string, name: string, submit: () => Promise<T>): Promise<T> {
    const id = `${scope} ${key}`;
    for (let earlier = this.#known.get(id); earlier !== undefined; earlier = this.#known.get(id)) {
      // One that failed, or that its caller gave up, says nothing about this one.
      const done = await earlier.submission.catch(() => this.#forget(id, earlier));
      if (done === undefined) continue;
      if (earlier.name !== name) throw keyReused(key, done.id);
      return done;
    }
    const submission = submit();
    const known = { name, submission };
    this.#known.set(id, known);
    const [oldest] = this.#known.keys();
    if (this.#known.size > REMEMBERED && oldest !== undefined) this.#known.delete(oldest);
    try {
      return await submission;
    } catch (error) {
      this.#forget(id, known);
      throw error;
    }
  }

  #forget(id: string, known: Known<T>): undefined {
    if (this.#known.get(id) === known) this.#known.delete(id);
  }
}

export const keyReused = (key: string, jobId: string): Error =>
  batchError(
    { code: 'KEY_REUSED', key, jobId },
    `key ${JSON.stringify(key)}: job ${jobId} has it with another input; the same key must mean the same job. Take another key`,
  );
