import { type ComputeType, hostLost, OUT_OF_MEMORY, START_FAILURES, STATUS_REASONS } from '@batchwright/model/service';
import type { Launch, Runner, RunReport } from '../runners';
import { chooseFailure } from './choose';
import type { FailureKind, InjectedFailures } from './injected';

export interface FaultyRunnerOptions {
  readonly injected: InjectedFailures;
  /** Of a compute environment, by name; `undefined` for one that is gone. */
  readonly computeType: (computeEnvironment: string) => ComputeType | undefined;
}

type Report = (report: RunReport) => void;

/** Exit code of a process that the kernel killed. */
const KILLED = 137;

/** A runner whose attempts meet the failures that are to be injected. */
export class FaultyRunner implements Runner {
  constructor(
    private readonly runner: Runner,
    private readonly options: FaultyRunnerOptions,
  ) {}

  start(launch: Launch, report: Report): void {
    const { injected } = this.options;
    const type = this.options.computeType(launch.computeEnvironment);
    const spot = type === 'SPOT' || type === 'FARGATE_SPOT';
    const { jobName, ordinal, attempt } = launch;
    const failure = chooseFailure(injected, { jobName, ordinal, index: launch.array?.index, attempt }, spot);
    if (failure === undefined) this.runner.start(launch, report);
    else if (failure === 'imagePull') setImmediate(report, unpulled(launch));
    else this.cutShort(launch, report, failure, type);
  }

  stop(taskId: string): void {
    this.runner.stop(taskId);
  }

  crash(taskId: string): void {
    this.runner.crash(taskId);
  }

  close(graceMs: number): Promise<void> {
    return this.runner.close(graceMs);
  }

  kill(): void {
    this.runner.kill();
  }

  private cutShort(
    launch: Launch,
    report: Report,
    failure: Exclude<FailureKind, 'imagePull'>,
    type: ComputeType | undefined,
  ): void {
    const { afterMs = 0 } = this.options.injected;
    let struck = false;
    let timer: NodeJS.Timeout | undefined;
    const strike = (): void => {
      struck = true;
      if (failure === 'outOfMemory') this.runner.crash(launch.taskId);
      else this.runner.stop(launch.taskId);
    };
    this.runner.start(launch, (said) => {
      if (said.type === 'started') {
        report(said);
        if (afterMs === 0) strike();
        else timer = setTimeout(strike, afterMs);
        return;
      }
      clearTimeout(timer);
      report(struck ? { ...said, ...ending(failure, type, launch.taskId) } : said);
    });
  }
}

const unpulled = ({ container }: Launch): RunReport => ({
  type: 'ended',
  reason: START_FAILURES.cannotPull(`image ${container.image}: a failure that was asked for`),
});

/** What is said of an attempt that was struck, over what its process says. */
function ending(
  failure: Exclude<FailureKind, 'imagePull'>,
  type: ComputeType | undefined,
  taskId: string,
): Partial<Extract<RunReport, { type: 'ended' }>> {
  if (failure === 'outOfMemory') return { exitCode: KILLED, reason: OUT_OF_MEMORY };
  if (type === 'FARGATE_SPOT') return { statusReason: STATUS_REASONS.fargateSpotReclaimed };
  // The host is gone before it can tell how the process ended. Each attempt has a host of its own.
  return { exitCode: undefined, statusReason: hostLost(`i-${taskId.slice(0, 17)}`) };
}
