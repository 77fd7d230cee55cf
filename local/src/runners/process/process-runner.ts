import { type ChildProcess, spawn } from 'node:child_process';
import { START_FAILURES } from '@batchwright/model/service';
import type { ImageStaging, StagedImage } from '../../images';
import type { LogSink } from '../../services/logs';
import { batchEnvironment } from '../batch-environment';
import type { Launch, Runner, RunReport } from '../runner';
import { argumentsOf, imageEnvironment } from './command';
import { JobDirectories, type JobDirectory } from './directory';
import { jobEnvironment, type LocalAws } from './environment';
import { LineSplitter } from './lines';
import { exitOutcome, shorten, spawnOutcome } from './outcome';
import { killGroup } from './process-group';
import { resolveSecrets } from './secrets';

export interface ProcessRunnerOptions {
  /** Directory for the jobs' own directories; exists, and is private. */
  readonly directory: string;
  /** Asked for at each start: the service has its address only when it listens. */
  readonly aws: () => LocalAws;
  /** `PATH` of the jobs. */
  readonly path: string;
  readonly images: ReadonlyMap<string, ImageStaging>;
  readonly logs: LogSink;
  /** Value of an SSM parameter, by name. */
  readonly parameter: (name: string) => string | undefined;
  /** Between SIGTERM and SIGKILL. */
  readonly stopGraceMs: number;
  /** Job directories stay after their job. */
  readonly keep: boolean;
  readonly log: { error(text: string): void };
}

/** How long output is waited for that a process outside the job's group still holds. */
const DRAIN_MS = 1000;
/** How long close() waits for processes that were killed. */
const LAST_MS = 5000;

type Report = (report: RunReport) => void;

interface Running {
  readonly child: ChildProcess;
  /** What is to happen when it does not end in time. */
  timer: NodeJS.Timeout | undefined;
  stopping: boolean;
  exited: boolean;
  /** A process outside its group has its output open. */
  held: boolean;
}

/** Runs each attempt as a process of this machine, without a shell, in a directory and a process group of its own. */
export function processRunner(options: ProcessRunnerOptions): Runner {
  return new ProcessRunner(options);
}

class ProcessRunner implements Runner {
  private readonly running = new Map<string, Running>();
  private idle: (() => void) | undefined;
  private closed = false;
  private readonly directories: JobDirectories;

  constructor(private readonly options: ProcessRunnerOptions) {
    this.directories = new JobDirectories({
      parent: options.directory,
      keep: options.keep,
      failed: (error) => options.log.error(`cannot remove a job's directory: ${error.message}`),
    });
  }

  start(launch: Launch, report: Report): void {
    const prepared = this.prepare(launch);
    if ('reason' in prepared) {
      this.refuse(launch, prepared.reason, report);
      return;
    }
    this.run(launch, prepared, report);
  }

  stop(taskId: string): void {
    const running = this.running.get(taskId);
    if (running !== undefined && !running.stopping) askToStop(running, this.options.stopGraceMs);
  }

  crash(taskId: string): void {
    const running = this.running.get(taskId);
    if (running !== undefined && !running.exited) killGroup(running.child, 'SIGKILL');
  }

  kill(): void {
    this.closed = true;
    for (const { child } of this.running.values()) killGroup(child, 'SIGKILL');
  }

