import { STOP_GRACE_SECONDS } from '@batchwright/model/service';
import { EXIT_SECONDS, exitOfProcess } from './exit';
import { interruptionNotice } from './interruption';
import type { S3Access } from './s3-access';
import { makeStop, type Stop } from './stop';

/** The world outside of a worker. Everything is optional; tests and unusual hosts replace what they need. */
export interface WorkerIo {
  /** @default process.env */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /**
   * Client for inputs, outputs and checkpoints: an `S3Client` of `@aws-sdk/client-s3`.
   * @default - made when it is first needed, with region and credentials as the AWS SDK finds them
   */
  readonly s3?: S3Access | undefined;
  /**
   * Receives the lines of `log`, without their ends.
   * @default - standard output
   */
  readonly print?: ((line: string) => void) | undefined;
  /**
   * Receives what went wrong. The first line is the reason.
   * @default - standard error
   */
  readonly printError?: ((text: string) => void) | undefined;
  /**
   * Receives the exit code, at the very end.
   * @default - sets `process.exitCode`, and ends the process if it was asked to stop, or has failed and still holds
   *   something open 5 seconds later
   */
  readonly exit?: ((code: number, stopped: boolean) => void) | undefined;
  /**
   * Aborted when the job is asked to stop.
   * @default - by SIGTERM or SIGINT
   */
  readonly stop?: AbortSignal | undefined;
  /**
   * How long, after the job was asked to stop, its handler may take to settle, in milliseconds. What is left until
   * SIGKILL is for the exit itself.
   * @default 25000
   */
  readonly graceMs?: number | undefined;
  /**
   * Whether to ask EC2, every 5 seconds, if it is about to take this Spot instance back, and then to stop at once: about
   * two minutes before, where SIGTERM leaves 30 seconds. The container must reach the instance metadata service, at
   * `AWS_EC2_METADATA_SERVICE_ENDPOINT` or its usual address. Behind the hop limit of 1 that this package's compute has
   * it does not: the log then says so, and SIGTERM is what remains.
   *
   * @default false
   */
  readonly interruptionNotice?: boolean | undefined;
}

/** The same with nothing left open. */
export interface FullIo {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly s3: S3Access | undefined;
  print(line: string): void;
  printError(text: string): void;
  exit(code: number, stopped: boolean): void;
  readonly stop: Stop;
  /** Begins to ask for EC2's notice, where that is wanted. @param unheard - receives why there will be none */
  askForNotice(unheard: (error: unknown) => void): void;
  /** Takes back what the defaults have set up. */
  dispose(): void;
}

/** The instance metadata service of every instance. Source: EC2 User Guide, "Access instance metadata". */
const METADATA = 'http://169.254.169.254';
const NOTICE_EVERY_MS = 5 * 1000;

/** Fills in the real world where nothing was given. */
export function completeIo(io: WorkerIo): FullIo {
  const env = io.env ?? process.env;
  const printError = io.printError ?? ((text: string) => void process.stderr.write(`${text}\n`));
  const graceMs = io.graceMs ?? (STOP_GRACE_SECONDS - EXIT_SECONDS) * 1000;
  const stop = makeStop();
  const unheed = io.stop === undefined ? heedSignals(stop, graceMs) : heed(io.stop, stop, graceMs);
  const ended = new AbortController();
  return {
    env,
    s3: io.s3,
    print: io.print ?? ((line) => void process.stdout.write(`${line}\n`)),
    printError,
    exit: io.exit ?? exitOfProcess(stop.signal, printError),
    stop,
    askForNotice(unheard) {
      if (io.interruptionNotice !== true) return;
      const endpoint = (env.AWS_EC2_METADATA_SERVICE_ENDPOINT || METADATA).replace(/\/$/, '');
      interruptionNotice({ endpoint, everyMs: NOTICE_EVERY_MS, signal: ended.signal }).then(
        (notice) => {
          if (notice === undefined) return;
          const at = new Date(notice.time).toISOString();
          // Until the machine itself begins to stop what runs on it.
          const left = notice.time - Date.now() - STOP_GRACE_SECONDS * 1000;
          stop.request(new Error(`EC2 takes the machine back at ${at} (${notice.action})`), Math.max(graceMs, left));
        },
        (error) => {
          if (!ended.signal.aborted) unheard(error);
        },
      );
    },
    dispose() {
      ended.abort();
      unheed();
      stop.dispose();
    },
  };
}

function heedSignals(stop: Stop, graceMs: number): () => void {
  const asked = (signal: NodeJS.Signals): void =>
    stop.request(new Error(`the job was asked to stop (${signal})`), graceMs);
  process.on('SIGTERM', asked).on('SIGINT', asked);
  return () => void process.off('SIGTERM', asked).off('SIGINT', asked);
}

function heed(given: AbortSignal, stop: Stop, graceMs: number): () => void {
  const asked = (): void => {
    const { reason } = given;
    stop.request(
      reason instanceof Error ? reason : new Error(`the job was asked to stop (${String(reason)})`),
      graceMs,
    );
  };
  if (given.aborted) asked();
  else given.addEventListener('abort', asked, { once: true });
  return () => given.removeEventListener('abort', asked);
}
