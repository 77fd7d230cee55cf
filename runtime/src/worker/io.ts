import { EXIT } from '@batchwright/model/contract';
import { STOP_GRACE_SECONDS } from '@batchwright/model/service';
import type { S3Access } from './s3-access';

/** The world outside of a worker. Everything is optional; tests and unusual hosts replace what they need. */
export interface WorkerIo {
  /** @default process.env */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /**
   * Client for inputs and outputs: an `S3Client` of `@aws-sdk/client-s3`.
   * @default - made when it is first needed, with region and credentials as the AWS SDK finds them
   */
  readonly s3?: S3Access | undefined;
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
}

export type FullIo = { readonly [Field in Exclude<keyof WorkerIo, 's3'>]-?: NonNullable<WorkerIo[Field]> } & {
  readonly s3: S3Access | undefined;
  /** Takes back what the defaults have set up. */
  dispose(): void;
};

/** For the exit itself: of the time before SIGKILL, and of a process that has failed. */
const EXIT_SECONDS = 5;

/** Fills in the real world where nothing was given. */
export function completeIo(io: WorkerIo): FullIo {
  const signals = io.stop === undefined ? listenForSignals() : { stop: io.stop, dispose: () => undefined };
  return {
    env: io.env ?? process.env,
    s3: io.s3,
    printError: io.printError ?? ((text) => void process.stderr.write(`${text}\n`)),
    exit:
      io.exit ??
      ((code, stopped) => {
        process.exitCode = code;
        // Whatever the handler left running must not hold the process until SIGKILL.
        if (stopped) process.exit();
        // Nor until the job's timeout, which would then be the reason that is reported: a program that fails before it
        // closes its connections is the rule. One with nothing open does not wait for this.
        if (code !== EXIT.OK.code) setTimeout(() => process.exit(), EXIT_SECONDS * 1000).unref();
      }),
    graceMs: io.graceMs ?? (STOP_GRACE_SECONDS - EXIT_SECONDS) * 1000,
    ...signals,
  };
}

function listenForSignals(): { readonly stop: AbortSignal; dispose(): void } {
  const controller = new AbortController();
  const stop = (signal: NodeJS.Signals): void => controller.abort(new Error(`the job was asked to stop (${signal})`));
  process.on('SIGTERM', stop).on('SIGINT', stop);
  return { stop: controller.signal, dispose: () => void process.off('SIGTERM', stop).off('SIGINT', stop) };
}
