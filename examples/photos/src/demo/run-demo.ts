import { setMaxListeners } from 'node:events';
import { availableParallelism } from 'node:os';
import { basename, join, relative, resolve } from 'node:path';
import type { Outcome } from '@batchwright/runtime';
import { FILTERS, type Filter } from '../imaging';
import { renderPhotos } from '../render';
import { requireAssembly } from './assembly';
import { TIER_RULE } from './customers';
import { deliver } from './deliver';
import { type FoundPhoto, findPhotos } from './find-photos';
import { follow } from './follow';
import { DEMO_EXIT, DemoError, type DemoOptions } from './options';
import { collect, type QueueOutcome } from './outcomes';
import { prepareOutput } from './output-directory';
import { startPlatform } from './platform';
import { count, type DemoSummary, renderReport, seconds } from './report';
import { makeScreen, type Screen } from './screen';
import { finishSheet, type SheetResult, submitSheet } from './sheet-job';
import { submitPhotos, uploadPhotos } from './submit-photos';

/** Photos that the demo draws when it is given none. */
const OWN_PHOTOS = 64;

/**
 * Sends photos through the photo platform of a synthesized app, on this machine: starts the local service from the app,
 * uploads, submits an array to each queue and a contact sheet that depends on them, shows how they go, and fetches the
 * results.
 *
 * @returns the exit code: 0, 1 when it could not be carried through, 2 when some photos failed, 130 when stopped
 */
export async function runDemo(options: DemoOptions): Promise<number> {
  const signal = AbortSignal.any(options.signal === undefined ? [] : [options.signal]);
  // Every transfer and every wait listens to it, many at a time.
  setMaxListeners(0, signal);
  const screen = makeScreen(options.err, options.columns, Date.now);
  try {
    const summary = await demo(options, screen, signal);
    options.out(
      options.json === true ? `${JSON.stringify(summary, null, 2)}\n` : renderReport(summary, shown(summary.output)),
    );
    return summary.exitCode;
  } catch (error) {
    screen.settle();
    if (signal.aborted) {
      screen.say('Stopped: no job is left running.');
      return DEMO_EXIT.interrupted;
    }
    screen.say(`The demo failed: ${describe(error)}`);
    return DEMO_EXIT.error;
  }
}

async function demo(options: DemoOptions, screen: Screen, signal: AbortSignal): Promise<DemoSummary> {
  const filter = asFilter(options.filter);
  const output = resolve(options.output);
  await requireAssembly(options.assembly);
  const photos = await takePhotos(options.input, output, screen, signal);
  await prepareOutput(
    output,
    photos.map(({ file }) => file),
  );

  const begun = Date.now();
  const step = stepTimer(screen);
  const platform = await startPlatform(options.assembly, { error: (text) => screen.say(text) });
  // Stopping comes first when the signal does: whatever is waited for ends with the service.
  const onAbort = (): void => void platform.stop().catch(() => undefined);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    signal.throwIfAborted();
    const { jobQueues } = platform.local.summary;
    step(
      `AWS Batch runs on this machine at ${platform.local.endpoint}, with ${count(jobQueues.length, 'queue')} from ${shown(options.assembly)}`,
    );
    await uploadPhotos(platform, photos, signal);
    step(`Uploaded ${count(photos.length, 'photo')} (${volume(photos.reduce((sum, { bytes }) => sum + bytes, 0))})`);

    const title = options.input === undefined ? 'Photos of the demo' : basename(resolve(options.input));
    const submitted = await submitPhotos(platform, photos, filter, signal);
    const sheet = await submitSheet(
      platform,
      title,
      submitted.map(({ array }) => array),
      signal,
    );
    step(
      `Submitted ${submitted.map(({ queue, array, tier }) => `${array.size} to ${queue} (${tier})`).join(', ')}, and a contact sheet after them`,
    );
    screen.say(`  ${TIER_RULE}`);

    await follow(platform, submitted, sheet.id, screen, signal);
    step('All photos are through');
    const outcomes = [];
    for (const one of submitted) outcomes.push(await collect(platform, one, signal));
    const delivered = outcomes.flatMap((outcome) => outcome.delivered);
    const failures = outcomes.flatMap((outcome) => outcome.failures);
    const made = await finishSheet(
      platform,
      sheet,
      { title, failed: failures.length, delivered: delivered.length, say: (line) => screen.say(line) },
      signal,
    );
    const page: SheetResult | undefined = made?.ok ? made.output : undefined;
    await deliver(platform, delivered, page, output, signal);
    step(`Fetched the results of ${count(delivered.length, 'photo')}`);
    const took = Date.now() - begun;
    return summarize(outcomes, made, { filter, output, took });
  } finally {
    signal.removeEventListener('abort', onAbort);
    await platform.stop();
  }
}

function summarize(
  outcomes: readonly QueueOutcome[],
  made: Outcome<SheetResult> | undefined,
  { filter, output, took }: { readonly filter: Filter; readonly output: string; readonly took: number },
): DemoSummary {
  const failures = outcomes.flatMap((outcome) => outcome.failures);
  const delivered = outcomes.reduce((sum, outcome) => sum + outcome.delivered.length, 0);
  const sheet = made?.ok
    ? {
        contactSheet: {
          photos: made.output.photos,
          file: join(output, 'contact-sheet.jpg'),
          index: join(output, 'index.json'),
        },
      }
    : {};
  const sheetFailed = made?.ok === false;
  return {
    filter,
    photos: delivered + failures.length,
    delivered,
    failed: failures.length,
    queues: outcomes.map(({ summary }) => summary),
    failures,
    ...sheet,
    ...(sheetFailed ? { contactSheetProblem: made.failure.message } : {}),
    output,
    seconds: took / 1000,
    exitCode: sheetFailed ? DEMO_EXIT.error : failures.length > 0 ? DEMO_EXIT.someFailed : DEMO_EXIT.ok,
  };
}

/** The photos of the input directory, or the demo's own, which are drawn once and kept beside the results. */
async function takePhotos(
  input: string | undefined,
  output: string,
  screen: Screen,
  signal: AbortSignal,
): Promise<readonly FoundPhoto[]> {
  if (input !== undefined) return findPhotos(resolve(input));
  const step = stepTimer(screen);
  const directory = join(output, 'photos');
  const drawn = await renderPhotos(directory, { count: OWN_PHOTOS, width: availableParallelism(), signal });
  step(drawn === 0 ? `Took the ${OWN_PHOTOS} photos that an earlier demo drew` : `Drew ${drawn} photos`);
  return findPhotos(directory);
}

function asFilter(filter: string): Filter {
  const known = FILTERS.find((name) => name === filter);
  if (known === undefined) throw new DemoError(`there is no filter "${filter}"; expected ${FILTERS.join(', ')}`);
  return known;
}

/** Each call tells a step that is done, and how long it took. */
function stepTimer(screen: Screen): (line: string) => void {
  let last = Date.now();
  return (line) => {
    const now = Date.now();
    screen.say(`${line} (${seconds(now - last)})`);
    last = now;
  };
}

/** A path as a person would type it here. */
function shown(path: string): string {
  const fromHere = relative(process.cwd(), resolve(path));
  return fromHere !== '' && !fromHere.startsWith('..') ? fromHere : path;
}

const volume = (bytes: number): string =>
  bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(bytes < 1e8 ? 1 : 0)} MB`;

/** Errors with a code, and ours, speak for themselves; any other is a bug, whose stack helps. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return DemoError.isDemoError(error) || 'code' in error || '$metadata' in error
    ? error.message
    : (error.stack ?? error.message);
}
