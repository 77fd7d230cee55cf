import type { Task } from './task';

/** Values that a line carries beside its message. */
export type LogFields = Readonly<Record<string, unknown>>;

/**
 * Writes lines of JSON to standard output, each with `time` (ISO 8601), `level`, `message`, `job`, `jobId`, `attempt` and
 * `index` (and `node`, on several nodes), which fields of yours do not replace. In CloudWatch Logs Insights:
 * `filter index = 17 and level = "error"`.
 */
export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

/**
 * @param print - receives each line, without its end
 * @param now - milliseconds since 1970
 */
export function makeLog(job: string, task: Task, print: (line: string) => void, now: () => number): Log {
  const { jobId, attempt, index, node } = task;
  const place = { job, jobId, attempt, index, ...(node === undefined ? {} : { node: node.index }) };
  const at = (level: string) => (message: string, fields?: LogFields) => {
    print(lineOf({ time: new Date(now()).toISOString(), level, message, ...place }, fields));
  };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** A log must not fail its job: what JSON cannot say is left, and why. */
function lineOf(own: LogFields, fields: LogFields | undefined): string {
  try {
    // First, so that lines are alike to the eye; and again, since a field of the same name must not hide them.
    return JSON.stringify({ ...own, ...fields, ...own }, sayable());
  } catch (error) {
    return JSON.stringify({ ...own, unprintable: String(error) });
  }
}

function sayable(): (this: unknown, key: string, value: unknown) => unknown {
  const ancestors: unknown[] = [];
  return function (this: unknown, _key, value) {
    if (typeof value === 'bigint') return value.toString();
    if (typeof value !== 'object' || value === null) return value;
    // `this` holds the value: what was pushed after it has been left.
    while (ancestors.length > 0 && ancestors.at(-1) !== this) ancestors.pop();
    if (ancestors.includes(value)) return 'contains itself';
    if (value instanceof Error) {
      const { name, message, stack, cause } = value;
      const said = { ...value, name, message, stack, ...(cause === undefined ? {} : { cause }) };
      ancestors.push(said);
      return said;
    }
    ancestors.push(value);
    return value;
  };
}
