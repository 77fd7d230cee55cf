import {
  describeIssues,
  ENV,
  encodeJson,
  formatCheckpoint,
  parseCheckpoint,
  type Schema,
  validate,
} from '@batchwright/model/contract';
import type { Log } from './log';
import type { Objects } from './s3-access';
import type { Task } from './task';
import { WorkerError } from './worker-error';

export interface KeepOptions {
  /**
   * Seconds between two saves, more than 0 and at most a day. While a save takes longer, the next one waits for it.
   * @default 60
   */
  readonly everySeconds?: number | undefined;
}

/**
 * How far this job has come, in the workspace, for the attempt that follows when the machine is taken away. There is one
 * for each job, each child of an array and each node; all its attempts share it, and no other job sees it.
 */
export interface Checkpoint {
  /**
   * What was saved last, by an earlier attempt or by this one; `undefined` when there is nothing. What does not fit the
   * schema, from an older image say, is nothing, too, and a warning in the log.
   *
   * @param schema - any Standard Schema of the state
   */
  load<State>(schema: Schema<unknown, State>): Promise<State | undefined>;
  /**
   * Saves the state, in place of what was saved before. Saves happen one after another, and one that changes nothing
   * makes no call.
   *
   * @param state - plain JSON data
   * @throws TypeError when it is not
   */
  save(state: unknown): Promise<void>;
  /**
   * Saves what `state` returns: now and then, when the job is asked to stop, and before another attempt. Now and then,
   * because a machine may go away without a notice. It replaces what an earlier call has asked for. A save that fails is
   * a warning in the log, and the next one tries again.
   *
   * @param state - called between two steps of the handler: it must return what is done, not what is half done
   * @throws RangeError for seconds that are no such number
   */
  keep(state: () => unknown, options?: KeepOptions): void;
}

/** The checkpoint as the worker itself handles it. */
export interface KeptCheckpoint extends Checkpoint {
  /** Saves what is kept, and waits for all saves; never rejects. */
  flush(): Promise<void>;
  /** Ends the saving now and then. */
  close(): void;
}

const EVERY_SECONDS = 60;
/** Timers have room for 24 days, and run at once beyond. */
const DAY_SECONDS = 24 * 60 * 60;

export function openCheckpoint(task: Task, objects: Objects, log: Log): KeptCheckpoint {
  let saved: string | undefined;
  let last: Promise<void> = Promise.resolve();
  let kept: (() => unknown) | undefined;
  let timer: NodeJS.Timeout | undefined;

  const where = (): string => {
    if (task.checkpointUri !== undefined) return task.checkpointUri;
    throw new WorkerError(
      'BAD_INPUT',
      `${ENV.WORKSPACE} says nowhere to keep a checkpoint (expected s3://bucket); add the job with addJob, or set the variable in its definition`,
    );
  };
  const save = (state: unknown): Promise<void> => {
    const uri = where();
    const encoded = encodeJson(state, 'state');
    if (!encoded.ok) throw new TypeError(`the checkpoint cannot be stored: ${describeIssues(encoded.problems)}`);
    const { json } = encoded;
    // After what is on its way: an older state must not end on top.
    const write = last.then(async () => {
      if (json === saved) return;
      await objects.write(uri, formatCheckpoint(task.attempt, json), 'the checkpoint');
      saved = json;
    });
    last = write.catch(() => undefined);
    return write;
  };
  const saveKept = async (): Promise<void> => {
    try {
      if (kept !== undefined) await save(kept());
    } catch (error) {
      log.warn('the checkpoint was not saved', { error });
    }
  };
  const close = (): void => clearInterval(timer);
  return {
    async load(schema) {
      const uri = where();
      await last;
      const text = await objects.find(uri);
      if (text === undefined) return undefined;
      try {
        const result = await validate(schema, parseCheckpoint(text, uri).checkpoint);
        if (result.ok) return result.value;
        log.warn('the checkpoint does not fit its schema, and is not used', { issues: result.issues });
      } catch (error) {
        log.warn('the checkpoint cannot be read, and is not used', { error });
      }
      return undefined;
    },
    save: async (state) => save(state),
    keep(state, { everySeconds = EVERY_SECONDS } = {}) {
      where();
      if (!(everySeconds > 0 && everySeconds <= DAY_SECONDS)) {
        throw new RangeError(`everySeconds: expected more than 0 and at most ${DAY_SECONDS}; got ${everySeconds}`);
      }
      close();
      kept = state;
      let saving = false;
      // Saves that pile up behind a slow one would stand before the last one, when time is short.
      const turn = async (): Promise<void> => {
        if (saving) return;
        saving = true;
        await saveKept();
        saving = false;
      };
      timer = setInterval(() => void turn(), everySeconds * 1000).unref();
    },
    async flush() {
      await saveKept();
      await last;
    },
    close,
  };
}
