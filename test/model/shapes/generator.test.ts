import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..', '..', '..');

/** What the generator makes of an answer, in a process of its own, because it is an ES module. */
const rendered = (answer: unknown): string =>
  execFileSync(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `import { families, render } from ${JSON.stringify(join(root, 'scripts', 'instance-shapes.mjs'))};
       console.log(render(families(JSON.parse(process.argv[1])), 'a test'));`,
      JSON.stringify(answer),
    ],
    { encoding: 'utf8' },
  );

const type = (InstanceType: string, vcpus: number, memory: number, rest: object = {}) => ({
  InstanceType,
  VCpuInfo: { DefaultVCpus: vcpus },
  MemoryInfo: { SizeInMiB: memory },
  ProcessorInfo: { SupportedArchitectures: ['x86_64'] },
  ...rest,
});

test('the generator writes a family a line, its sizes in order, without instances for macOS', () => {
  const text = rendered({
    InstanceTypes: [
      type('m7i.xlarge', 4, 16_384),
      type('m7i.large', 2, 8192),
      type('mac1.metal', 12, 32_768),
      type('g6f.large', 2, 8192, {
        GpuInfo: { Gpus: [{ Count: 0, LogicalGpuCount: 1, Manufacturer: 'NVIDIA' }] },
        InstanceStorageInfo: { TotalSizeInGB: 100 },
      }),
      type('g4ad.xlarge', 4, 16_384, { GpuInfo: { Gpus: [{ Count: 1, Manufacturer: 'AMD' }] } }),
      type('c7g.large', 2, 4096, { ProcessorInfo: { SupportedArchitectures: ['arm64'] } }),
    ],
  });
  expect(text.split('\n').filter((line) => line.startsWith('  '))).toEqual([
    "  c7g: 'arm64 large:2:4096',",
    "  g4ad: 'x86_64 xlarge:4:16384',",
    "  g6f: 'x86_64 large:2:8192:1:100',",
    "  m7i: 'x86_64 large:2:8192 xlarge:4:16384',",
  ]);
});

test('the table has the form that the generator writes', () => {
  const lines = readFileSync(join(root, 'model/src/shapes/instance-table.ts'), 'utf8').split('\n');
  const entries = lines.filter((line) => / '(?:x86_64|arm64) /.test(line));
  expect(entries.length).toBeGreaterThan(150);
  for (const entry of entries) expect(entry).toMatch(/'(?:x86_64|arm64)(?: [\w-]+(?::\d+){2,4})+',$/);
});
