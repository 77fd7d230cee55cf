import type { S3Client } from '@aws-sdk/client-s3';

/** The world outside of a worker. Everything is optional; tests and unusual hosts replace what they need. */
export interface WorkerIo {
  /** @default process.env */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** Client for inputs and outputs. @default - made when it is first needed */
  readonly s3?: S3Client | undefined;
  /** Receives what went wrong, one whole line at a time. @default - standard error */
  readonly printError?: ((line: string) => void) | undefined;
  /** Receives the exit code. @default - sets `process.exitCode`, or ends the process if it was asked to stop */
  readonly exit?: ((code: number) => void) | undefined;
  /** Aborted when the job is asked to stop. @default - on SIGTERM or SIGINT */
  readonly stop?: AbortSignal | undefined;
}
