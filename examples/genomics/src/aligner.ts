/** A read of a sequencer, or a contig of a reference genome. */
export interface Sequence {
  readonly name: string;
  readonly bases: string;
}

/** A reference genome, and where each of its words of `SEED` bases stands. */
export interface Index {
  readonly contigs: readonly Sequence[];
  readonly seeds: ReadonlyMap<string, readonly Place[]>;
}

interface Place {
  readonly contig: number;
  readonly position: number;
}

const SEED = 16;
/** More differences than this, and the read is taken to come from elsewhere. */
const MOST_MISMATCHES = 5;

/** Reads of a FASTQ file, whose records have four lines. */
export function parseFastq(text: string): readonly Sequence[] {
  const lines = text.trimEnd().split(/\r?\n/);
  return Array.from({ length: Math.floor(lines.length / 4) }, (_, record) => ({
    name: (lines[4 * record] ?? '').slice(1).split(' ')[0] ?? '',
    bases: (lines[4 * record + 1] ?? '').toUpperCase(),
  }));
}

/** Contigs of a FASTA file. */
export const parseFasta = (text: string): readonly Sequence[] =>
  text
    .split('>')
    .slice(1)
    .map((record) => {
      const [header = '', ...lines] = record.split(/\r?\n/);
      return { name: header.split(' ')[0] ?? '', bases: lines.join('').toUpperCase() };
    });

export function indexGenome(contigs: readonly Sequence[]): Index {
  const seeds = new Map<string, Place[]>();
  contigs.forEach(({ bases }, contig) => {
    for (let position = 0; position + SEED <= bases.length; position += 1) {
      const seed = bases.slice(position, position + SEED);
      const places = seeds.get(seed);
      if (places === undefined) seeds.set(seed, [{ contig, position }]);
      else places.push({ contig, position });
    }
  });
  return { contigs, seeds };
}

/** The line of a SAM file for a read: seeds are looked up, and the place with the fewest mismatches wins. */
export function alignRead(
  { name, bases }: Sequence,
  index: Index,
): { readonly line: string; readonly aligned: boolean } {
  const forward = place(bases, index);
  const reversed = reverseComplement(bases);
  const backward = forward?.mismatches === 0 ? undefined : place(reversed, index);
  const best = backward !== undefined && backward.mismatches < (forward?.mismatches ?? Infinity) ? backward : forward;
  if (best === undefined) return { line: `${name}\t4\t*\t0\t0\t*\t*\t0\t0\t${bases}\t*`, aligned: false };
  const [flag, shown] = best === backward ? [16, reversed] : [0, bases];
  const contig = index.contigs[best.contig]?.name ?? '*';
  const line = `${name}\t${flag}\t${contig}\t${best.position + 1}\t255\t${shown.length}M\t*\t0\t0\t${shown}\t*\tNM:i:${best.mismatches}`;
  return { line, aligned: true };
}

export const samHeader = ({ contigs }: Index): string =>
  ['@HD\tVN:1.6', ...contigs.map(({ name, bases }) => `@SQ\tSN:${name}\tLN:${bases.length}`)].join('\n');

function place(bases: string, { contigs, seeds }: Index): (Place & { readonly mismatches: number }) | undefined {
  let best: (Place & { readonly mismatches: number }) | undefined;
  for (let offset = 0; offset + SEED <= bases.length; offset += SEED) {
    for (const seed of seeds.get(bases.slice(offset, offset + SEED)) ?? []) {
      const position = seed.position - offset;
      const mismatches = mismatchesAt(bases, contigs[seed.contig]?.bases ?? '', position);
      if (mismatches < (best?.mismatches ?? MOST_MISMATCHES + 1)) best = { contig: seed.contig, position, mismatches };
    }
  }
  return best;
}

function mismatchesAt(read: string, contig: string, position: number): number {
  if (position < 0 || position + read.length > contig.length) return Infinity;
  let count = 0;
  for (let at = 0; at < read.length; at += 1) if (read[at] !== contig[position + at]) count += 1;
  return count;
}

const COMPLEMENT: Readonly<Record<string, string>> = { A: 'T', C: 'G', G: 'C', T: 'A' };

const reverseComplement = (bases: string): string =>
  Array.from(bases, (base) => COMPLEMENT[base] ?? 'N')
    .reverse()
    .join('');
