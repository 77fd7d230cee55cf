import { defineJob, definePlatform, unchecked } from '@batchwright/runtime/contract';

/** Where the worker reads and writes of its own: the platform's user chose it. */
export interface Scan {
  readonly bucket: string;
  readonly blob?: string;
  readonly wait?: boolean;
}

/** A job that does all that `addJob` with reads and writes lets it do. */
export const scan = defineJob('scan', { input: unchecked<Scan>(), output: unchecked<{ readonly found: number }>() });
export const lab = definePlatform('lab', { queues: ['fast', 'slow'], jobs: [scan] });
export type Lab = typeof lab;
