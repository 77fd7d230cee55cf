import { createConnection, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Where the main node listens. Jobs of the platform reach each other on all ports, nobody else reaches them. */
export const PORT = 7000;

/**
 * The main node's side: waits for what every other node sends. A node that fails is not told to anybody, so there is a limit.
 *
 * @param others - how many nodes send
 */
export async function receive<Part>(others: number, signal: AbortSignal, port = PORT): Promise<readonly Part[]> {
  if (others === 0) return [];
  // The sender ends its side first, and then waits for the answer.
  const server = createServer({ allowHalfOpen: true });
  const parts = new Map<number, Part>();
  try {
    await new Promise<void>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      server.on('error', reject);
      const take = async (socket: Socket): Promise<void> => {
        try {
          const { node, part } = JSON.parse(await read(socket)) as { readonly node: number; readonly part: Part };
          // A sender that has got no answer sends again: its node counts once.
          parts.set(node, part);
          socket.end('done');
          if (parts.size === others) resolve();
        } catch {
          socket.destroy();
        }
      };
      server.on('connection', (socket) => void take(socket));
      server.listen(port);
    });
  } finally {
    server.close();
  }
  return [...parts].sort(([one], [other]) => one - other).map(([, part]) => part);
}

/** Another node's side: sends its part, again and again until the main node has said that it is there. */
export async function send(
  address: string,
  node: number,
  part: unknown,
  signal: AbortSignal,
  port = PORT,
): Promise<void> {
  for (;;) {
    try {
      const socket = createConnection({ host: address, port, allowHalfOpen: true, signal });
      socket.end(JSON.stringify({ node, part }));
      if ((await read(socket)) === 'done') return;
    } catch {
      signal.throwIfAborted();
    }
    await sleep(1000, undefined, { signal });
  }
}

/** All that the other side sends. Iterating over the socket would close it, and with it the way back. */
const read = (socket: Socket): Promise<string> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('end', () => resolve(Buffer.concat(chunks).toString()));
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('the connection was closed')));
  });
