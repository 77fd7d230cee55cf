/** Everything that the command line touches of its surroundings, so that tests can hand in their own. */
export interface Io {
  /** Results: what a script reads. */
  readonly out: (text: string) => void;
  /** Progress, notices and errors: what a person reads. */
  readonly err: (text: string) => void;
  /** The process's environment. `--local` writes the local service's variables into it, where the AWS SDK finds them. */
  readonly env: Record<string, string | undefined>;
  readonly cwd: string;
  /** Width of the terminal behind `err`, or `undefined` when it is not one. */
  readonly columns: number | undefined;
  /** Whether output may be coloured. */
  readonly colour: boolean;
  /** Aborted by the first SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
  readonly now: () => number;
  /** How often jobs are looked at, in milliseconds. @default - the runtime's */
  readonly poll?: { readonly minMs: number; readonly maxMs: number } | undefined;
  /** Reads standard input to its end. */
  readonly stdin: () => Promise<string>;
}

/** Exit codes, in every command's help. */
export const EXIT_CODES = {
  ok: 0,
  /** A job that was waited for failed, or a review found a hazard that nobody acknowledged. */
  jobFailed: 1,
  /** Wrong arguments, a refused input, a missing manifest: the same call fails again. */
  usage: 64,
  /** A bug of ours. */
  internal: 70,
  /** Throttled or unreachable: the same call may succeed later. */
  temporary: 75,
  /** Ctrl-C. */
  interrupted: 130,
} as const;

/** An error whose message is for the person at the keyboard. */
export class CliError extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode: number = EXIT_CODES.usage, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.exitCode = exitCode;
  }
}
Object.defineProperty(CliError.prototype, 'name', { value: 'CliError' });
