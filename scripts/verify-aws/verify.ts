import { UsageError, type VerifyOptions } from './arguments';
import { type Case, judge, type Verdict } from './cases';
import { type CleanupStep, cleanUp, type Made, planCleanup } from './cleanup';
import type { Lab } from './lab';
import { type Caller, chosenCases, destroyText, planText, requireAccount } from './plan';
import { type PhotosResult, photosHold, renderReport } from './report';

export const EXIT = { held: 0, failed: 1, different: 2, usage: 64, interrupted: 130 } as const;

/** Cases at one time: more than a queue's instances would only wait, and each asks the service every few seconds. */
const AT_ONCE = 8;

/** The place that is verified. */
export interface Site {
  caller(): Promise<Caller>;
  /** What stands in the way, a line each, with the remedy. Reads only. */
  obstacles(): Promise<readonly string[]>;
  /** @returns once the platform is there */
  deploy(signal: AbortSignal): Promise<void>;
  openLab(signal: AbortSignal): Promise<Lab>;
  sendPhotos(count: number, made: Set<string>, signal: AbortSignal): Promise<PhotosResult>;
  /** @returns what is left behind, a line each */
  clean(step: CleanupStep, made: Made): Promise<readonly string[]>;
  readonly versions: Readonly<Record<string, string>>;
}

/** What a verification touches of its surroundings. */
export interface Console {
  say(line: string): void;
  /** Whether the person at the keyboard says yes. */
  ask(question: string): Promise<boolean>;
  writeReport(file: string, text: string): Promise<void>;
  now(): Date;
  /** Aborted by Ctrl-C and when the time is over. */
  readonly signal: AbortSignal;
}

/**
 * The whole run: names the place, asks, deploys, looks, runs photos, writes the report, and cleans up, however it ends.
 *
 * @returns the exit code
 */
export async function verify(
  options: VerifyOptions,
  cases: readonly Case[],
  site: Site,
  console: Console,
): Promise<number> {
  const chosen = chosenCases(cases, options.quick);
  const caller = await site.caller();
  requireAccount(options.account, caller);
  console.say(options.destroy ? destroyText(options, caller) : planText(options, caller, chosen));
  if (!options.destroy) refuseObstacles(await site.obstacles());
  if (!options.yes && !(await console.ask('Go on?'))) {
    console.say('Nothing was written.');
    return EXIT.usage;
  }
  console.signal.throwIfAborted();
  return options.destroy ? destroy(site, console) : run(options, chosen, caller, site, console);
}

async function run(
  options: VerifyOptions,
  cases: readonly Case[],
  caller: Caller,
  site: Site,
  console: Console,
): Promise<number> {
  const { signal } = console;
  const begun = console.now();
  const verdicts: Verdict[] = [];
  const photoJobs = new Set<string>();
  let deployed = false;
  let lab: Lab | undefined;
  let photos: PhotosResult | undefined;
  let problem: string | undefined;
  try {
    if (options.endpoint === undefined) {
      deployed = true;
      await site.deploy(signal);
    }
    lab = await site.openLab(signal);
    await lookAt(cases, lab, verdicts, console);
    if (options.photos > 0) {
      console.say(`Sending ${options.photos} photos ...`);
      photos = await site.sendPhotos(options.photos, photoJobs, signal);
    }
  } catch (error) {
    problem = error instanceof Error ? error.message : String(error);
    console.say(`Ended early: ${problem}`);
  }
  const made: Made = {
    stack: deployed,
    definitions: [...(lab?.made.definitions ?? [])],
    jobs: [...(lab?.made.jobs ?? []), ...photoJobs],
  };
  const left = await cleanUp(planCleanup(made, options.keep), (step) => site.clean(step, made), console.say);
  const where = `account ${caller.account}, region ${options.region}${options.endpoint ? `, at ${options.endpoint}` : ''}`;
  const seconds = (console.now().getTime() - begun.getTime()) / 1000;
  const { versions } = site;
  const report = renderReport({ where, begun, seconds, versions, verdicts, photos, problem, left });
  await console.writeReport(options.report, report);
  for (const line of left) console.say(`Left behind: ${line}`);
  console.say(`Report: ${options.report}`);
  if (signal.aborted) return EXIT.interrupted;
  if (problem !== undefined || left.length > 0) return EXIT.failed;
  const differs = verdicts.some(({ outcome }) => outcome !== 'as held') || (photos && !photosHold(photos));
  return differs ? EXIT.different : EXIT.held;
}

/** Looks at the cases, some at a time, and keeps the verdicts in the order of the cases. */
async function lookAt(cases: readonly Case[], lab: Lab, verdicts: Verdict[], console: Console): Promise<void> {
  const found = new Map<string, Verdict>();
  const waiting = [...cases];
  const worker = async (): Promise<void> => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
      lab.signal.throwIfAborted();
      const verdict = await judge(one, lab);
      found.set(one.id, verdict);
      console.say(`${String(found.size).padStart(3)} of ${cases.length}  ${verdict.outcome.padEnd(12)}  ${verdict.id}`);
    }
  };
  // All of them: what one makes while another has failed must be known to the cleaning up.
  const ends = await Promise.allSettled(Array.from({ length: AT_ONCE }, worker));
  for (const { id } of cases) {
    const verdict = found.get(id);
    if (verdict !== undefined) verdicts.push(verdict);
  }
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

async function destroy(site: Site, console: Console): Promise<number> {
  const made: Made = { stack: true, definitions: [], jobs: [] };
  const left = await cleanUp(planCleanup(made, false), (step) => site.clean(step, made), console.say);
  for (const line of left) console.say(`Left behind: ${line}`);
  return left.length > 0 ? EXIT.failed : EXIT.held;
}

function refuseObstacles(obstacles: readonly string[]): void {
  if (obstacles.length === 0) return;
  throw new UsageError(`nothing was written, because:\n${obstacles.map((line) => `  ${line}`).join('\n')}`);
}
