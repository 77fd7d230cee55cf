import type { Verdict } from './cases';

/** What a run found, for {@link renderReport}. */
export interface Findings {
  /** Account, region and, when it was not AWS, the endpoint. */
  readonly where: string;
  readonly begun: Date;
  readonly seconds: number;
  /** Versions of what was used, by name. */
  readonly versions: Readonly<Record<string, string>>;
  readonly verdicts: readonly Verdict[];
  readonly photos: PhotosResult | undefined;
  /** Why the run ended before its end. */
  readonly problem: string | undefined;
  readonly left: readonly string[];
}

/** How the photos went. */
export interface PhotosResult {
  readonly photos: number;
  readonly delivered: number;
  /** Of each that failed, with its reason. */
  readonly failures: readonly string[];
  readonly contactSheet: boolean;
}

export const photosHold = ({ photos, delivered, contactSheet }: PhotosResult): boolean =>
  photos === delivered && contactSheet;

/** The run as a page: what differs comes first. */
export function renderReport(findings: Findings): string {
  const { verdicts, photos, problem, left } = findings;
  const different = verdicts.filter(({ outcome }) => outcome === 'different');
  const open = verdicts.filter(({ outcome }) => outcome === 'not answered');
  const held = verdicts.filter(({ outcome }) => outcome === 'as held');
  return [
    '# AWS Batch, compared with what is held of it here',
    '',
    `- where: ${findings.where}`,
    `- when: ${findings.begun.toISOString()}, ${Math.round(findings.seconds / 6) / 10} minutes`,
    ...Object.entries(findings.versions).map(([name, version]) => `- ${name}: ${version}`),
    `- cases: ${held.length} as held, ${different.length} different, ${open.length} not answered`,
    ...(photos === undefined ? [] : [`- photos: ${photos.delivered} of ${photos.photos} delivered`]),
    ...(problem === undefined ? [] : ['', `**Ended early:** ${cell(problem)}`]),
    ...(left.length === 0 ? [] : ['', '## Left behind', '', ...left.map((line) => `- ${cell(line)}`)]),
    ...section('Differences', different),
    ...section('Not answered', open),
    ...(photos === undefined ? [] : photoSection(photos)),
    ...section('As held', held),
    '',
  ].join('\n');
}

function photoSection({ photos, delivered, failures, contactSheet }: PhotosResult): string[] {
  const sheet = contactSheet ? 'a contact sheet was made' : 'no contact sheet was made';
  const says = `${delivered} of ${photos} photos were delivered; ${sheet}.`;
  return ['', '## Photos', '', says, ...(failures.length > 0 ? ['', ...failures.map((one) => `- ${cell(one)}`)] : [])];
}

function section(title: string, verdicts: readonly Verdict[]): string[] {
  if (verdicts.length === 0) return [];
  return [
    '',
    `## ${title}`,
    '',
    '| case | held | standing | seen |',
    '|---|---|---|---|',
    ...verdicts.map(({ id, holds, standing, saw }) => `| ${id} | ${cell(holds)} | ${standing} | ${cell(saw)} |`),
  ];
}

/** Text in a table: one line, and no bar or tag of its own. */
const cell = (text: string): string =>
  text.replace(/\s+/g, ' ').replaceAll('|', '\\|').replaceAll('<', '&lt;').slice(0, 600);
