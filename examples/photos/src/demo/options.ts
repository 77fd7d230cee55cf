/** How the demo is called. Paths are absolute or relative to the working directory. */
export interface DemoOptions {
  /** A synthesized app: `cdk.out`. */
  readonly assembly: string;
  /**
   * Directory with photos (JPEG, PNG, WebP), searched with all directories below it.
   * @default - 64 photos that the demo draws itself
   */
  readonly input?: string | undefined;
  /** `sepia`, `grayscale` or `none`. */
  readonly filter: string;
  /** Directory for the results. Results of an earlier demo in it are replaced; nothing else is touched. */
  readonly output: string;
  /** Whether `out` gets one JSON document instead of the report for people. @default false */
  readonly json?: boolean | undefined;
  /** Width of the terminal behind `err`; `undefined` when it is none: progress then comes in plain lines. */
  readonly columns?: number | undefined;
  /** Receives the report. */
  readonly out: (text: string) => void;
  /** Receives progress, notices and errors. */
  readonly err: (text: string) => void;
  /** Stops the demo, its jobs and the local service. */
  readonly signal?: AbortSignal | undefined;
}

/** What {@link runDemo} resolves to, for a process to exit with. */
export const DEMO_EXIT = {
  /** Every photo was delivered. */
  ok: 0,
  /** The demo could not be carried through; `err` says why. */
  error: 1,
  /** Some photos failed; all others were delivered. */
  someFailed: 2,
  /** Stopped by the signal. */
  interrupted: 130,
} as const;

const BRAND = Symbol.for('batchwright.example.DemoError');

/** Something that the person at the keyboard can put right; the message says how. */
export class DemoError extends Error {
  readonly [BRAND] = true;

  static isDemoError(error: unknown): error is DemoError {
    return typeof error === 'object' && error !== null && BRAND in error;
  }
}
Object.defineProperty(DemoError.prototype, 'name', { value: 'DemoError' });
