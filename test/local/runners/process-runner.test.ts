import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ImageStaging } from '../../../local/src/images';
import {
  type Launch,
  type ProcessRunnerOptions,
  processRunner,
  type Runner,
  type RunReport,
} from '../../../local/src/runners';
import { LogStore } from '../../../local/src/services/logs';
import { until } from '../start/service';

// Real processes on a machine that may be busy with other tests.
jest.setTimeout(30_000);

const GROUP = '/aws/batch/job';
let directory: string;
let logs: LogStore;
let runner: Runner;
const errors: string[] = [];

function makeRunner(more: Partial<ProcessRunnerOptions> = {}): Runner {
  return processRunner({
    directory: join(directory, 'jobs'),
    aws: () => ({ endpoint: 'http://127.0.0.1:9', region: 'us-east-1', accessKeyId: 'LOCAL', secretAccessKey: 's' }),
    path: process.env.PATH ?? '',
    images: new Map(),
    logs,
    parameter: () => undefined,
    stopGraceMs: 300,
    keep: false,
    log: { error: (text) => errors.push(text) },
    ...more,
  });
}

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'runner-'));
  mkdirSync(join(directory, 'jobs'));
  logs = new LogStore({ clock: Date.now });
  logs.createGroup(GROUP);
  errors.length = 0;
  runner = makeRunner();
});
afterEach(async () => {
  await runner.close(0);
  rmSync(directory, { recursive: true, force: true });
  expect(errors).toEqual([]);
});

let tasks = 0;
function launchOf(command: string[], more: Partial<Launch> = {}): Launch {
  const taskId = `task-${++tasks}`;
  return {
    jobId: 'job',
    jobName: 'job',
    ordinal: 0,
    attempt: 1,
    taskId,
    queue: 'queue',
    computeEnvironment: 'compute',
    array: undefined,
    container: {
      image: 'image',
      command,
      environment: [],
      resourceRequirements: [],
      secrets: [],
      logGroup: undefined,
      logStreamPrefix: undefined,
      createLogGroup: false,
      described: {},
    },
    command,
    environment: [],
    logGroup: GROUP,
    logStream: taskId,
    ...more,
  };
}

/** Runs one attempt to its end. */
async function run(
  launch: Launch,
  on: (report: RunReport) => void = () => {},
): Promise<{ reports: RunReport[]; lines: string[] }> {
  const reports: RunReport[] = [];
  await new Promise<void>((resolve) => {
    runner.start(launch, (report) => {
      reports.push(report);
      on(report);
      if (report.type === 'ended') resolve();
    });
  });
  const events = logs.group(launch.logGroup)?.streams.get(launch.logStream)?.events ?? [];
  return { reports, lines: events.map(({ message }) => message) };
}

const lastOf = ({ reports }: { reports: RunReport[] }): RunReport | undefined => reports.at(-1);

const gone = (pid: number): Promise<true> =>
  until(() => {
    try {
      process.kill(pid, 0);
    } catch {
      return true;
    }
    // A killed process whose parent is init stays in the table until that has looked.
    return /^\d+ \(.*\) Z/.test(stat(pid)) ? true : undefined;
  });

function stat(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return '';
  }
}

describe('a process', () => {
  test('is started, and ends with its exit code', async () => {
    const { reports } = await run(launchOf(['sh', '-c', 'exit 7']));
    expect(reports).toEqual([{ type: 'started' }, { type: 'ended', exitCode: 7 }]);
  });

  test('gets its arguments as they are: there is no shell', async () => {
    const { lines } = await run(launchOf(['printf', '%s\n', '$HOME; rm -rf /', '`id`']));
    expect(lines).toEqual(['$HOME; rm -rf /', '`id`']);
  });

  test('that is killed from outside ends with 137', async () => {
    expect(lastOf(await run(launchOf(['sh', '-c', 'kill -9 $$'])))).toEqual({ type: 'ended', exitCode: 137 });
  });

  test('whose command is not on this machine ends with 127 and says so', async () => {
    const result = await run(launchOf(['no-such-command-here']));
    expect(result.reports).toEqual([
      { type: 'ended', exitCode: 127, reason: expect.stringMatching(/"no-such-command-here" is not on this machine/) },
    ]);
  });

  test('whose command may not be executed ends with 126', async () => {
    const file = join(directory, 'plain');
    writeFileSync(file, 'text');
    chmodSync(file, 0o600);
    expect(lastOf(await run(launchOf([file])))).toMatchObject({ exitCode: 126 });
  });

  test('with a NUL in its arguments is refused, not thrown at the caller', async () => {
    expect((await run(launchOf(['echo', 'a\0b']))).reports).toEqual([
      { type: 'ended', reason: expect.stringMatching(/^CannotStartContainerError: .*null bytes/) },
    ]);
  });

  test('without a command fails with what is missing', async () => {
    expect(lastOf(await run(launchOf([])))).toMatchObject({ reason: expect.stringMatching(/no command/) });
  });

  test('fails when its log group does not exist, unless its definition makes it', async () => {
    const missing = launchOf(['true'], { logGroup: '/mine' });
    expect(lastOf(await run(missing))).toMatchObject({
      reason: expect.stringMatching(/^ResourceInitializationError.*log group does not exist: \/mine/),
    });
    const made = launchOf(['true'], { logGroup: '/mine', container: { ...missing.container, createLogGroup: true } });
    expect(lastOf(await run(made))).toEqual({ type: 'ended', exitCode: 0 });
  });
});

