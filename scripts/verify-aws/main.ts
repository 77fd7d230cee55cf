import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { HELP, readArguments, UsageError } from './arguments';
import { awsSite } from './aws-site';
import { CASES } from './cases';
import { endpointSite } from './endpoint-site';
import { stackName } from './plan';
import { EXIT, verify } from './verify';

/** Every line goes to standard error: what is said is for a person, what is found goes into the report. */
const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** npm changes into the checkout; paths are meant from where the user stands. */
const from = process.env.INIT_CWD ?? process.cwd();

async function ask(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) throw new UsageError('nobody is there to be asked; --yes goes on without');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}

async function main(): Promise<number> {
  // The page of this repository names the Node versions; here it would stand before the plan.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const options = readArguments(process.argv.slice(2), new Date());
  if (options === 'help') {
    process.stdout.write(HELP);
    return EXIT.held;
  }
  const stop = new AbortController();
  const late = setTimeout(() => stop.abort(new Error(`${options.minutes} minutes are over`)), options.minutes * 60_000);
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (!stop.signal.aborted) {
        say(`${name}: stopping, and cleaning up; once more leaves everything behind`);
        stop.abort(new Error(`stopped by ${name}`));
        return;
      }
      say(
        `Left behind: whatever is there of the stack ${stackName(options.suffix)}; run again with --suffix ${options.suffix} --destroy`,
      );
      process.exit(EXIT.interrupted);
    });
  }
  const elsewhere = options.endpoint === undefined ? process.env.AWS_ENDPOINT_URL : undefined;
  if (elsewhere) say(`AWS_ENDPOINT_URL is set: what is called AWS here is ${elsewhere}`);
  const site = options.endpoint === undefined ? awsSite(options) : endpointSite(options.endpoint, options);
  try {
    return await verify(options, CASES, site, {
      say,
      ask,
      now: () => new Date(),
      writeReport: (file, text) => writeFile(resolve(from, file), text),
      signal: stop.signal,
    });
  } finally {
    clearTimeout(late);
  }
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const usage = error instanceof UsageError;
    say(
      usage ? error.message : `verify:aws could not go on: ${error instanceof Error ? error.message : String(error)}`,
    );
    process.exitCode = usage ? EXIT.usage : EXIT.failed;
  },
);
