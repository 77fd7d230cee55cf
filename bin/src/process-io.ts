import { EXIT_CODES, type Io } from './io';

/** The surroundings of a real process. */
export function processIo(): Io {
  const stop = new AbortController();
  const onSignal = (signal: NodeJS.Signals): void => {
    // The second one means: at once. The listener stays, so that the local service knows that somebody handles signals.
    if (stop.signal.aborted) process.exit(EXIT_CODES.interrupted);
    stop.abort(signal);
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  // `batchwright list | head` closes the pipe early: that is an end, not an error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // In the next turn, when a command that is through has said how it ended: a review with hazards is none without.
    if (error.code === 'EPIPE') return void setImmediate(() => process.exit());
    throw error;
  });
  const { env } = process;
  // The SDK would say at every start on Node.js 20 what our README says once (ADR 1).
  env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    env,
    cwd: process.cwd(),
    columns: process.stderr.isTTY ? process.stderr.columns || 80 : undefined,
    colour: process.stderr.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb',
    signal: stop.signal,
    now: Date.now,
    stdin: async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks).toString('utf8');
    },
  };
}