describe('stopping', () => {
  test('asks with SIGTERM first', async () => {
    const launch = launchOf(['sh', '-c', 'trap "echo bye; exit 3" TERM; echo up; while :; do sleep 0.05; done']);
    const ended = run(launch);
    await line(launch, 'up');
    runner.stop(launch.taskId);
    const result = await ended;
    expect(lastOf(result)).toEqual({ type: 'ended', exitCode: 3 });
    expect(result.lines).toContain('bye');
  });

  test('kills the whole process group when it does not listen', async () => {
    const launch = launchOf(['sh', '-c', 'trap "" TERM; sleep 1000 & echo $!; wait; wait']);
    const ended = run(launch);
    const pid = Number(await line(launch, /^\d+$/));
    runner.stop(launch.taskId);
    expect(lastOf(await ended)).toEqual({ type: 'ended', exitCode: 137 });
    await gone(pid);
  });

  test('a process that leaves another behind takes it along', async () => {
    const { lines } = await run(launchOf(['sh', '-c', 'sleep 1000 & echo $!']));
    await gone(Number(lines[0]));
  });

  test('does not wait for output that a process outside the group holds', async () => {
    const { lines } = await run(launchOf(['sh', '-c', 'setsid sleep 1000 & echo $!; sleep 0.1']));
    const [pid] = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && commandOf(name) === 'sleep\x001000\0');
    expect(lines).toHaveLength(1);
    if (pid !== undefined) process.kill(Number(pid), 'SIGKILL');
  });

  test('close() does not wait for ever for what it may not kill', async () => {
    const launch = launchOf(['sh', '-c', 'echo $$; exec sleep 1000']);
    const ended = run(launch);
    const pid = Number(await line(launch, /^\d+$/));
    const kill = jest.spyOn(process, 'kill').mockImplementation(() => {
      throw Object.assign(new Error('kill EPERM'), { code: 'EPERM' });
    });
    try {
      await runner.close(0);
    } finally {
      kill.mockRestore();
    }
    expect(errors.splice(0)).toEqual([`processes ${pid} could not be stopped; end them by hand`]);
    process.kill(pid, 'SIGKILL');
    expect(lastOf(await ended)).toEqual({ type: 'ended', exitCode: 137 });
  });

  test('close() stops what runs, and nothing starts after it', async () => {
    const ends = [run(launchOf(['sleep', '1000'])), run(launchOf(['sleep', '1000']))];
    await runner.close(100);
    for (const end of ends) expect(lastOf(await end)).toEqual({ type: 'ended', exitCode: 143 });
    expect(lastOf(await run(launchOf(['true'])))).toMatchObject({ reason: expect.stringMatching(/stopping/) });
  });
});

const commandOf = (pid: string): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
};

const line = (launch: Launch, expected: string | RegExp): Promise<string> =>
  until(() => {
    const events = logs.group(launch.logGroup)?.streams.get(launch.logStream)?.events ?? [];
    return events.find(({ message }) => (typeof expected === 'string' ? message === expected : expected.test(message)))
      ?.message;
  });

