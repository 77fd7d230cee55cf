// The main job, from a fresh clone to a contact sheet: installs and builds what is missing, synthesizes the photo platform
// as `cdk deploy` would see it, and sends photos through it on this machine.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const HELP = `Usage: npm run demo [-- options]

  --input DIR      JPEG, PNG and WebP files in DIR and below it  (default: 64 that the demo draws itself)
  --filter NAME    sepia, grayscale or none                      (default: sepia)
  --output DIR     where the results go                          (default: demo-output)
  --json           print a summary as JSON

Exit code 0: all photos delivered. 1: the demo could not be carried through. 2: some photos failed, all others delivered.
`;

// npm changes into the workspace's root; paths are meant from where the user stands.
const from = process.env.INIT_CWD ?? process.cwd();
const options = readOptions();
const began = Date.now();

say('Installing and compiling what is not there yet ...');
run([join(root, 'scripts', 'setup.mjs')]);
say('Synthesizing the photo platform (npx cdk synth) ...');
run([join(root, 'node_modules', 'aws-cdk', 'bin', 'cdk'), 'synth', '--quiet', '--output', join(root, 'cdk.out')]);
say('Starting the demo ...');

// Said once is enough, and here it would stand between the steps: this repository's own page names the Node versions.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM']) process.once(name, () => stop.abort(new Error(name)));

const { runDemo } = createRequire(join(root, 'package.json'))('@batchwright/example-photos/demo');
process.exitCode = await runDemo({
  assembly: join(root, 'cdk.out'),
  input: options.input === undefined ? undefined : resolve(from, options.input),
  filter: options.filter,
  output: resolve(from, options.output ?? join(root, 'demo-output')),
  json: options.json,
  columns: process.stderr.isTTY ? process.stderr.columns || 80 : undefined,
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  signal: stop.signal,
});
if (process.exitCode === 0) say(`All in all ${((Date.now() - began) / 1000).toFixed(1)} s.`);

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        input: { type: 'string' },
        filter: { type: 'string', default: 'sepia' },
        output: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (!values.help) return values;
    process.stdout.write(HELP);
    process.exit(0);
  } catch (error) {
    process.stderr.write(`${error.message}\n\n${HELP}`);
    process.exit(1);
  }
}

/** A step of its own process. What it prints goes to standard error: standard output is the report's. */
function run(args) {
  // The CDK's banner about newer versions asks the network, and is not the demo's to show.
  const env = { ...process.env, CDK_DISABLE_VERSION_CHECK: '1' };
  const { status, signal, error } = spawnSync(process.execPath, args, { cwd: root, env, stdio: ['ignore', 2, 2] });
  if (error) throw error;
  if (status !== 0) process.exit(signal === 'SIGINT' ? 130 : 1);
}

function say(line) {
  process.stderr.write(`${line}\n`);
}
