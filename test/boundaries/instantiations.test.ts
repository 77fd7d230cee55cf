import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './sources';

const JOBS = 200;
const QUEUES = 20;
const each = (write: (i: number) => string): string => Array.from({ length: JOBS }, (_, i) => write(i)).join('\n');

/** What a large team has: many jobs of a few fields each, and a flow in which each step takes parts of the one before. */
const FILES = {
  'jobs.ts': `
import { defineJob, definePlatform } from '@batchwright/runtime/contract';
import { z } from 'zod';
${each(
  (i) => `export const job${i} = defineJob('job-${i}', {
  input: z.object({
    a${i}: z.string(), b: z.number().default(1), c: z.enum(['x', 'y']).optional(), d: z.array(z.string()).optional(),
    e: z.boolean().optional(), f: z.string().optional(),
    nested: z.object({ deep: z.object({ value: z.number() }) }).optional(),
  }),
  output: z.object({ key: z.string(), count: z.number(), list: z.array(z.object({ n: z.number() })) }),
});`,
)}
export const platform = definePlatform('large', {
  queues: [${Array.from({ length: QUEUES }, (_, i) => `'queue-${i}'`).join(', ')}],
  jobs: [${Array.from({ length: JOBS }, (_, i) => `job${i}`).join(', ')}],
});
export type Large = typeof platform;`,
  'submits.ts': `
import type { BatchOf } from '@batchwright/runtime';
import * as jobs from './jobs';
export async function submits(batch: BatchOf<jobs.Large>): Promise<void> {
${each((i) => `  await batch.submit(jobs.job${i}, { a${i}: 'x', nested: { deep: { value: 1 } } }, { queue: 'queue-${i % QUEUES}' });`)}
}`,
  'flow.ts': `
import { createFlow } from '@batchwright/runtime/flow';
import * as jobs from './jobs';
const flow = createFlow<jobs.Large>('large', { queue: 'queue-1' });
const step0 = flow.job('step-0', jobs.job0, { a0: 'x' });
${each((i) =>
  i === 0
    ? ''
    : `const step${i} = flow.job('step-${i}', jobs.job${i}, {
  a${i}: step${i - 1}.output.at('key'), b: step${i - 1}.output.at('count'),
  nested: { deep: { value: step${i - 1}.output.at('list').at(0).at('n') } },
}, { queue: 'queue-${i % QUEUES}', after: step0 });`,
)}
export const last = step${JOBS - 1};
export const plan = flow.compile();`,
};

/** Counts of one thread do not vary from run to run, as times do; several threads instantiate some types each. */
function instantiations(directory: string, file: string): number {
  const config = join(directory, `tsconfig.${file}.json`);
  const compilerOptions = {
    noEmit: true,
    composite: false,
    declaration: false,
    declarationMap: false,
    customConditions: ['@batchwright/source'],
    types: ['node'],
  };
  writeFileSync(config, JSON.stringify({ extends: join(ROOT, 'tsconfig.base.json'), compilerOptions, files: [file] }));
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  const output = execFileSync(process.execPath, [compiler, '-p', config, '--extendedDiagnostics', '--singleThreaded'], {
    encoding: 'utf8',
  });
  return Number(/^Instantiations:\s+(\d+)$/m.exec(output)?.[1]);
}

let directory: string;
beforeAll(() => {
  // Below the root, so that the compiler finds our packages as it does for us.
  mkdirSync(join(ROOT, 'node_modules/.cache'), { recursive: true });
  directory = mkdtempSync(join(ROOT, 'node_modules/.cache/types-'));
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(directory, name), text);
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

// The compiler's work for each, over that for the contracts alone; what it was when this was written, and a fifth more.
test.each([
  ['200 submits', 'submits.ts', 20_000],
  ['a flow of 200 steps', 'flow.ts', 80_000],
])('%s of 200 jobs and 20 queues stay within their budget of instantiations', (_what, file, budget) => {
  const alone = instantiations(directory, 'jobs.ts');
  expect(alone).toBeGreaterThan(10_000);
  const more = instantiations(directory, file) - alone;
  expect(more).toBeGreaterThan(1000);
  expect(more).toBeLessThan(budget);
});
