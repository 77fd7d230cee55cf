import type { Plan, PlanSubmission } from '@batchwright/model/plan';

/** Edges that Mermaid draws unless its configuration, which a drawing cannot carry, allows more. */
const MERMAID_EDGES = 500;

/** What is drawn as one: the parts of an array, or all of a job in a wave. */
interface Box {
  readonly text: string;
  readonly relay: boolean;
  jobs: number;
  items: number | null;
}

interface Drawing {
  readonly boxes: readonly Box[];
  /** From, to, and how; each once. */
  readonly arrows: readonly (readonly [number, number, 'whole' | 'each'])[];
}

/**
 * A plan as a Mermaid flowchart, which GitHub and many editors render: an arrow says what waits, a dotted one that it does
 * so item by item. A plan with more arrows than Mermaid draws is drawn with one box for each job and wave.
 */
export function drawPlan(plan: Plan): string {
  const detailed = drawingOf(plan, arrayKeys(), labelOf);
  const drawing =
    detailed.arrows.length <= MERMAID_EDGES
      ? detailed
      : drawingOf(
          plan,
          ({ wave, job, relay }) => `${wave} ${relay ? '' : job}`,
          ({ wave, job, relay }) => `${relay ? 'relays' : job}, wave ${wave}`,
        );
  const lines = drawing.boxes.map(({ text, relay, jobs, items }, b) => {
    const size = items === null ? 'as many as there are' : items === 1 ? '' : `${items} jobs`;
    const calls = jobs === 1 ? '' : `${jobs} calls`;
    const label = [text, ...[size, calls].filter((part) => part !== '')].map(escapeText).join('<br/>');
    return relay ? `  b${b}(["${label}"])` : `  b${b}["${label}"]`;
  });
  const arrows = drawing.arrows.map(([from, to, how]) => `  b${from} ${how === 'each' ? '-.->' : '-->'} b${to}`);
  return `${['flowchart TD', ...lines, ...arrows].join('\n')}\n`;
}

const labelOf = ({ label, job, relay }: PlanSubmission): string =>
  relay || label === job ? label : `${label}: ${job}`;

/** The same for the parts of one array, of which each begins where another ends. */
function arrayKeys(): (submission: PlanSubmission) => string {
  const continued = new Map<string, string>();
  return ({ name, label, job, offset = 0, size }) => {
    const begins = `${label} ${job} ${offset}`;
    const key = (offset > 0 ? continued.get(begins) : undefined) ?? name;
    continued.delete(begins);
    if (size !== null) continued.set(`${label} ${job} ${offset + size}`, key);
    return key;
  };
}

function drawingOf(
  { submissions }: Plan,
  keyOf: (submission: PlanSubmission) => string,
  textOf: (submission: PlanSubmission) => string,
): Drawing {
  const places = new Map<string, number>();
  const boxes: Box[] = [];
  const arrows = new Map<string, readonly [number, number, 'whole' | 'each']>();
  const boxOf: number[] = [];
  for (const submission of submissions) {
    const key = keyOf(submission);
    const place = places.get(key) ?? boxes.length;
    places.set(key, place);
    const box = boxes[place] ?? { text: textOf(submission), relay: submission.relay === true, jobs: 0, items: 0 };
    boxes[place] = box;
    box.jobs++;
    box.items = box.items === null || submission.size === null ? null : box.items + submission.size;
    boxOf.push(place);
    const draw = (upstream: number, how: 'whole' | 'each'): void => {
      const from = boxOf[upstream] as number;
      // The parts of a sequential array wait for each other.
      if (from !== place) arrows.set(`${from} ${place} ${how}`, [from, place, how]);
    };
    for (const upstream of submission.after ?? []) draw(upstream, 'whole');
    for (const upstream of submission.each ?? []) draw(upstream, 'each');
  }
  return { boxes, arrows: [...arrows.values()] };
}

const escapeText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
