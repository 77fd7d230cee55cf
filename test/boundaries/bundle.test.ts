import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { ROOT } from './sources';

const options: BuildOptions = {
  bundle: true,
  write: false,
  metafile: true,
  minify: true,
  platform: 'node',
  target: 'node20',
  conditions: ['@batchwright/source'],
  absWorkingDir: ROOT,
};

const inputsOf = async (entry: string): Promise<string[]> => {
  const { metafile } = await build({ ...options, entryPoints: [join(ROOT, entry)] });
  return Object.keys(metafile?.inputs ?? {});
};

test.each([
  'runtime/src/index.ts',
  'runtime/src/worker/index.ts',
  'runtime/src/s3.ts',
  'runtime/src/logs/index.ts',
  'runtime/src/explain/index.ts',
  'runtime/src/cost/index.ts',
  'runtime/src/flow/index.ts',
])('a bundle of %s holds no CDK code and nothing of the local service', async (entry) => {
  const inputs = await inputsOf(entry);
  expect(inputs.length).toBeGreaterThan(1);
  expect(inputs.filter((input) => /node_modules\/(aws-cdk-lib|constructs)\/|^(lib|local|bin)\//.test(input))).toEqual(
    [],
  );
});

test('the root of the runtime brings one AWS client, that of Batch', async () => {
  const clients = (await inputsOf('runtime/src/index.ts'))
    .map((input) => /node_modules\/@aws-sdk\/(client-[a-z0-9-]+)\//.exec(input)?.[1])
    .filter((client) => client !== undefined);
  expect([...new Set(clients)]).toEqual(['client-batch']);
});

test('the contract brings no AWS client at all', async () => {
  expect((await inputsOf('runtime/src/contract.ts')).filter((input) => input.includes('node_modules'))).toEqual([]);
});

test('a bundle of building and compiling flows holds nothing of an AWS client: it talks to nobody', async () => {
  const { metafile } = await build({ ...options, entryPoints: [join(ROOT, 'runtime/src/flow/index.ts')] });
  // What is left of each file: all are looked at, since a check of options stands beside the submitter.
  const left = Object.values(metafile?.outputs ?? {}).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
  );
  expect(left).toContain('runtime/src/flow/fold.ts');
  expect(left.filter((file) => file.includes('node_modules'))).toEqual([]);
});

test('our own part of connect, submit and watch stays below 40 kB', async () => {
  const { outputFiles } = await build({
    ...options,
    entryPoints: [join(ROOT, 'runtime/src/index.ts')],
    external: ['@aws-sdk/*', '@smithy/*'],
  });
  expect(outputFiles?.[0]?.contents.length).toBeLessThan(40_000);
});
