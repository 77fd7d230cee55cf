import type { Io } from '../../bin/src/io';
import { main } from '../../bin/src/main';

/** Runs the command line with arguments, as a terminal without colours would. */
export async function runCli(args: readonly string[], more: Partial<Io> & { readonly cwd: string }) {
  let out = '';
  let err = '';
  const code = await main(args, {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    // The AWS SDK reads the process's own environment.
    env: process.env,
    columns: undefined,
    colour: false,
    signal: new AbortController().signal,
    now: Date.now,
    stdin: async () => '',
    ...more,
  });
  return { code, out, err };
}
