import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';

/** Synthesizes an app into a fresh directory and gives that. The caller removes it. */
export function synthesize(build: (app: App) => void): string {
  // The template validator costs three seconds a synth and says nothing about what is tested here.
  process.env.CDK_VALIDATION = 'false';
  const outdir = mkdtempSync(join(tmpdir(), 'batchwright-assembly-'));
  const app = new App({ outdir });
  build(app);
  app.synth();
  return outdir;
}