  async close(graceMs: number): Promise<void> {
    this.closed = true;
    // One that is stopping already may have been given a longer time.
    for (const running of this.running.values()) askToStop(running, graceMs);
    if (this.running.size === 0) return;
    let limit: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.idle = resolve;
      limit = setTimeout(() => {
        this.abandon();
        resolve();
      }, graceMs + LAST_MS);
    });
    clearTimeout(limit);
  }

  /** What outlives SIGKILL (another user's process, one that the kernel holds) must not hold the service as well. */
  private abandon(): void {
    const pids = [...this.running.values()].map(({ child }) => child.pid);
    this.options.log.error(`processes ${pids.join(', ')} could not be stopped; end them by hand`);
    for (const { child } of this.running.values()) {
      child.unref();
      child.stdout?.destroy();
      child.stderr?.destroy();
    }
  }

  /** Everything that can be wrong before there is a process. */
  private prepare(launch: Launch): Prepared | { readonly reason: string } {
    const { options } = this;
    if (this.closed) return { reason: 'The local service is stopping' };
    const staging = options.images.get(launch.container.image);
    if (staging?.ok === false) return { reason: START_FAILURES.cannotPull(staging.reason) };
    const image = staging;
    const secrets = resolveSecrets(launch.container.secrets, options.parameter);
    if (!secrets.ok) return { reason: secrets.reason };
    if (!options.logs.open(launch.logGroup, launch.logStream, launch.container.createLogGroup)) {
      return {
        reason: START_FAILURES.resourceInitialization(
          `failed to validate logger args: ResourceNotFoundException: The specified log group does not exist: ${launch.logGroup}`,
        ),
      };
    }
    const [file, ...args] = argumentsOf(launch.command, image);
    if (file === undefined) {
      return {
        reason: START_FAILURES.cannotStart(
          `no command: neither the job nor its definition has one, and what image ${launch.container.image} would run is not known here`,
        ),
      };
    }
    try {
      const directory = this.directories.take(launch.taskId, image);
      const env = jobEnvironment({
        aws: options.aws(),
        path: options.path,
        home: directory.home,
        tmp: directory.tmp,
        image: imageEnvironment(image),
        user: launch.environment,
        secrets: secrets.values,
        batch: batchEnvironment(launch),
      });
      return { file, args, directory, env, image };
    } catch (error) {
      return { reason: START_FAILURES.cannotCreate(error instanceof Error ? error.message : String(error)) };
    }
  }

  private run(launch: Launch, { file, args, directory, env }: Prepared, report: Report): void {
    const { options } = this;
    let child: ChildProcess;
    try {
      child = spawn(file, args, { cwd: directory.cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    } catch (error) {
      // A NUL in an argument or a variable is refused before there is a process.
      this.directories.giveBack(directory, false);
      const reason = error instanceof Error ? error.message : String(error);
      this.refuse(launch, START_FAILURES.cannotStart(reason), report);
      return;
    }
    const running: Running = { child, timer: undefined, stopping: false, exited: false, held: false };
    this.running.set(launch.taskId, running);
    let outcome: RunReport | undefined;
    const streams = [child.stdout, child.stderr];
    for (const stream of streams) {
      const lines = new LineSplitter(options.logs.lineLimit, (line) =>
        options.logs.write(launch.logGroup, launch.logStream, line),
      );
      stream?.on('data', (chunk: Buffer) => lines.write(chunk));
      stream?.on('close', () => lines.end());
    }
    child.on('spawn', () => report({ type: 'started' }));
    child.on('exit', (code, signal) => {
      outcome = { type: 'ended', ...exitOutcome(code, signal) };
      running.exited = true;
      clearTimeout(running.timer);
      // A container ends with its first process: what that one left behind must not outlive it.
      killGroup(child, 'SIGKILL');
      running.timer = setTimeout(() => {
        running.held = true;
        for (const stream of streams) stream?.destroy();
      }, DRAIN_MS);
    });
    const over = (): void => {
      clearTimeout(running.timer);
      if (!this.running.delete(launch.taskId)) return;
      this.directories.giveBack(directory, running.held);
      report(outcome ?? { type: 'ended' });
      if (this.running.size === 0) this.idle?.();
    };
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (child.pid !== undefined) {
        options.log.error(`job ${launch.jobId}: ${error.message}`);
        return;
      }
      outcome = { type: 'ended', ...spawnOutcome(error, file, launch.container.image) };
      over();
    });
    child.on('close', over);
  }

  /** The service cuts a reason short: the whole of it is in the job's log, if it has one. */
  private refuse(launch: Launch, reason: string, report: Report): void {
    const { logs } = this.options;
    if (shorten(reason) !== reason && logs.open(launch.logGroup, launch.logStream, launch.container.createLogGroup)) {
      logs.write(launch.logGroup, launch.logStream, reason);
    }
    setImmediate(report, { type: 'ended', reason: shorten(reason) });
  }
}

function askToStop(running: Running, graceMs: number): void {
  if (running.exited) return;
  clearTimeout(running.timer);
  if (!running.stopping) killGroup(running.child, 'SIGTERM');
  running.stopping = true;
  running.timer = setTimeout(() => killGroup(running.child, 'SIGKILL'), graceMs);
}

interface Prepared {
  readonly file: string;
  readonly args: readonly string[];
  readonly directory: JobDirectory;
  readonly env: Record<string, string>;
  readonly image: StagedImage | undefined;
}
