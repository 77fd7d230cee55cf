import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type ImageStaging, type StagedImage, stageImage } from '../../../local/src/images';
import { scratch } from './build-context';

const { context, directory, stage, remove } = scratch();
afterAll(remove);

function staged(result: ImageStaging): StagedImage {
  if (!result.ok) throw new Error(result.reason);
  return result;
}
const filesBelow = (root: string): readonly string[] =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length))
    .sort();

test('stageImage stages an image that then runs from where it was staged', async () => {
  const asset = { directory: resolve(__dirname, '../provision/fixtures/render-image'), dockerfile: 'Dockerfile' };
  const image = staged(await stageImage(asset, directory()));
  expect(image).toMatchObject({
    workdir: '/render',
    env: { NODE_ENV: 'production' },
    entrypoint: ['node', 'render.mjs'],
    cmd: [],
    copied: ['/render/render.mjs', '/render/lib', '/render'],
  });
  const [, ...args] = image.entrypoint;
  const output = execFileSync(process.execPath, [...args, '7'], {
    cwd: join(image.root, image.workdir),
    env: image.env,
    timeout: 60_000,
  });
  expect(String(output)).toBe('frame 7 in production\n');
});

test('stageImage copies files and directories by the rules of COPY', async () => {
  const image = staged(
    await stage(
      `FROM x
WORKDIR /app
COPY one.txt renamed.txt
COPY one.txt into/
COPY src /app/lib
COPY src .
COPY one.txt /app
COPY *.txt /texts/
COPY pack-?/deep /all/
COPY one.txt /usr/local/bin
COPY /one.txt /abs
`,
      {
        'one.txt': '1',
        'two.txt': '2',
        '.dot.txt': '.',
        'src/a/b.js': 'b',
        'src/c.js': 'c',
        'pack-1/deep/x': 'x',
        'pack-2/deep/y': 'y',
      },
    ),
  );
  expect(filesBelow(image.root)).toEqual([
    '/abs',
    '/all/x',
    '/all/y',
    '/app/a/b.js',
    '/app/c.js',
    '/app/into/one.txt',
    '/app/lib/a/b.js',
    '/app/lib/c.js',
    '/app/one.txt',
    '/app/renamed.txt',
    '/texts/.dot.txt',
    '/texts/one.txt',
    '/texts/two.txt',
    '/usr/local/bin/one.txt',
  ]);
  expect(image.copied).toContain('/usr/local/bin/one.txt');
  expect(image.copied).not.toContain('/usr/local/bin');
  expect([...image.copied].sort((a, b) => b.length - a.length)).toEqual(image.copied);
});

test('stageImage lists what was copied to the root, never the root itself', async () => {
  const image = staged(await stage('FROM x\nCOPY app /\n', { 'app/opt/run': 'r', 'app/main.js': 'm' }));
  expect([...image.copied].sort()).toEqual(['/main.js', '/opt']);
  expect(image.workdir).toBe('/');
});

test('stageImage leaves out what .dockerignore names, and prefers that of the Dockerfile', async () => {
  const files = { 'keep.js': '', 'secret.env': '', 'logs/a.log': '', 'logs/deep/keep.log': '', 'logs/deep/b.log': '' };
  const ignore = { '.dockerignore': '*.env\nlogs\n!logs/deep/keep.log\nDockerfile*\n.dockerignore' };
  const image = staged(await stage('FROM x\nCOPY . /app\n', { ...files, ...ignore }));
  expect(filesBelow(image.root)).toEqual(['/app/keep.js', '/app/logs/deep/keep.log']);
  const own = { ...ignore, 'Dockerfile.dockerignore': '*\n!secret.env' };
  expect(filesBelow(staged(await stage('FROM x\nCOPY . /app\n', { ...files, ...own })).root)).toEqual([
    '/app/secret.env',
  ]);
  expect(await stage('FROM x\nCOPY secret.env /app/\n', { ...files, ...ignore })).toMatchObject({
    ok: false,
    reason: expect.stringMatching(/line 2, COPY: secret\.env .*\.dockerignore/),
  });
});

test('stageImage copies: what a job writes does not reach the sources, and modes stay or are set', async () => {
  const root = context({
    Dockerfile: 'FROM x\nCOPY run.sh /app/\nCOPY --chmod=600 data /app/\n',
    'run.sh': 'echo',
    data: 'd',
  });
  execFileSync('chmod', ['755', join(root, 'run.sh')]);
  const image = staged(await stageImage({ directory: root, dockerfile: 'Dockerfile' }, directory()));
  expect(statSync(join(image.root, 'app/run.sh')).mode & 0o777).toBe(0o755);
  expect(statSync(join(image.root, 'app/data')).mode & 0o777).toBe(0o600);
  appendFileSync(join(image.root, 'app/run.sh'), ' changed');
  expect(readFileSync(join(root, 'run.sh'), 'utf8')).toBe('echo');
});

