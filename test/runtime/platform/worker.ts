import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { RetryableError, runJob } from '@batchwright/runtime/worker';
import { z } from 'zod';
import { probe, steps, touch } from './contracts';

if (process.env.BATCHWRIGHT_JOB === 'touch') {
  void runJob(touch, async ({ fail }) => {
    if (fail) throw new Error('as asked');
  });
} else if (process.env.BATCHWRIGHT_JOB === 'steps') {
  const Progress = z.object({ done: z.number() });
  void runJob(steps, async ({ count, first }, { attempt, signal, checkpoint, log }) => {
    let { done } = (await checkpoint.load(Progress)) ?? { done: 0 };
    const from = done;
    checkpoint.keep(() => ({ done }), { everySeconds: 0.02 });
    while (done < count && !signal.aborted) {
      done += 1;
      log.info('step', { step: done });
      if (attempt > 1 || done !== Math.ceil(count / 2)) continue;
      if (first === 'sigterm') process.kill(process.pid, 'SIGTERM');
      if (first === 'deaf') {
        while ((await checkpoint.load(Progress))?.done !== done) await sleep(5);
        // Whatever comes now is not heard: as if there were no notice.
        for (;;);
      }
      await sleep(60_000, undefined, { signal }).catch(() => undefined);
    }
    return { from, attempt };
  });
} else {
  void runJob(probe, async ({ day, size, name, how, blob = '' }, { index, attempt, signal }) => {
    console.log(`item ${index} attempt ${attempt}`);
    switch (how) {
      case 'throw':
        throw new Error('the photo is broken');
      case 'retry':
        throw new RetryableError('the tile server is busy');
      case 'flaky':
        if (attempt === 1) throw new RetryableError('not yet');
        break;
      case 'network':
        // A port on which nothing listens.
        await fetch('http://127.0.0.1:49151');
        break;
      case 'bad-output':
        return { index: 'x' } as never;
      case 'date-output':
        return { index, attempt, size, name, day: new Date(), blob: 0 } as never;
      case 'left-open':
        createServer().listen(0);
        throw new Error('the photo is broken');
      case 'exit-0':
        process.exit(0);
        break;
      case 'settle-never':
        await new Promise(() => undefined);
        break;
      case 'exit-on-sigterm':
        process.on('SIGTERM', () => process.exit(0));
        await sleep(60_000);
        break;
      case 'wait':
        await sleep(60_000, undefined, { signal });
        break;
    }
    const text = day?.toISOString().slice(0, 10);
    return { index, attempt, size, name, ...(text === undefined ? {} : { day: text }), blob: blob.length };
  });
}
