// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how a Dockerfile writes variables
import { planImage } from '../../../local/src/images/dockerfile';
import { readInstructions } from '../../../local/src/images/instructions';

const plan = (text: string, options = {}) => planImage(readInstructions(text), options);

test('planImage reads what a Dockerfile sets', () => {
  const text = `# syntax=docker/dockerfile:1
ARG NODE=22
FROM node:\${NODE}-slim AS run
LABEL org.example.team="photos"
ARG GREETING="hello there"
ENV HOME_DIR=/app EMPTY= \\
    # comments may stand between
    GREETING_TEXT="$GREETING, you" QUOTED='$NODE'
ENV LEGACY  the rest  of the line
WORKDIR $HOME_DIR
WORKDIR sub
EXPOSE 80
HEALTHCHECK CMD true
ENTRYPOINT ["node", "main.js"]
CMD [ "--verbose", "a b" ]
`;
  expect(plan(text)).toEqual({
    ok: true,
    workdir: '/app/sub',
    env: {
      HOME_DIR: '/app',
      EMPTY: '',
      GREETING_TEXT: 'hello there, you',
      QUOTED: '$NODE',
      LEGACY: 'the rest  of the line',
    },
    entrypoint: ['node', 'main.js'],
    cmd: ['--verbose', 'a b'],
    steps: [{ directory: '/app' }, { directory: '/app/sub' }],
    notes: [],
  });
});

test('planImage wraps the shell form, unexpanded, with continued lines joined', () => {
  expect(plan('FROM x\nCMD node main.js $HOME \\\n  && echo done\n')).toMatchObject({
    cmd: ['/bin/sh', '-c', 'node main.js $HOME   && echo done'],
  });
  expect(plan('FROM x\nSHELL ["/bin/bash", "-ec"]\nENTRYPOINT run "it"\n')).toMatchObject({
    entrypoint: ['/bin/bash', '-ec', 'run "it"'],
  });
  expect(plan('FROM x\nCMD ["not", json]')).toMatchObject({ cmd: ['/bin/sh', '-c', '["not", json]'] });
});

test('planImage gives build arguments their values: given, then default, then that before FROM', () => {
  const text = 'ARG A=global\nARG B=global\nFROM x\nARG A\nARG C=own\nENV R=$A-$B-$C\nENV C=env\nENV S=$C';
  expect(plan(text)).toMatchObject({ env: { R: 'global--own', S: 'env' } });
  expect(plan(text, { buildArgs: { A: 'given', B: 'unseen', C: 'given too' } })).toMatchObject({
    env: { R: 'given--given too' },
  });
});

test('planImage lets all values of one ENV see the variables as they were before it', () => {
  expect(plan('FROM x\nENV a=hello\nENV a=bye b=$a\nENV c=$a')).toMatchObject({
    env: { a: 'bye', b: 'hello', c: 'bye' },
  });
});

test('planImage reads COPY in both forms, against the working directory', () => {
  const text = `FROM x
WORKDIR /app
ENV D=lib
COPY a.js b.js ./
COPY --chown=1:1 --chmod=755 ["with space", "/opt/there"]
COPY $D $D/
ADD . .
COPY x y
`;
  expect(plan(text)).toMatchObject({
    steps: [
      { directory: '/app' },
      { line: 4, sources: ['a.js', 'b.js'], destination: '/app/', unpacks: false },
      { line: 5, sources: ['with space'], destination: '/opt/there', mode: 0o755 },
      { line: 6, sources: ['lib'], destination: '/app/lib/' },
      { line: 7, keyword: 'ADD', sources: ['.'], destination: '/app/', unpacks: true },
      { line: 8, sources: ['x'], destination: '/app/y' },
    ],
  });
});

test('planImage notes that USER is ignored', () => {
  expect(plan('FROM x\nUSER node')).toMatchObject({ ok: true, notes: [expect.stringContaining('line 2: USER')] });
});

test('planImage builds the stage that is asked for', () => {
  expect(plan('FROM x AS Run', { target: 'run' }).ok).toBe(true);
  expect(plan('FROM x', { target: 'run' })).toMatchObject({ ok: false, line: 1, keyword: 'FROM' });
});

test.each<[string, string, number, string, RegExp]>([
  ['a RUN', 'FROM x\nWORKDIR /a\n\nRUN npm ci \\\n && ls\n', 4, 'RUN', /runs a command/],
  ['a second stage', 'FROM x\nCOPY a b\nFROM y', 3, 'FROM', /second stage/],
  ['COPY --from', 'FROM x\nCOPY --from=build /a /b', 2, 'COPY', /--from=build/],
  ['COPY --parents', 'FROM x\nCOPY --parents a /b/', 2, 'COPY', /--parents/],
  ['ADD of a URL', 'FROM x\nADD https://example.org/a.tgz /a/', 2, 'ADD', /fetches https/],
  ['ADD of a repository', 'FROM x\nADD git@example.org:a/b.git /a/', 2, 'ADD', /fetches git@/],
  ['a here-document', 'FROM x\nCOPY <<EOF /a\ntext\nEOF\n', 2, 'COPY', /here-documents/],
  ['several sources into a file', 'FROM x\nCOPY a b c', 2, 'COPY', /end with a slash/],
  ['COPY without a destination', 'FROM x\nCOPY a', 2, 'COPY', /a source and a destination/],
  ['an unknown instruction', 'FROM x\nBUILD all', 2, 'BUILD', /not known/],
  ['no FROM', '# nothing\n', 1, 'FROM', /there is none/],
  ['an instruction before FROM', 'ENV a=b\nFROM x', 1, 'ENV', /FROM or ARG first/],
  ['a substitution of shells', 'FROM x\nENV A=${B%%x}', 2, 'ENV', /not evaluated/],
  ['an argument of the builder', 'FROM x\nARG TARGETARCH\nCOPY $TARGETARCH /b', 2, 'ARG', /TARGETARCH/],
])('planImage refuses %s with its line', (_, text, line, keyword, why) => {
  expect(plan(text)).toEqual({ ok: false, line, keyword, why: expect.stringMatching(why) });
});