test('stageImage keeps links that stay inside', async () => {
  const image = staged(
    await stage('FROM x\nCOPY . /app\n', {
      'packages/lib/index.js': 'lib',
      'node_modules/lib': '->../packages/lib',
      'bin/tool': '->./real',
      'bin/real': 'r',
    }),
  );
  expect(readlinkSync(join(image.root, 'app/node_modules/lib'))).toBe('../packages/lib');
  expect(readFileSync(join(image.root, 'app/node_modules/lib/index.js'), 'utf8')).toBe('lib');
});

test.each<[string, string, Record<string, string>, RegExp]>([
  ['a source above the context', 'COPY ../secret /app/', {}, /\.\.\/secret lies outside of the build context/],
  ['a source that climbs out', 'COPY a/../../secret /app/', {}, /outside of the build context/],
  ['a source that is a link out', 'COPY out /app/', { out: '->/etc/hostname' }, /out is a symbolic link out of/],
  ['a source through a link out', 'COPY out/hostname /app/', { out: '->/etc' }, /symbolic link out of/],
  ['a wildcard through a link out', 'COPY */hostname /app/', { out: '->/etc' }, /there is none|symbolic link out of/],
  ['a link out in a directory', 'COPY d /app/', { 'd/out': '->/etc/hostname' }, /d\/out is a symbolic link to/],
  ['a relative link out', 'COPY d /app/', { 'd/out': '->../../../x' }, /symbolic link to/],
  ['a link that would leave where it lands', 'COPY a/b /', { 'a/b/up': '->../c', 'a/c': 'c' }, /symbolic link to/],
  ['a link to nothing', 'COPY gone /app/', { gone: '->nowhere' }, /link to nothing/],
  ['a missing source', 'COPY nothing /app/', {}, /nothing is not in the build context/],
  ['a wildcard without a match', 'COPY *.py /app/', {}, /\*\.py is not in the build context/],
  ['many files into one', 'COPY *.js /app/all', { 'a.js': '', 'b.js': '' }, /end with a slash/],
  ['a RUN', 'RUN true', {}, /line 2, RUN: it runs a command.*container runner to come/],
])('stageImage refuses %s', async (_, line, files, reason) => {
  const result = await stage(`FROM x\n${line}\n`, files);
  expect(result).toEqual({ ok: false, reason: expect.stringMatching(reason) });
  expect(result).toMatchObject({ reason: expect.stringContaining('Dockerfile, line 2') });
});

test('stageImage never writes through a link that an earlier COPY left', async () => {
  const outside = directory();
  writeFileSync(join(outside, 'victim'), 'untouched');
  const result = await stage('FROM x\nCOPY d /app/\nCOPY file /app/link\nCOPY d2 /app/dir/\n', {
    'd/link': '->target',
    'd/target': 'first',
    'd/dir': '->real',
    'd/real/x': '',
    file: 'second',
    'd2/y': '',
  });
  expect(result).toMatchObject({ ok: false, reason: expect.stringMatching(/line 4.*leads through a symbolic link/) });
});

test('stageImage refuses an archive that ADD would unpack, and takes one that COPY copies', async () => {
  const archive = gzipSync('anything');
  for (const [keyword, ok] of [
    ['ADD', false],
    ['COPY', true],
  ] as const) {
    const root = context({ Dockerfile: `FROM x\n${keyword} pack.bin /app/\n` });
    writeFileSync(join(root, 'pack.bin'), archive);
    const result = await stageImage({ directory: root, dockerfile: 'Dockerfile' }, directory());
    expect(result.ok).toBe(ok);
    expect(result.ok ? '' : result.reason).toMatch(ok ? /^$/ : /pack\.bin is an archive, which ADD unpacks/);
  }
});

test('stageImage takes the Dockerfile that the asset names, and says when there is none', async () => {
  const root = context({ 'docker/Worker.Dockerfile': 'FROM x\nCOPY a /a\n', a: 'a' });
  expect(
    staged(await stageImage({ directory: root, dockerfile: 'docker/Worker.Dockerfile' }, directory())).copied,
  ).toEqual(['/a']);
  expect(await stageImage({ directory: root, dockerfile: 'Dockerfile' }, directory())).toMatchObject({
    ok: false,
    reason: expect.stringMatching(/Dockerfile cannot be read: .*ENOENT/),
  });
});

test('stageImage makes the working directory, and passes build arguments and target on', async () => {
  const image = staged(
    await stage(
      'FROM x AS run\nARG V\nENV VERSION=$V\nWORKDIR /data/in\nUSER node\n',
      {},
      { target: 'run', buildArgs: { V: '2' } },
    ),
  );
  expect(existsSync(join(image.root, 'data/in'))).toBe(true);
  expect(image).toMatchObject({
    env: { VERSION: '2' },
    notes: [expect.stringContaining('USER')],
    copied: ['/data/in'],
  });
});

test('stageImage rejects with what the file system says when it cannot write', async () => {
  const into = directory();
  mkdirSync(join(into, 'app'));
  writeFileSync(join(into, 'app/a'), '');
  const root = context({ Dockerfile: 'FROM x\nCOPY d /app/a/b\n', 'd/x': 'x' });
  await expect(stageImage({ directory: root, dockerfile: 'Dockerfile' }, into)).rejects.toMatchObject({
    code: 'ENOTDIR',
  });
});