describe('the directory of a job', () => {
  const where = ['sh', '-c', 'pwd; echo $HOME; echo $TMPDIR'];

  test('is its own, and is reused only when it was left as it was', async () => {
    const first = (await run(launchOf(where))).lines;
    expect(first).toEqual([`${first[1]}/work`, expect.stringContaining(join(directory, 'jobs')), `${first[1]}/tmp`]);
    expect((await run(launchOf(where))).lines).toEqual(first);
    await run(launchOf(['sh', '-c', 'echo mine > file']));
    const next = (await run(launchOf(where))).lines;
    expect(next).not.toEqual(first);
    expect((await run(launchOf(['sh', '-c', 'ls -A; ls -A $TMPDIR; ls -A $HOME']))).lines).toEqual(['tmp', 'work']);
  });

  test.each(['chmod 500 .', 'touch $TMPDIR/x', 'touch $HOME/.netrc', 'rmdir $TMPDIR', 'rmdir $PWD && ln -s / $PWD'])(
    'is not reused after %s',
    async (command) => {
      const first = (await run(launchOf(where))).lines;
      await run(launchOf(['sh', '-c', command]));
      expect((await run(launchOf(where))).lines).not.toEqual(first);
    },
  );

  test('stays when it is to be kept', async () => {
    runner = makeRunner({ keep: true });
    const launch = launchOf(['sh', '-c', 'echo kept > file']);
    await run(launch);
    expect(readFileSync(join(directory, 'jobs', launch.taskId, 'work', 'file'), 'utf8')).toBe('kept\n');
  });
});

describe('an image', () => {
  function stage(more: object = {}): ImageStaging {
    const root = join(directory, 'image');
    mkdirSync(join(root, 'app', 'node_modules', 'greeting'), { recursive: true });
    writeFileSync(
      join(root, 'app', 'main.js'),
      `require('fs').writeFileSync('out.txt', ''); console.log(require('greeting'), process.env.WHO, process.argv[2]);`,
    );
    writeFileSync(join(root, 'app', 'node_modules', 'greeting', 'index.js'), `module.exports = 'hello';`);
    return {
      ok: true,
      root,
      workdir: '/app',
      env: { WHO: 'image' },
      entrypoint: ['node'],
      cmd: ['main.js'],
      copied: ['/app'],
      notes: [],
      ...more,
    } as ImageStaging;
  }

  test('gives ENTRYPOINT, CMD, ENV and WORKDIR, and is not written to', async () => {
    runner = makeRunner({ images: new Map([['image', stage()]]) });
    expect((await run(launchOf([]))).lines).toEqual(['hello image undefined']);
    expect(
      (await run(launchOf(['/app/main.js', 'more'], { environment: [{ name: 'WHO', value: 'job' }] }))).lines,
    ).toEqual(['hello job more']);
    expect(existsSync(join(directory, 'image', 'app', 'out.txt'))).toBe(false);
  });

  test('that was not staged fails its job with the reason, whole in the log', async () => {
    const reason = `/a/Dockerfile, line 3, RUN: needs a builder. ${'x'.repeat(300)}`;
    runner = makeRunner({ images: new Map([['image', { ok: false, reason }]]) });
    const { reports, lines } = await run(launchOf(['true']));
    expect(reports).toEqual([
      { type: 'ended', reason: expect.stringMatching(/^CannotPullContainerError: .*line 3, RUN/) },
    ]);
    expect(lines).toEqual([`CannotPullContainerError: ${reason}`]);
  });
});

describe('secrets', () => {
  const secretsOf = (valueFrom: string): Launch => {
    const launch = launchOf(['sh', '-c', 'echo "$TOKEN"']);
    return { ...launch, container: { ...launch.container, secrets: [{ name: 'TOKEN', valueFrom }] } };
  };

  test.each([
    '/app/token',
    'arn:aws:ssm:us-east-1:000000000000:parameter/app/token',
    'arn:aws:secretsmanager:us-east-1:000000000000:secret:/app/token-AbC123',
  ])('come from the SSM parameter that %s names', async (valueFrom) => {
    runner = makeRunner({ parameter: (name) => (name === '/app/token' ? 'sesame' : undefined) });
    expect((await run(secretsOf(valueFrom))).lines).toEqual(['sesame']);
  });

  test('that do not exist fail the job with their name', async () => {
    expect(lastOf(await run(secretsOf('/app/token')))).toMatchObject({
      reason: expect.stringMatching(/^ResourceInitializationError: .*TOKEN from \/app\/token/),
    });
  });
});
