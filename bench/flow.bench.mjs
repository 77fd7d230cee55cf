// Building and compiling a flow of 100,000 jobs and 300,000 edges, names, hashes and folding included, over graphology
// building the same graph and graphology-dag sorting it. Each round is a process of its own: memory is measured too.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { holdMark, median, printRatio } from './measure.mjs';

const ROUNDS = 7;
const program = fileURLToPath(new URL('./flow/one.mjs', import.meta.url));
const one = (who) => JSON.parse(execFileSync(process.execPath, ['--expose-gc', program, who], { encoding: 'utf8' }));

const rounds = { ours: [], peer: [] };
for (let round = 0; round < ROUNDS; round++) {
  // Alternately, so that a slow moment of the machine meets both.
  rounds.ours.push(one('ours'));
  rounds.peer.push(one('peer'));
}
const [{ nodes, edges, submissions, largest, relays }] = rounds.ours;
const ms = (list) => median(list.map(({ ms }) => ms));
const peak = Math.max(...rounds.ours.map(({ peakMiB }) => peakMiB));
console.log(
  `${nodes} nodes, ${edges} edges: ${submissions} SubmitJob calls, largest array ${largest}, ${relays} relays`,
);
console.log(
  `median of ${ROUNDS} processes: built and compiled in ${ms(rounds.ours).toFixed(0)} ms, graphology with graphology-dag ${ms(rounds.peer).toFixed(0)} ms`,
);
console.log(
  `peak memory of the process: ${peak.toFixed(0)} MiB (mark 286, which is 300 MB), graphology ${Math.max(...rounds.peer.map(({ peakMiB }) => peakMiB)).toFixed(0)} MiB`,
);
console.log('mark: compile 1.0');
holdMark('peak memory, MiB', Math.round(peak), 286);
printRatio('compile', ms(rounds.ours) / ms(rounds.peer));
