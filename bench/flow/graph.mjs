/**
 * A flow as the steps behind each step: layers of which each job waits for three of the layer before, diamonds, chains
 * beside each other, and wide fan-in. Always the same.
 *
 * @returns 100,000 lists of earlier steps, with 300,000 entries in all, and the job of each
 */
export function benchGraph() {
  const behind = [];
  const jobs = [];
  const add = (job, upstream) => {
    behind.push(upstream);
    jobs.push(job);
    return behind.length - 1;
  };
  // Layers: 60 of 1,000, three edges a job.
  let last = Array.from({ length: 1000 }, () => add('layer', []));
  for (let layer = 1; layer < 60; layer++) {
    last = last.map((_, i) => add('layer', [last[i], last[(i + layer) % 1000], last[(i + 500) % 1000]]));
  }
  // Diamonds: 5,000, four jobs each.
  for (let d = 0; d < 5000; d++) {
    const top = add('split', []);
    add('join', [add('left', [top]), add('right', [top])]);
  }
  // Chains: 100 blocks of 50 chains of three behind one job, that one job joins; all of a block know its first job.
  for (let block = 0; block < 100; block++) {
    const prepare = add('prepare', []);
    const ends = Array.from({ length: 50 }, () => {
      const align = add('align', [prepare]);
      return add('call', [add('sort', [align, prepare]), prepare]);
    });
    add('merge', ends);
  }
  // Wide fan-in: of what is left every third job, behind as many of other kinds as it takes to make 300,000 edges.
  const left = 100_000 - behind.length;
  let edges = 300_000 - behind.reduce((sum, upstream) => sum + upstream.length, 0);
  let wide = Math.ceil(left / 3);
  for (let i = 0; i < left; i++) {
    const width = i % 3 === 0 ? Math.round(edges / wide--) : 0;
    edges -= width;
    const first = (i * 31) % 50_000;
    add(
      width === 0 ? 'lone' : 'report',
      Array.from({ length: width }, (_, k) => first + k),
    );
  }
  return { behind, jobs };
}
