import { Agent, request } from 'node:http';

/**
 * Sends one signed request again and again over a few connections, as bare as Node can: an SDK client would cost more
 * than the server that is measured. Connections are kept where the server keeps them.
 *
 * @returns requests a second
 */
export async function load({ url, method, headers, body }, { connections, seconds }) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const payload = Buffer.from(body);
  const target = new URL(url);
  const options = {
    agent,
    host: target.hostname,
    port: target.port,
    path: target.pathname,
    method,
    headers: { ...headers, 'content-length': payload.length },
  };
  const once = () =>
    new Promise((resolve, reject) => {
      const sent = request(options, (response) => {
        response.resume();
        response.once('end', () =>
          response.statusCode === 200 ? resolve() : reject(new Error(`${url}: status ${response.statusCode}`)),
        );
      });
      sent.once('error', reject);
      sent.end(payload);
    });
  const started = performance.now();
  const end = started + seconds * 1000;
  let count = 0;
  const sender = async () => {
    while (performance.now() < end) {
      await once();
      count += 1;
    }
  };
  try {
    await Promise.all(Array.from({ length: connections }, sender));
  } finally {
    agent.destroy();
  }
  return count / ((performance.now() - started) / 1000);
}
