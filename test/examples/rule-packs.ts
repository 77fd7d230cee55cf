import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BatchwrightChecks } from '@batchwright/cdk';
import { App, type Stack, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { Preflight } from 'cdk-preflight';
import { buildSync } from 'esbuild';

const { context } = require('../../cdk.json');

/** An example as its own pipeline would synthesize it, with everything on that finds faults. */
export interface Checked {
  /** Directory of the cloud assembly. */
  readonly assembly: string;
  readonly stack: Stack;
  /** Rule and construct of each finding that nobody has acknowledged. */
  readonly findings: readonly string[];
  /** Ids and reasons of those that somebody has. */
  readonly acknowledged: readonly (readonly [string, string])[];
  /** What is written for people beside the template. */
  summary(): string;
  remove(): void;
}

interface Report {
  readonly violations: readonly {
    readonly ruleName: string;
    readonly violatingConstructs?: readonly { readonly constructPath?: string }[];
  }[];
}

/**
 * Synthesizes a stack under the CDK's own validator, `cdk-nag`, `cdk-preflight` and Batchwright's checks.
 *
 * @param build - makes the stack; gets a scratch directory for images
 */
export function synthesizeChecked(build: (app: App, scratch: string) => Stack): Checked {
  const scratch = mkdtempSync(join(tmpdir(), 'batchwright-example-'));
  const assembly = join(scratch, 'cdk.out');
  const validation = process.env.CDK_VALIDATION;
  // Where the validator prints what it finds.
  const printed = jest.spyOn(console, 'error').mockImplementation(() => {});
  delete process.env.CDK_VALIDATION;
  try {
    const app = new App({ outdir: assembly, context });
    Preflight.apply(app, { enforce: false });
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new BatchwrightChecks());
    const stack = build(app, scratch);
    synthesize(app);
    return {
      assembly,
      stack,
      findings: findingsIn(assembly),
      acknowledged: stack.node
        .findAll()
        .flatMap(({ node }) => node.metadata)
        .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
        .flatMap(({ data }) => Object.entries(data as Record<string, string>)),
      summary: () => readFileSync(join(assembly, `${stack.stackName}.batchwright.md`), 'utf8'),
      remove: () => rmSync(scratch, { recursive: true, force: true }),
    };
  } finally {
    printed.mockRestore();
    process.env.CDK_VALIDATION = validation;
  }
}

/** Findings are told by the report, which is written before synthesis fails for them. */
function synthesize(app: App): void {
  try {
    app.synth();
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ValidationFailed') throw error;
  }
}

function findingsIn(assembly: string): string[] {
  const { pluginReports } = JSON.parse(readFileSync(join(assembly, 'validation-report.json'), 'utf8')) as {
    readonly pluginReports: readonly Report[];
  };
  return pluginReports
    .flatMap(({ violations }) => violations)
    .flatMap(({ ruleName, violatingConstructs = [] }) =>
      violatingConstructs.map(({ constructPath = '' }) => `${ruleName} ${constructPath}`),
    );
}

/** Bundles a worker into its image's directory, as the example's `build:image` does. */
export function stageWorker(entry: string, image: string): void {
  buildSync({
    entryPoints: [entry],
    outfile: join(image, 'worker.js'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    conditions: ['@batchwright/source'],
  });
}
